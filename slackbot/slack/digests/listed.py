"""Messages about digests themselves: set-up, list, and history of runs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from slackbot.domain.access.audit import Change
from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.digests.plan import format_moment, format_run
from slackbot.domain.digests.schedule import Slot, upcoming
from slackbot.domain.group import GROUP_ID
from slackbot.language.digests.asked import asks_since_before, question_text, run_at
from slackbot.ports import DueDigest, Opened
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.audit import since
from slackbot.slack.blocks.blocks import (
    Message,
    context,
    message,
    optional,
    section,
    spoken,
)
from slackbot.slack.blocks.text import cut, escape, minutes, window
from slackbot.slack.digests.buttons import digest_menu
from slackbot.slack.digests.lines import LATE
from slackbot.slack.listing import MOST_LISTED, history, left_out, listing
from slackbot.slack.questions.messages import bot_names, subject, understood

NEXT = 3
LONGEST_QUESTION = 200
LONGEST_REASON = 150
NONE_YET = (
    "This channel has no digest yet. Try `/billing digest every Monday at 9am`, or "
    "`/billing digest every weekday at 8 sessions by day for SupportBot`"
)
SINCE_BEFORE = "everything since the digest before"
STATES = {
    RunState.RUNNING: "being sent",
    RunState.RETRYING: "failed so far, is tried again",
    RunState.SENT: "sent",
    RunState.FAILED: "failed",
    RunState.SKIPPED: "skipped",
}


def digest_confirmation(
    ask: Ask,
    digest: Digest,
    first: Opened,
    *,
    changed: bool = False,
    settling: timedelta = timedelta(),
) -> Message:
    """Tell the channel who set up or `changed` the digest, when it comes, and how to manage it.

    `first` is the question of its next slot; `settling` is the time in which figures may change.
    """
    did = "changed" if changed else "set up"
    whose = "of this channel, for you alone" if digest.to else "of this channel"
    title = f"<@{ask.user}> {did} digest {escape(digest.label)} {whose}"
    when = f"*{escape(digest.schedule.describe())}*"
    slots = upcoming(digest.schedule, ask.received_at, NEXT)
    named = subject(first.query, first.bots)
    bots = named if digest.bot_ids else f"all bots in this channel, now {named}"
    lines = [
        f"Bots: {bots}",
        f"Covers {_asks(digest, slots[0], first)}. First: {understood(first.query)}",
        *(["Each waits until Kore.ai's figures are settled."] if digest.when_settled else []),
        *(["Then it closes the month in its thread."] if digest.closes else []),
    ]
    coming = [f"• {_coming(digest, slot, run_at(digest, slot, settling))}" for slot in slots]
    paused = [] if digest.is_active else ["It is paused: `/billing digests` resumes it."]
    manage = "`/billing digests` lists, sends, pauses, changes and removes digests."
    return message(
        spoken(f"{title}: {when}", *lines, "Next:", *coming, *paused, manage),
        section(f"{title}: {when}"),
        section("\n".join(lines)),
        *(optional(["\n".join(("Next:", *coming))]) if digest.is_active else optional(paused)),
        context(manage),
    )


def _asks(digest: Digest, slot: Slot, first: Opened) -> str:
    words = question_text(digest, slot, first.query)
    notes = [SINCE_BEFORE] if asks_since_before(digest, slot, first.query) else []
    return ", ".join([*notes, *([_quoted(words)] if words else [])])


def _coming(digest: Digest, slot: Slot, at: datetime) -> str:
    return escape(format_run(slot, at, digest.schedule.zone))


def digest_list(
    digests: Sequence[DueDigest],
    last: Mapping[str, DigestRun],
    bots: Iterable[Bot] = (),
    changes: Mapping[str, Change] = NO_CHANGES,
) -> Message:
    """List the digests of the channel for the asker, with buttons.

    `last` are the last runs by digest id; `bots` of the channel give the names;
    `changes` are the last ones, by words such as `digest 1`.
    """
    names = {bot.id: bot.name for bot in bots}
    shown = digests[:MOST_LISTED]
    texts = [_listed(due, last.get(due.digest.id), names, changes) for due in shown]
    rows = [(text, digest_menu(due.digest)) for due, text in zip(shown, texts, strict=True)]
    tail = left_out(len(digests) - len(shown), "/billing digests history")
    return listing("digest", rows, tail, NONE_YET)


def digest_history(runs: Sequence[tuple[Digest, DigestRun]]) -> Message:
    """List the results of the runs for the asker, in the order given."""
    if not runs:
        text = "No digest has been sent yet."
        return message(text, section(text))
    lines = [f"• {_run(digest, run)}" for digest, run in runs[:MOST_LISTED]]
    return history("Digest history", lines, len(runs))


def _listed(
    due: DueDigest,
    last: DigestRun | None,
    names: Mapping[str, str],
    changes: Mapping[str, Change],
) -> str:
    digest = due.digest
    when = since(changes.get(f"digest {digest.number}"), digest.schedule.zone)
    asks = f" · {_quoted(digest.question)}" if digest.question else ""
    result = f" · last: {_result(last)}" if last else ""
    return "\n".join(
        (
            f"*{escape(digest.label)}* · *{escape(digest.schedule.describe())}*{asks}",
            f"{_names(digest, names)} · {_state(due)}{_extra(digest)}",
            f"Set up by <@{digest.owner}>{when}{result}",
        )
    )


def _extra(digest: Digest) -> str:
    return " · closes the month" * digest.closes + " · for you alone" * digest.to_me


def _names(digest: Digest, names: Mapping[str, str]) -> str:
    if not digest.bot_ids:
        return "all bots of this channel"
    return bot_names([Bot(id=id_, name=names.get(id_, _gone(id_))) for id_ in digest.bot_ids])


def _gone(id_: str) -> str:
    """Name a bot that is not linked any more, or a group."""
    return "a group that has no bot here" if GROUP_ID.fullmatch(id_) else id_


def _state(due: DueDigest) -> str:
    digest = due.digest
    if digest.state is DigestState.STOPPED:
        return f":warning: stopped: {escape(cut(digest.reason, LONGEST_REASON))}"
    if due.slot is None or not digest.is_active:
        return ":double_vertical_bar: paused"
    return f"next {_coming(digest, due.slot, due.run_at or due.slot.at)}"


def _run(digest: Digest, run: DigestRun) -> str:
    covered = f" · {escape(window(run.period))}" if run.period else ""
    asked = "" if run.day else " on request"
    when = f"*{format_moment(run.due_at, digest.schedule.zone)}*"
    return f"Digest {escape(digest.label)}, {when}{asked} – {_result(run)}{covered}"


def _result(run: DigestRun) -> str:
    """`sent`, `sent 3 hours late`, `failed: …`."""
    reason = f": {escape(cut(run.said, LONGEST_REASON))}" if run.said else ""
    if run.state is not RunState.SENT or run.finished_at is None:
        return f"{STATES[run.state]}{reason}"
    late = run.finished_at - run.due_at
    sent = f"sent {minutes(late)} late" if late > LATE else "sent"
    holes = any(None in counts.values() for counts in run.totals.values())
    return f"{sent}, incomplete" if holes else sent


def _quoted(words: str) -> str:
    return f"“{escape(cut(words, LONGEST_QUESTION))}”"
