"""Draws the private messages to the owner of a digest, with a button to resume."""

from datetime import datetime

from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.plan import format_slot
from slackbot.domain.digests.schedule import Slot, next_slot
from slackbot.slack.blocks.blocks import Block, Message, actions, button, message, section
from slackbot.slack.blocks.text import cut, escape, stamp

LONGEST_REASON = 600


def digest_paused(digest: Digest) -> Message:
    """Tell that the digest is stopped, why, and how to resume it."""
    return _told(
        f"Your {_called(digest)} is stopped. {_sentence(digest.reason)}\nFix that, then resume it.",
        button(
            "Resume",
            f"ask:digest-resume:{digest.id}",
            f"digests resume {digest.id}",
            style="primary",
        ),
    )


def digest_missed(digest: Digest, run: DigestRun) -> Message:
    """Tell that a run was given up, why, and when the next one comes."""
    zone = digest.schedule.zone
    due = format_slot(Slot(day=run.day or run.due_at.date(), at=run.due_at), zone)
    after = next_slot(digest.schedule, run.finished_at or run.due_at)
    following = f"The next comes {escape(format_slot(after, zone))}." if digest.is_active else ""
    return _told(
        f"Your {_called(digest)} couldn't be sent for {escape(due)}. "
        f"{_sentence(run.said)}\n{following}".strip(),
        button("Send now", f"ask:digest-send:{digest.id}", f"digests send {digest.id}"),
    )


def workspace_back(since: datetime) -> Message:
    """Tell that digests and alerts go on after the workspace was disconnected."""
    return _told(
        f"I'm connected again. Slack refused my token since {stamp(since)} UTC, so no digests or "
        "alerts were sent here. I'm sending the latest digest that you missed, marked as late, and "
        "checking alerts again. See them: `/billing digests` and `/billing alerts`"
    )


def _told(text: str, *buttons: Block) -> Message:
    return message(text, section(text), *([actions(*buttons)] if buttons else []))


def _called(digest: Digest) -> str:
    schedule = escape(digest.schedule.describe())
    return f"digest {escape(digest.label)} in <#{digest.channel}> ({schedule})"


def _sentence(reason: str) -> str:
    sentence = escape(cut(reason, LONGEST_REASON)) or "No reason is known."
    return sentence if sentence.endswith((".", "?", "!", "…", "`")) else f"{sentence}."
