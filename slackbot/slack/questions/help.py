"""Draws `/billing help`: the possible questions, with examples that work in this channel."""

from slackbot.domain.ask import HelpTopic
from slackbot.domain.channel import ChannelBots
from slackbot.language.questions.forms_page import help_lines
from slackbot.slack.blocks.blocks import Block, Message, actions, button, message, section
from slackbot.slack.blocks.text import escape
from slackbot.slack.forms.buttons import form_button
from slackbot.slack.questions.help_topics import PAGES
from slackbot.slack.questions.messages import FIGURES, private

ASK = """*Ask what your Kore.ai bots used*
`/billing last week` – the default bot's totals
`/billing last week by day` – day by day, in your own time zone
`/billing 1 Sep to 15 Sep sessions and conversations` – only these units
`/billing this month by day for all` – all bots of this channel
`/billing yesterday by hour for {bot}` – one bot
`/billing last month vs March` – compared with that, and not with the month before
`/billing last week for all top 5` – the five largest bots
`/billing last week as csv` – all its figures as a file, too
`/billing last week privately` – only you see the answer, which has no file then
`/billing last week fresh` – fetch cached figures again
No period means the month to date. `/billing help dates` lists the ways to name one.
Units: sessions, conversations, requests, alerts, proactive. They are counts; an answer has \
costs only where this channel has set a price."""
GO_ON = """*Then go on*
The buttons under an answer ask again, for a CSV, for finer or coarser rows, for the period before.
In the answer's thread, mention me: `@Billing by hour`, `@Billing for {bot}`, `@Billing as csv`. \
What you don't say stays as it was."""
BY_ITSELF = """*Digests and alerts*
`/billing digest every Monday at 9am` – last week's figures, each Monday
`/billing digest every weekday 7:45 sessions for {bot}` – what was used since the one before
`/billing digests` – the list, with menus; `/billing digests history` – what was sent
`/billing alert when sessions > 10000 per day` – tried on the past 90 days before you save it
`/billing alert at 50, 80 and 100% of 40000 sessions per month` – once for each level
`/billing alerts` – the list, with menus; `/billing alerts history` – what was sent"""
MANAGE = """*This channel's bots*
`/billing link st-… as SupportBot` – link a bot; the first is the default
`/billing link st-… as SalesBot by default` – or another one
`/billing bots` – list them
`/billing unlink {bot}` – remove one
`/billing group Retail = SupportBot, SalesBot` – one name for several bots; `/billing groups`
`/billing allowance 40000 sessions per month from the 1st` – what usage is measured against
`/billing price 0.20 USD per conversation` – what it costs: Kore.ai reports usage, not cost
`/billing allowance`, `/billing price` – what is set; `/billing price remove` – remove it
`/billing help digests`, `alerts`, `allowance` or `price` – more about one of these
`/billing settings` – its time zone, its first day of the week, and more"""

COUNTED = "\n".join(("*What the figures count*", *FIGURES))
SHORT = """`/billing last week by day` – what {bot} used; any period and question in your own words
`/billing cost this month` – what it costs, once this channel has a price
`/billing digest every Monday at 9` – last week's figures, each Monday
`/billing alert at 80 and 100% of 40000 sessions per month` – before it is too late
`/billing link st-… as SupportBot` – add a bot; `/billing bots` lists them"""
NO_BOT = """*No bots here yet.* Link one: `/billing link st-… as SupportBot`; its ID is in Kore.ai \
under App Settings. Then ask, for example:"""
BUTTONS = {
    "Try it": "last week by day",
    "Periods": "help dates",
    "Digests": "help digests",
    "Alerts": "help alerts",
    "All help": "help all",
}


def help_message(bots: ChannelBots, topic: HelpTopic | None = None) -> Message:
    """Draw the help in five lines, or all of it, or a page on one topic, with the channel's own bot
    in the examples.

    Without a bot, it first explains how to link one.
    """
    name = next((bot.name for bot in bots.bots if bot.is_default), "SupportBot")
    if topic is None:
        parts: tuple[str, ...] = (SHORT,) if bots.bots else (NO_BOT, SHORT)
    elif topic == "all":
        parts = (ASK, GO_ON, BY_ITSELF, MANAGE, COUNTED)
    else:
        parts = PAGES[topic]
    sections = [escape(part.format(bot=name)) for part in parts]
    return message(
        "\n\n".join(sections), *map(section, sections), *(() if topic else [_buttons(bots)])
    )


def _buttons(bots: ChannelBots) -> Block:
    """Make the buttons under the short help; without a bot there is nothing to try."""
    shown = {label: words for label, words in BUTTONS.items() if bots.bots or label != "Try it"}
    opens = ("Fill in a form", "question") if bots.bots else ("Link a bot", "link")
    return actions(
        form_button(*opens),
        *(
            button(label, f"ask:help-{number}", words)
            for number, (label, words) in enumerate(shown.items())
        ),
    )


def dates_help() -> Message:
    """Draw the ways to name a period, from the table behind the tests and docs/dates.md."""
    head, *forms = help_lines()
    lines = ("*Ways to name a period*", head, *(f"• {form}" for form in forms))
    return private("\n".join(lines))
