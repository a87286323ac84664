"""Writes for assistants what the app would say, beside the figures: plain text, and JSON."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from slackbot.domain.alerts.alert import Watched
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.home import HomeChannel, HomeDigest, is_firing
from slackbot.domain.usage.figures import Figures, figures_of
from slackbot.slack.alerts.status import standing
from slackbot.slack.alerts.words import words_for_all
from slackbot.slack.questions.answer import insight_lines, warning_lines
from slackbot.slack.questions.lead import lead_of, may_change
from slackbot.slack.questions.messages import subject, understood
from slackbot.workflows.assistants.ask import Answered

NO_FILES = "There are no files here: the rows are in the answer."
MARKS = re.compile(r":[a-z_]+: ?|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")


class ShownReceipt(FrozenModel):
    """The source of figures."""

    number: str
    lines: tuple[str, ...]


class Answer(FrozenModel):
    """The app's sentences to a question, its figures, and their source."""

    said: tuple[str, ...] = Field(description="what the app says, to be quoted as it is")
    channel: str = Field(description="the id of the channel whose bots these are")
    figures: Figures
    receipt: ShownReceipt

    @classmethod
    def of(cls, found: Answered) -> Self:
        """Return the answer as an assistant reads it."""
        return cls(
            said=tuple(_sentences(found)),
            channel=found.ask.home,
            figures=figures_of(found.report),
            receipt=ShownReceipt(number=found.ask.id, lines=found.receipt.lines),
        )

    @property
    def text(self) -> str:
        """The sentences, and the receipt's number."""
        return "\n".join((*self.said, f"Receipt: {self.receipt.number}"))


class ShownDigest(FrozenModel):
    """A digest of a channel. `next_at` is none of one that is paused or stopped."""

    channel: str
    digest: str
    schedule: str
    question: str = ""
    bots: tuple[str, ...] = Field(default=(), description="none: all bots of the channel")
    state: str
    why: str = Field(default="", description="why it is stopped")
    next_at: AwareDatetime | None
    last: str = Field(default="", description="how its last run ended")
    owner: str


class DigestList(FrozenModel):
    """The digests of the channels that the person may see."""

    digests: tuple[ShownDigest, ...]

    @classmethod
    def of(cls, channels: Iterable[HomeChannel]) -> Self:
        """Return the digests of the channels."""
        return cls(digests=tuple(_digest(each, c) for c in channels for each in c.digests))

    @property
    def text(self) -> str:
        """A line for each."""
        lines = (
            f"Digest {each.digest} in {each.channel}: {each.schedule} {each.question}".rstrip()
            + f" – {f'next {each.next_at.isoformat()}' if each.next_at else each.state}"
            for each in self.digests
        )
        return "\n".join(lines) or "No digests."


class ShownAlert(FrozenModel):
    """An alert of a channel, and how it stands."""

    channel: str
    alert: str
    rule: str
    bots: tuple[str, ...] = Field(default=(), description="none: all bots of the channel")
    state: str
    firing: bool
    muted: bool = False
    stands: tuple[str, ...] = Field(description="how it stands now, in words")
    checked_at: AwareDatetime | None
    fired_at: AwareDatetime | None
    owner: str


class AlertList(FrozenModel):
    """The alerts of the channels that the person may see."""

    alerts: tuple[ShownAlert, ...]

    @classmethod
    def of(cls, channels: Iterable[HomeChannel], now: AwareDatetime) -> Self:
        """Return the alerts of the channels as they stand at that moment."""
        return cls(alerts=tuple(_alert(each, c, now) for c in channels for each in c.alerts))

    @property
    def text(self) -> str:
        """A line for each."""
        lines = (
            f"Alert {each.alert} in {each.channel}: {each.rule} – {'; '.join(each.stands)}"
            for each in self.alerts
        )
        return "\n".join(lines) or "No alerts."


def plain(text: str) -> str:
    """Return text without Slack's marks and entities."""
    return unescape(MARKS.sub("", text)).strip()


def _sentences(found: Answered) -> Iterator[str]:
    report = found.report
    yield from filter(None, map(plain, lead_of(report).sentences))
    yield plain(f"{subject(report.query, report.bots)} · {understood(report.query)}")
    for line in (
        *warning_lines(report),
        *insight_lines(found.ask, report),
        *may_change(report),
        *([NO_FILES] if report.query.wants_files else []),
    ):
        yield plain(line)


def _digest(each: HomeDigest, channel: HomeChannel) -> ShownDigest:
    digest, slot = each.digest, each.slot if each.digest.is_active else None
    return ShownDigest(
        channel=channel.name,
        digest=digest.label,
        schedule=digest.schedule.describe(),
        question=digest.question,
        bots=_names(digest.bot_ids, channel),
        state=digest.state.value,
        why=digest.reason,
        next_at=slot.at.astimezone(ZoneInfo(digest.schedule.zone)) if slot else None,
        last=each.last.state.value if each.last else "",
        owner=digest.owner,
    )


def _alert(each: Watched, channel: HomeChannel, now: AwareDatetime) -> ShownAlert:
    alert, clock = each.alert, ZoneInfo(each.alert.rule.zone)
    return ShownAlert(
        channel=channel.name,
        alert=alert.label,
        rule=plain(words_for_all(alert)),
        bots=_names(alert.bot_ids, channel),
        state=alert.state.value,
        firing=is_firing(each),
        muted=each.memory.muted,
        stands=tuple(map(plain, standing(each, channel.bots.names_by_id, now))),
        checked_at=each.checked_at and each.checked_at.astimezone(clock),
        fired_at=each.fired_at and each.fired_at.astimezone(clock),
        owner=alert.owner,
    )


def _names(ids: Sequence[str], channel: HomeChannel) -> tuple[str, ...]:
    return tuple(channel.bots.names_by_id.get(id_, id_) for id_ in ids)
