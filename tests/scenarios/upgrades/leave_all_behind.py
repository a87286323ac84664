"""Records what a killed app leaves behind when work of all kinds is open, and what Slack shows.

    .venv/bin/python -m tests.scenarios.upgrades.leave_all_behind

To be run by the version that is to be remembered; what was recorded is then never changed. Writes
the database to left_behind_all.sql.gz and Slack's messages to left_behind_all.json.gz. When it is
killed, questions, a digest, a trial and a check wait for Kore.ai; a thread and a notice are being
posted; alerts fire, are acknowledged, snoozed, muted and paused; and the buttons of all messages
wait to be clicked.
"""

import asyncio
import dataclasses
import gzip
import json
import sqlite3
import tempfile
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.bots import HR_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.inputs import elements_in
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, settings_for

DATABASE = Path(__file__).with_name("left_behind_all.sql.gz")
MESSAGES = Path(__file__).with_name("left_behind_all.json.gz")
PEAK = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday on which SupportBot stands out
CHANNEL = "support-bots"
BOTS = {"SupportBot": SUPPORT_BOT.id, "SalesBot": SALES_BOT.id, "HRBot": HR_BOT.id}
ANSWERED = "last week by day for SupportBot"
RUNNING, SHARED = "1-7 Jun 2026 for SupportBot", "1-7 Jun 2026 by day for SupportBot"
OPENING = "9-15 Oct 2026 for SupportBot"
DIGESTS = (
    "digest every day at 2pm by hour for SupportBot",
    "digest every Monday at 9 for SalesBot",
    "digest every Monday at 10 for HRBot",
)
RULES = (
    "sessions > 4500 and 10000 per day in UTC for SupportBot",
    "sessions > 4000 per day in UTC for SupportBot",
    "conversations > 3000 per day in UTC for SupportBot",
    "requests > 20000 per day in UTC for SupportBot",
    "sessions > 999 per day in UTC for SalesBot",
)
ACKNOWLEDGED, SNOOZED, OPEN, MUTED, PAUSED = range(1, 6)
UNSAVED = "sessions > 7000 per day in UTC for SupportBot"
TRIED = "sessions > 500 per day in UTC for HRBot"  # its figures are being fetched
SLOW = 3600.0  # seconds


