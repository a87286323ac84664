"""Draws the other messages of questions; all functions are pure."""

from collections.abc import Sequence

from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.query import UsageQuery
from slackbot.domain.spelling import plain
from slackbot.slack.blocks.blocks import Message, context, message, section
from slackbot.slack.blocks.text import cut, escape, window
from slackbot.slack.questions.buttons import cancel_button

LONGEST_ECHO = 200
MOST_BOTS = 8  # in a title; names of sixty escaped characters leave room for the rest
MOST_CHUNKS = 40  # of the fifty blocks of a message
RUNS = ":hourglass_flowing_sand:"
WAITING = f"{RUNS} Asking Kore.ai …"
LIMITED = f"{RUNS} Waiting: Kore.ai's limit of calls is used up for now. I'll go on by myself."
FAILED = ":warning: No answer: see the thread."
FIGURES = (
    "Sessions are counted in blocks of 15 minutes: 31 minutes with a bot are 3 sessions.",
    "A linked app counts for itself: its sessions aren't part of its parent app's figures.",
    "Kore.ai's console shows UTC+5:30 unless you change it, so its days can differ from mine.",
)
CANCELLED = ":no_entry_sign: Cancelled by <@{user}>."


def parent(ask: Ask, query: UsageQuery, bots: Sequence[Bot], state: str = WAITING) -> Message:
    """Draw the parent: who asked, what was understood, and the `state` of the work."""
    names = bot_names(bots)
    text = escape(cut(plain(ask.text), LONGEST_ECHO))
    asked = f"<@{ask.user}> asked {f'“{text}”' if text else 'a question'}"
    about = understood(query)
    return message(
        f"{asked}: {names}, {about}. {state}",
        section(f"{asked}\n*{names}* · {about}"),
        context(state),
        *([cancel_button(ask.id)] if state.startswith(RUNS) else []),
    )


def understood(query: UsageQuery) -> str:
    """Write the window, grouping and units of a query, and the assumptions made."""
    period = query.period
    if query.running:  # people need no seconds
        now = period.end.replace(second=0, microsecond=0)
        said = f"{window(period.model_copy(update={'end': now}))}, so far"
    else:
        said = window(period)
    if not query.stated:
        said += " (no period named, so the month to date)"
    grouping = f"by {query.grouping}" if query.grouping else ""
    units = ", ".join(unit.plural for unit in query.units)
    parts = (said, grouping, units, "; ".join(query.corrections))
    return " · ".join(escape(part) for part in parts if part)


def bot_names(bots: Sequence[Bot]) -> str:
    """Write the names, escaped; too many are only counted."""
    shown = [escape(bot.name) for bot in bots[:MOST_BOTS]]
    more = len(bots) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def failure(ask: Ask, sentence: str) -> Message:
    """Draw why there is no answer, and what to do."""
    text = f"<@{ask.user}> {escape(sentence)}"
    return message(text, section(text))


def private(text: str) -> Message:
    """Draw a sentence or two without mentions, such as for the asker alone."""
    safe = escape(text)
    return message(safe, section(safe))


def bot_list(bots: ChannelBots) -> Message:
    """Draw the list of the channel's bots; a long list has several blocks."""
    lines = [
        f"• *{escape(bot.name)}* `{bot.id}`, linked by <@{bot.linked_by}>"
        + (" – the default" if bot.is_default else "")
        for bot in bots.bots
    ]
    chunks = ["\n".join(lines[at : at + MOST_BOTS]) for at in range(0, len(lines), MOST_BOTS)]
    shown = chunks[:MOST_CHUNKS]
    more = len(lines) - MOST_BOTS * len(shown)
    tail = [section(f"… and {more} more")] if more > 0 else []
    title = "*Bots of this channel*"
    figures = "\n".join(FIGURES)
    text = "\n".join((title, *lines, figures))
    return message(text, section(title), *map(section, shown), *tail, context(figures))
