"""Draws the other messages of questions; all functions are pure."""

from collections.abc import Mapping, Sequence

from slackbot.domain.access.audit import Change
from slackbot.domain.ask import Ask
from slackbot.domain.channel import (
    REQUESTS_LAST,
    Bot,
    ChannelBots,
    LinkDecision,
    LinkedBot,
    LinkRequest,
)
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.domain.query import UsageQuery
from slackbot.domain.spelling import listed, squeezed
from slackbot.language.core.pasted import even
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.audit import since
from slackbot.slack.blocks.blocks import (
    DENY,
    REASON,
    Block,
    Message,
    actions,
    button,
    context,
    header,
    message,
    overflow,
    section,
    text_input,
)
from slackbot.slack.blocks.text import cut, escape, window
from slackbot.slack.forms.buttons import form_button, form_option
from slackbot.slack.questions.buttons import cancel_button, suggestion_buttons

LONGEST_ECHO = 200
LONGEST_REASON = 200
MOST_BOTS = 8  # in a title; names of sixty escaped characters leave room for the rest
BOTS_A_BLOCK = 6  # of up to 480 characters
MOST_CHUNKS = 40  # of the fifty blocks of a message
RUNS = ":hourglass_flowing_sand:"
WAITING = f"{RUNS} Asking Kore.ai …"
LIMITED = f"{RUNS} Waiting: Kore.ai's limit of calls is used up for now. I'll go on by myself."
IN_LINE = (
    f"{RUNS} Number {{place}} in line: Kore.ai takes one question at a time, and people take turns."
)
NOT_POSTED = ":warning: I couldn't post here, so only the asker was told. {reason}"
FORMER = ":pencil2: This was about the former words: the question was edited. Its answer is below."
FAILED = ":warning: No answer: see the thread."
FIGURES = (
    "Sessions are counted in blocks of 15 minutes: 31 minutes with a bot are 3 sessions.",
    "A linked app counts for itself: its sessions aren't part of its parent app's figures.",
    "Kore.ai's console shows UTC+5:30 unless you change it, so its days can differ from mine.",
)
CANCELLED = ":no_entry_sign: Cancelled by <@{user}>."


def parent(
    ask: Ask, query: UsageQuery | None, bots: Sequence[Bot], state: str = WAITING
) -> Message:
    """Draw the parent: who asked, what was understood, and the `state` of the work, if it has one.

    Without a `query`, it does not say what was understood.
    """
    text = escape(cut(even(ask.text), LONGEST_ECHO))
    asked = f"{to_asker(ask) or 'A bot '}asked {f'“{text}”' if text else 'a question'}"
    names = subject(query, bots) if query else ""
    about = understood(query) if query else ""
    title = f"{asked}: {names}, {about}." if query else f"{asked}."
    return message(
        f"{title} {state}".strip(),
        section(f"{asked}\n*{names}* · {about}" if query else asked),
        *([context(state)] if state else []),
        *([cancel_button(ask.id)] if state.startswith(RUNS) else []),
    )


def to_asker(ask: Ask) -> str:
    """Begin a message with a mention of the asker; a bot is not mentioned, since it may answer."""
    return "" if ask.by_bot else f"<@{ask.user}> "


def understood(query: UsageQuery) -> str:
    """Write the window, grouping and units of a query, and the assumptions made."""
    period = query.period
    if query.running:  # people need no seconds
        now = period.end.replace(second=0, microsecond=0)
        text = f"{window(period.model_copy(update={'end': now}))}, so far"
    else:
        text = window(period)
    if not query.stated:
        text += " (no period named, so the month to date)"
    each = "group" if query.by_group else "bot"
    rows = [*([each] if query.by_bot else []), *([query.grouping] if query.grouping else [])]
    grouping = f"by {listed(rows)}" if rows else ""
    units = ", ".join(unit.plural for unit in query.units)
    parts = (text, grouping, units, "; ".join(query.corrections))
    return " · ".join(escape(part) for part in parts if part)


def bot_names(bots: Sequence[Bot]) -> str:
    """Write the names, escaped; too many are only counted."""
    shown = [escape(bot.name) for bot in bots[:MOST_BOTS]]
    more = len(bots) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def subject(query: UsageQuery, bots: Sequence[Bot]) -> str:
    """Write what a question is about, escaped: its bots, after the groups that it names."""
    own = {squeezed(known) for bot in bots for known in (bot.id, bot.name)}
    if all(squeezed(name) in own for name in query.bots):
        return bot_names(bots)
    return f"{escape(', '.join(query.bots))} ({bot_names(bots)})"