class Recording:
    """An app between stand-ins, of which the second becomes slow and the first then deaf."""

    def __init__(self, folder: Path) -> None:
        self.clock = MovableClock.at(PEAK - timedelta(days=1))
        self.job_seconds = 0.0
        slack = SlackSandbox(Workspace(seconds), rate=None)
        kore = KoreSandbox(now=self.clock.now, job_seconds=lambda _: self.job_seconds)
        self.folder = folder
        self.office = Office(
            slack, kore, settings_for(folder, "http://slack.test", "http://kore.test", {})
        )

    async def make(self) -> tuple[str, list[dict[str, Any]]]:
        """The database in SQL, and the messages."""
        slack, kore = self.office.slack, self.office.kore
        async with serve(slack.app) as slack.url, AsyncExitStack() as self._kore:
            kore_url = await self._kore.enter_async_context(serve(kore.app))
            self.office.settings = settings_for(self.folder, slack.url, kore_url, {})
            app = App(self.office.settings, self.clock, charts=DrawnBefore())
            await app.start()
            await slack.wait_for_connection()
            await self._set_up()
            await self._fire()
            await self._wait_for_kore()
            await self._wait_for_slack()
            left = dumped(self.office.settings.sqlite_path or ""), messages(slack)
            slack.faults.clear()
            await app.stop()
        return left

    async def _set_up(self) -> None:
        office = self.office
        for name, bot_id in BOTS.items():
            await office.told(f"link {bot_id} as {name}")
        await office.told("settings zone Europe/Berlin")
        await office.told("allowance 400000 sessions per month from the 1st")
        await office.told("price 0.20 USD per conversation")
        await office.asked(ANSWERED)
        for words in DIGESTS:
            await self._shown(words)
        await office.told("digests pause 2")
        for number, rule in enumerate(RULES, start=1):
            await self._saved(rule)
            if number == MUTED:
                await office.told(f"alerts mute {MUTED}")
        await office.told(f"alerts pause {PAUSED}")

    async def _fire(self) -> None:
        """The alerts do, and the digest of the day before comes."""
        slack = self.office.slack
        self.clock.move_to(PEAK + timedelta(minutes=20))
        await slack.wait_for(lambda: self._at(OPEN), PATIENCE)
        await slack.wait_for(lambda: self._at(SNOOZED), PATIENCE)
        fired = await slack.wait_for(lambda: self._at(ACKNOWLEDGED), PATIENCE)
        await slack.click(fired, "ask:alert-ack", user="ben")
        await slack.wait_for(lambda: "U0BEN" in blocks(self._at(ACKNOWLEDGED)) or None, PATIENCE)
        snoozed = self._at(SNOOZED) or fired
        menus = [menu.get("options", ()) for _, menu in elements_in(snoozed.all_blocks)]
        (day,) = (each["value"] for menu in menus for each in menu if " 1d " in each["value"])
        await slack.click(snoozed, "ask:alert-snooze", user="anna", value=day)
        await slack.wait_for(lambda: ":zzz:" in blocks(self._at(SNOOZED)) or None, PATIENCE)
        await slack.wait_for(lambda: found(slack.messages(CHANNEL), "digest* ·"), PATIENCE)
        for words in ("alerts", "digests", "alerts history"):
            await self.office.told(words)
        await self._tried(UNSAVED)

    async def _wait_for_kore(self) -> None:
        """Whatever needs figures waits for them from now on."""
        office, kore = self.office, self.office.kore
        self.job_seconds = SLOW
        before = submits(kore)
        self.clock.move_to(PEAK + timedelta(minutes=50))  # for the next check
        await kore.wait_for(lambda: submits(kore) > before or None, PATIENCE)
        for words in (RUNNING, SHARED):
            await self._shown(words)
        await self._kore.aclose()  # of what follows it has never heard
        for words in (f"alert when {TRIED}", "digests send 3 now"):
            assert (await office.slack.slash("/billing", words, user="anna", channel=CHANNEL)).ok
        await self._open("OpenTrial", "OpenDigest", "OpenCheck")

    async def _wait_for_slack(self) -> None:
        """Whatever is to be posted is tried in vain."""
        slack = self.office.slack
        slack.faults.add("chat.postMessage", http_status=503, times=100_000)
        for words in (OPENING, f"alerts unmute {MUTED}"):
            assert (await slack.slash("/billing", words, user="anna", channel=CHANNEL)).ok
        await self._until("SELECT COUNT(*) FROM deliveries WHERE ts IS NULL", 2)

    async def _open(self, *kinds: str) -> None:
        """Until such work waits in the database."""
        for kind in kinds:
            like = f"SELECT COUNT(*) FROM questions WHERE payload LIKE '%\"{kind}\"%'"  # noqa: S608 - our own words
            await self._until(like, 1)

    async def _until(self, count: str, least: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while self._counted(count) < least:  # noqa: ASYNC110 - nothing rings there
                await asyncio.sleep(0.05)

    def _counted(self, count: str) -> int:
        with closing(sqlite3.connect(self.office.settings.sqlite_path or "")) as database:
            return int(database.execute(count).fetchone()[0])

    async def _shown(self, text: str) -> Message:
        """What the channel reads after `/billing TEXT`."""
        slack = self.office.slack
        count = len(slack.messages(CHANNEL))
        assert (await slack.slash("/billing", text, user="anna", channel=CHANNEL)).ok
        new = await slack.wait_for(lambda: slack.messages(CHANNEL)[count:], PATIENCE)
        return new[0]

    async def _tried(self, rule: str) -> Message:
        """The trial of the rule, with its button."""
        slack = self.office.slack
        count = len(slack.ephemerals("anna", CHANNEL))
        words = f"alert when {rule}"
        assert (await slack.slash("/billing", words, user="anna", channel=CHANNEL)).ok
        return await slack.wait_for(
            lambda: found(slack.ephemerals("anna", CHANNEL)[count:], "ask:alert-save"), PATIENCE
        )

    async def _saved(self, rule: str) -> None:
        slack = self.office.slack
        tried = await self._tried(rule)
        count = len(slack.messages(CHANNEL))
        await slack.click(tried, "ask:alert-save", user="anna")
        await slack.wait_for(lambda: slack.messages(CHANNEL)[count:], PATIENCE)

    def _at(self, number: int) -> Message | None:
        """The message of the episode of that alert."""
        return episode(self.office.slack, number)


def episode(slack: SlackSandbox, number: int) -> Message | None:
    """The message of the episode of that alert."""
    return found(slack.messages(CHANNEL), f'"alerts mute {number}"', f'"alerts unmute {number}"')


def found(among: list[Message], *either: str) -> Message | None:
    """The first message with one of these words in its blocks."""
    return next((each for each in among if any(word in blocks(each) for word in either)), None)


def blocks(message: Message | None) -> str:
    """Its blocks as JSON."""
    return json.dumps(list(message.blocks), ensure_ascii=False) if message else ""


def submits(kore: KoreSandbox) -> int:
    """How many jobs were submitted so far."""
    return sum(call.method == "POST" and "billingsession" in call.path for call in kore.calls)


def dumped(path: Path | str) -> str:
    """The database at one moment: what a kill at that moment would leave."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN")
        return "\n".join(database.iterdump())


def messages(slack: SlackSandbox) -> list[dict[str, Any]]:
    """All that stands in Slack, without files."""
    standing = (slack.workspace.as_it_stands(message) for message in slack.workspace.posted)
    return [
        dataclasses.asdict(dataclasses.replace(message, files=(), earlier=()))
        for message in standing
        if message
    ]


def restore(slack: SlackSandbox, kept: list[dict[str, Any]]) -> None:
    """Let these stand in Slack."""
    for fields in kept:
        slack.workspace._messages.post(Message(**fields | {"files": (), "earlier": ()}))


def recorded(slack_url: str) -> tuple[datetime, str, list[dict[str, Any]]]:
    """When it was, the database, and the messages; Slack has another address by now."""
    head, sql = gzip.decompress(DATABASE.read_bytes()).decode().split("\n", 1)
    _, moment, address = head.split()
    kept = json.loads(gzip.decompress(MESSAGES.read_bytes()))
    return datetime.fromisoformat(moment), sql.replace(address, slack_url), kept


def main() -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording(Path(folder))
        sql, kept = asyncio.run(recording.make())
    head = f"-- {recording.clock.now().isoformat()} {recording.office.slack.url}"
    DATABASE.write_bytes(gzip.compress(f"{head}\n{sql}\n".encode(), mtime=0))
    MESSAGES.write_bytes(gzip.compress(json.dumps(kept).encode(), mtime=0))


if __name__ == "__main__":
    main()
