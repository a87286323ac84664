"""Draws what people have changed, for an admin alone."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slackbot.domain.access.audit import Change, describe_change
from slackbot.ports import Signed
from slackbot.slack.blocks.blocks import (
    LONGEST_OPTION,
    Block,
    Message,
    actions,
    context,
    message,
    overflow,
    section,
)
from slackbot.slack.blocks.text import cut, escape
from slackbot.slack.forms.buttons import form_button, form_option

A_BLOCK = 3
LINES_A_BLOCK = 5  # of up to 400 characters
MOST_CHUNKS = 49
LONGEST = 600  # of one change, escaped
AT_THE_SERVER = "somebody at the command line of the server"
NONE = "No such change is recorded. Changes are kept for 400 days."


def day(moment: datetime, zone: str) -> str:
    """`24 Nov 2026`, in the zone."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%b %Y}"


def since(change: Change | None, zone: str) -> str:
    """Follow `set up by …` with when that was, or with who has changed it later, and when."""
    if change is None:
        return ""
    who = "" if change.did == "added" else f" · {change.did} by {_who(change)}"
    return f"{who} on {day(change.at, zone)}"


def signed_lines(lines: Sequence[Signed], zone: str) -> Message:
    """Draw lines for the asker alone, each with who set it, and when. One without words adds to
    them by its form."""
    adds = [form_button(f"Add {_one(line.form)}", line.form) for line in lines if not line.text]
    lines = [line for line in lines if line.text]
    drawn = [f"{escape(line.text)}{_signature(line, zone)}" for line in lines]
    if any(line.menu or line.form for line in lines) and len(lines) <= MOST_CHUNKS:
        pairs = enumerate(zip(drawn, lines, strict=True))
        rows = [section(text, _menu(line, number)) for number, (text, line) in pairs]
        return message("\n".join(drawn), *rows, *([actions(*adds)] if adds else []))
    chunks = [drawn[at : at + LINES_A_BLOCK] for at in range(0, len(drawn), LINES_A_BLOCK)]
    shown = chunks[:MOST_CHUNKS]
    return message("\n".join(drawn), *(section("\n".join(chunk)) for chunk in shown))


def _one(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _menu(line: Signed, number: int) -> Block | None:
    """Make the menu beside a line, or the button where it has only a form; none if one of its
    commands is too long for an option."""
    if line.form and not line.menu:
        return form_button("Edit" if line.which else "Add", line.form, which=line.which)
    options = dict(line.menu)
    edit = form_option(line.form, line.which)
    if line.form and len(edit) <= LONGEST_OPTION:
        options = {"Edit": edit, **options}
    if not options or max(map(len, options.values())) > LONGEST_OPTION:
        return None
    return overflow(f"ask:line-menu:{number}", options)


def _signature(line: Signed, zone: str) -> str:
    when = f" on {day(line.at, zone)}" if line.at else ""
    return f" – {line.did} by <@{line.by}>{when}" if line.by else ""


def change_list(changes: Sequence[Change], zone: str, older: str) -> Message:
    """List the changes in the order given; `older` is the command for the next page, if any."""
    lines = [_line(change, zone) for change in changes]
    tail = [f"Times are in {zone}.", *([f"Older: {older}"] if older else [])]
    if not lines:
        return message(NONE, section(NONE))
    return message(
        "\n".join((*lines, *map(escape, tail))),
        *(section("\n".join(lines[at : at + A_BLOCK])) for at in range(0, len(lines), A_BLOCK)),
        context(escape(" ".join(tail))),
    )


def _line(change: Change, zone: str) -> str:
    at = change.at.astimezone(ZoneInfo(zone))
    change_in_words = cut(escape(describe_change(change)), LONGEST)
    return (
        f"• {at:%a} {at.day} {at:%b %Y, %H:%M} – {_who(change)} {change_in_words}{_place(change)}"
    )


def _place(change: Change) -> str:
    """Write where it was, if that is a place in Slack."""
    if change.channel.startswith("D"):
        return " (in a direct message)"
    return f" (in <#{change.channel}>)" if change.channel else ""


def _who(change: Change) -> str:
    return f"<@{change.by}>" if change.by else AT_THE_SERVER
