"""What counts as a broken promise of a digest: `tests.chaos.digest_evidence` sees it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.digests.digest import DigestRun, RunState
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER
from tests.chaos.digest_evidence import DigestFindings, Set
from tests.chaos.digest_seed import TEAM, daily
from tests.chaos.evidence import Kill

AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
DIGEST = daily(7, 0, AT)
SAID = "*Daily digest* · SupportBot · … *4,056* sessions"  # on that Monday, see SESSIONS
SESSIONS = Set(DIGEST, AT, (SUPPORT_BOT,)).sessions(AT)
TRUTH = SAID.replace("4,056", f"{SESSIONS:,}")


def said(kind: str, after: float, text: str = TRUTH, at: datetime = AT) -> Message:
    ts = f"{at.timestamp() + after:.6f}"
    key = f"123-{DIGEST.id}-{at.date()}:{kind}"
    return Message("C0000", ts, APP_USER, text, metadata={"event_payload": {"key": key}})


def run(at: datetime, state: RunState) -> tuple[tuple[str, str], DigestRun]:
    day = str(at.date())
    row = DigestRun(team=TEAM, digest_id=DIGEST.id, key=day, due_at=at, state=state)
    return (DIGEST.id, day), row


def found(*posted: Message, first: datetime = AT, **states: RunState) -> DigestFindings:
    rows = {"today": AT, "yesterday": AT - DAY}
    return DigestFindings(
        asked=[],
        since=AT - timedelta(minutes=1),
        posted=posted,
        posters={message.ts: 1 for message in posted},
        recorded={},
        called=[],
        kills=[],
        digests=[Set(DIGEST, first, (SUPPORT_BOT,))],
        runs=dict(run(rows[name], state) for name, state in states.items()),
        until=AT + timedelta(minutes=10),
    )


PARENT, DETAIL = said("parent", 1), said("detail", 2)
SENT = found(PARENT, DETAIL, today=RunState.SENT)


def test_a_slot_sent_once_and_whole_is_what_was_promised() -> None:
    assert SENT.ok
    assert SENT.lateness == pytest.approx([2])


@pytest.mark.parametrize(
    ("posted", "state"),
    [
        ([PARENT], RunState.SENT),
        ([PARENT, DETAIL], RunState.RUNNING),
        ([PARENT, DETAIL], RunState.FAILED),
        ([], RunState.SKIPPED),
    ],
    ids=["no detail", "never over", "given up", "skipped without a later one"],
)
def test_a_slot_that_is_not_whole_is_lost(posted: list[Message], state: RunState) -> None:
    assert found(*posted, today=state).unsent


def test_a_slot_without_a_row_is_lost() -> None:
    assert found().unsent


def test_a_missed_slot_may_be_skipped_if_a_later_one_is_sent() -> None:
    rows = {"yesterday": RunState.SKIPPED, "today": RunState.SENT}
    kept = found(PARENT, DETAIL, first=AT - DAY, **rows)
    assert kept.ok
    assert (kept.sent, kept.skipped) == (1, 1)
    both = (said("parent", 3, at=AT - DAY), PARENT, DETAIL)
    assert found(*both, first=AT - DAY, **rows).unsent


def test_a_double_is_excused_only_if_its_first_poster_was_killed_before_it_wrote_it_down() -> None:
    again = said("detail", 9)
    twice = replace(SENT, posted=(PARENT, DETAIL, again))
    killed = replace(
        twice,
        posters={PARENT.ts: 1, DETAIL.ts: 1, again.ts: 2},
        kills=[Kill(float(DETAIL.ts) + 0.1, pid=1)],
    )
    assert twice.bugs
    assert not twice.ok
    assert killed.ok
    assert len(killed.doubles) == 1


def test_two_processes_at_one_slot_are_seen_unless_the_first_was_killed() -> None:
    shared = replace(SENT, posters={PARENT.ts: 1, DETAIL.ts: 2})
    assert shared.shared == [(PARENT, DETAIL)]
    killed = replace(shared, kills=[Kill(float(PARENT.ts) + 0.5, pid=1)])
    assert killed.shared == []


def test_other_figures_and_silence_about_being_late_are_untrue() -> None:
    late = said("parent", 400)
    for posted in (said("parent", 1, TRUTH.replace(f"{SESSIONS:,}", "1")), late):
        assert found(posted, said("detail", 401), today=RunState.SENT).untrue
    owned_up = said("parent", 400, f"{TRUTH} This is 6 minutes late: …")
    assert not found(owned_up, said("detail", 401), today=RunState.SENT).untrue


def test_a_message_of_no_slot_is_strange() -> None:
    failed = said("failed", 5)
    assert found(PARENT, DETAIL, failed, today=RunState.SENT).strange == [failed]
