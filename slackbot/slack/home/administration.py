"""Draws the part of a Home tab that only admins see."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slackbot.domain.channel import LinkRequest
from slackbot.domain.home import MOST_WAITING, Administration, Health, Home
from slackbot.domain.spelling import number_of
from slackbot.slack.alerts.words import moment
from slackbot.slack.blocks.blocks import Block, actions, button, context, divider, header, section
from slackbot.slack.blocks.text import cut, escape

MOST_UNWATCHED: Final = 8
LONGEST_NAMES: Final = 200


def administration(shown: Administration, home: Home) -> list[Block]:
    """Return the blocks: health, approvals that wait, what nothing watches, and the audit."""
    return [
        divider(),
        header("For admins"),
        section("\n".join(_health(shown.health, home.zone))),
        *_waiting(shown.waiting),
        *_unwatched(shown),
        actions(
            button("Audit", "ask:home-audit", "audit"),
            button("Settings", "ask:home-settings", "settings"),
        ),
    ]


def _health(health: Health, zone: str) -> Iterator[str]:
    yield "*Health*"
    if not health.kore_at:
        yield "• :warning: There is no connection to Kore.ai: `slackbot connection add`"
    for name, at in health.kore_at.items():
        of = f" ({escape(name)})" if len(health.kore_at) > 1 else ""
        yield f"• Last new figures from Kore.ai{of}: {_moment(at, zone)}"
    yield f"• Last message sent to Slack: {_moment(health.slack_at, zone)}"
    queued = f"{number_of(health.queued, 'fetch', 'fetches')} queued"
    yield f"• Waiting: {number_of(health.waiting, 'question')}, {queued}"
    failed = f"{number_of(health.failed, 'digest')} failed in 7 days"
    stopped = f"{number_of(health.stopped, 'digest or alert', 'digests and alerts')} stopped"
    sign = ":warning: " if health.failed or health.stopped else ""
    yield f"• {sign}{failed}, {stopped}"


def _waiting(waiting: tuple[LinkRequest, ...]) -> Iterator[Block]:
    if not waiting:
        return
    yield section(f"*Waiting for approval: {len(waiting)}*")
    for number, each in enumerate(waiting[:MOST_WAITING]):
        bot, where = each.bot, f"{each.bot.id} in {each.channel}"
        yield section(
            f"<@{bot.linked_by}> asks to link *{escape(bot.name)}* `{bot.id}` to <#{each.channel}>"
        )
        yield actions(
            button("Approve", f"ask:home-approve-{number}", f"approve {where}", style="primary"),
            button(
                "Deny",
                f"ask:home-refuse-{number}",
                f"refuse {where}",
                style="danger",
                confirm="I'll let them know. To give a reason, type /billing refuse … because …",
            ),
        )
    if len(waiting) > MOST_WAITING:
        yield context(f"… and {len(waiting) - MOST_WAITING} more.")


def _unwatched(shown: Administration) -> Iterator[Block]:
    if not shown.linked:
        return
    found = shown.unwatched
    heading = f"*Watched by an alert or an allowance: {shown.watched} of {shown.linked} bots*"
    lines = [
        f"• <#{each.channel}>: {cut(escape(', '.join(each.bots)), LONGEST_NAMES)}"
        for each in found[:MOST_UNWATCHED]
    ]
    more = len(found) - len(lines)
    tail = [f"… and {more} more channels"] if more > 0 else []
    yield section(
        "\n".join((heading, *(["Not watched in your channels:"] if lines else []), *lines, *tail))
    )


def _moment(at: datetime | None, zone: str) -> str:
    return moment(at, zone) if at else ":warning: none in the past week"
