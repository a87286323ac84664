"""Lists what a channel has set up, and what of that was told, with what is left out at the end."""

from collections.abc import Sequence

from slackbot.slack.blocks.blocks import (
    Block,
    Message,
    actions,
    header,
    message,
    optional,
    section,
    spoken,
)
from slackbot.slack.forms.buttons import form_button

MOST_LISTED = 20  # things, or rows of a history
A_BLOCK = 5  # lines of a history: Slack folds longer paragraphs


def listing(
    noun: str, rows: Sequence[tuple[str, Block]], tail: Sequence[str], nothing: str
) -> Message:
    """List things of a kind, each with its menu, above a button that adds one; say `nothing` where
    there are none."""
    add = actions(form_button(f"Add {'an' if noun == 'alert' else 'a'} {noun}", noun))
    if not rows:
        return message(nothing, section(nothing), add)
    title = f"{noun.capitalize()}s in this channel"
    return message(
        spoken(f"{title}:", *(text for text, _ in rows), *tail),
        header(title),
        *(section(text, menu) for text, menu in rows),
        *optional(tail),
        add,
    )


def left_out(count: int, history: str) -> list[str]:
    """Say how many things a list leaves out, and which command reaches them."""
    return [f"… and {count} more: `{history}` and the numbers reach them."] if count > 0 else []


def history(title: str, lines: Sequence[str], count: int) -> Message:
    """List the lines, the latest of `count`."""
    more = count - len(lines)
    tail = [f"… and {more} before them."] if more else []
    chunks = ("\n".join(lines[at : at + A_BLOCK]) for at in range(0, len(lines), A_BLOCK))
    return message(
        spoken(f"{title}:", *lines, *tail),
        section(title),
        *(section(chunk) for chunk in chunks),
        *optional(tail),
    )