def failure(ask: Ask, error: SlackbotError, *, alone: bool = False) -> Message:
    """Draw why there is no answer, and buttons for what may be asked instead.

    `alone`: it is for the asker alone, who is not mentioned then.
    """
    text = f"{'' if alone else to_asker(ask)}{escape(error.message)}"
    offered = error.suggestions if isinstance(error, UserError) else ()
    return message(text, section(text), *suggestion_buttons(offered))


def private(text: str) -> Message:
    """Draw a sentence or two without mentions, such as for the asker alone."""
    safe = escape(text)
    return message(safe, section(safe))


def announcement(ask: Ask, text: str) -> Message:
    """Draw for the channel what the asker did; `text` follows their name."""
    line = f"{to_asker(ask)}{escape(text)}"
    return message(line, section(line))


def approval_asked(ask: Ask, bot: LinkedBot) -> Message:
    """Draw for those who may approve who asks for which link, and the commands."""
    where = f"{bot.id} in {ask.home}"
    text = (
        f"<@{ask.user}> asks to link *{escape(bot.name)}* `{bot.id}` to <#{ask.home}>: its figures "
        "can then be read there. Workspace admins and approvers decide, within "
        f"{REQUESTS_LAST} days."
    )
    typed = f"Or type `/billing approve {where}` or `/billing refuse {where} because …`"
    return message(
        f"{text}\n{typed}",
        section(text),
        text_input(REASON, "Reason for a denial", LONGEST_REASON),
        actions(
            button("Approve", "ask:approve", f"approve {where}", style="primary"),
            button("Deny", DENY, f"refuse {where}", style="danger"),
        ),
        context(typed),
    )


def approval_settled(request: LinkRequest, decision: LinkDecision) -> Message:
    """Draw what became of a link that waited."""
    bot = request.bot
    link = f"the link of *{escape(bot.name)}* `{bot.id}` to <#{request.channel}>"
    if decision.did == "lapsed":
        text = (
            f":hourglass: Nobody decided within {REQUESTS_LAST} days, so {link} has lapsed. Ask "
            f"again there: `/billing link {bot.id} as {escape(bot.name)}`"
        )
    elif decision.did == "approved":
        text = f":white_check_mark: <@{decision.by}> approved {link}."
    else:
        why = escape(cut(decision.reason, LONGEST_REASON)).rstrip(".")
        text = f":no_entry: <@{decision.by}> denied {link}. " + (
            f"Reason: {why}." if why else "No reason was given."
        )
    return message(text, section(text))


def link_waits(bot: LinkedBot, approvers: Sequence[str]) -> Message:
    """Draw for the asker alone who has to approve the link."""
    named = ", ".join(f"<@{user}>" for user in approvers)
    who = f"{named} or any workspace admin" if named else "any workspace admin"
    text = (
        f"{escape(bot.name)} ({bot.id}) is waiting for approval by {who}. I can't show its figures "
        f"until then. Withdraw it: `/billing unlink {bot.id}`"
    )
    return message(text, section(text))


def bot_list(
    bots: ChannelBots,
    waiting: Sequence[LinkedBot] = (),
    changes: Mapping[str, Change] = NO_CHANGES,
    zone: str = "UTC",
) -> Message:
    """Draw the list of the channel's bots; a long list has several blocks."""
    lines = [
        f"• *{escape(bot.name)}* `{bot.id}`, linked by <@{bot.linked_by}>"
        + since(changes.get(bot.id), zone)
        + (" – the default" if bot.is_default else "")
        for bot in bots.bots
    ]
    lines += [
        f"• {escape(bot.name)} `{bot.id}` waits for approval, asked for by <@{bot.linked_by}>"
        for bot in waiting
    ]
    title, figures = "Bots of this channel", "\n".join(FIGURES)
    add = actions(form_button("Link a bot", "link"))
    text = "\n".join((f"{title}:", *lines, figures))
    if len(lines) <= MOST_CHUNKS:
        menus = [*map(_bot_menu, bots.bots), *(None for _ in waiting)]
        rows = map(section, lines, menus)
        return message(text, header(title), *rows, context(figures), add)
    chunks = ["\n".join(lines[at : at + BOTS_A_BLOCK]) for at in range(0, len(lines), BOTS_A_BLOCK)]
    shown = chunks[:MOST_CHUNKS]
    more = len(lines) - BOTS_A_BLOCK * len(shown)
    tail = [section(f"… and {more} more")] if more > 0 else []
    return message(text, header(title), *map(section, shown), *tail, context(figures), add)


def _bot_menu(bot: LinkedBot) -> Block:
    """Make the menu beside a bot. Its id is shorter than its name may be."""
    options = {
        "Usage last week": f"last week for {bot.id}",
        "Usage this month": f"this month for {bot.id}",
        "Edit": form_option("link", bot.id),
        "Unlink": f"unlink {bot.id}?",  # which asks first
    }
    return overflow(f"ask:bot-menu:{bot.id}", options)
