"""Draws `/billing help`: the possible questions, with examples that work in this channel."""

from slackbot.domain.ask import HelpTopic
from slackbot.domain.channel import ChannelBots
from slackbot.language.questions.forms_page import help_lines
from slackbot.slack.blocks.blocks import Message, message, section
from slackbot.slack.blocks.text import escape
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
`/billing last week fresh` – ask Kore.ai again, though the figures are settled and known
No period means the month to date. `/billing help dates` lists the ways to name one.
Units: sessions, conversations, requests, alerts, proactive. They are counts; an answer has \
costs only where this channel has set a price."""
GO_ON = """*Then go on*
The buttons under an answer ask again, for a CSV, for finer or coarser rows, for the period before.
In the answer's thread, mention me: `@Billing by hour`, `@Billing for {bot}`, `@Billing as csv`. \
What you do not say stays as it was."""
BY_ITSELF = """*What comes by itself*
`/billing digest every Monday at 9am` – last week's figures, each Monday
`/billing digest every weekday 7:45 sessions for {bot}` – what was used since the one before
`/billing digests` – which there are, with buttons; `/billing digests history` – how they went
`/billing alert when sessions > 10000 per day` – tried on the past 90 days before you save it
`/billing alert at 50, 80 and 100 % of 40000 sessions per month` – once for each level
`/billing alerts` – which there are, with buttons; `/billing alerts history` – what was told"""
MANAGE = """*This channel's bots*
`/billing link st-… as SupportBot` – link a bot; the first is the default
`/billing link st-… as SalesBot by default` – or another one
`/billing bots` – list them
`/billing unlink {bot}` – forget one
`/billing allowance 40000 sessions per month from the 1st` – what usage is measured against
`/billing price 0.20 USD per conversation` – what it costs: Kore.ai tells no prices
`/billing allowance`, `/billing price` – what is set; `/billing price remove` – forget it
`/billing help digests`, `alerts`, `allowance` or `price` – more about one of these
`/billing settings` – its time zone, its first day of the week, and more"""

COUNTED = "\n".join(("*What the figures count*", *FIGURES))


def help_message(bots: ChannelBots, topic: HelpTopic | None = None) -> Message:
    """Draw the help, or the help on one topic, with the channel's own bot in the examples.

    Without a bot, it first explains how to link one.
    """
    name = next((bot.name for bot in bots.bots if bot.is_default), "SupportBot")
    whole = (ASK, GO_ON, BY_ITSELF, MANAGE) if bots.bots else (MANAGE, ASK, GO_ON, BY_ITSELF)
    parts = PAGES[topic] if topic else (*whole, COUNTED)
    said = [escape(part.format(bot=name)) for part in parts]
    return message("\n\n".join(said), *map(section, said))


def dates_help() -> Message:
    """Draw the ways to name a period, from the table behind the tests and docs/dates.md."""
    head, *forms = help_lines()
    lines = ("*Ways to name a period*", head, *(f"• {form}" for form in forms))
    return private("\n".join(lines))
