"""Lists figures that Kore.ai doesn't report, with what comes near: a row for each kind."""

from typing import Final, NamedTuple

from slackbot.language.core.patterns import Row, Table


class Topic(NamedTuple):
    """The reason why the app has no such thing, with `{it}` for the words, and what it has
    instead. One that is not `sure` is only said where some of that can be offered. What it has is
    `alike` where a count of the one is about a count of the other."""

    says: str
    instead: tuple[str, ...]
    sure: bool = True
    alike: bool = False


def topic_row(
    pattern: str, example: str, says: str, *instead: str, sure: bool = True, alike: bool = False
) -> Row:
    """Return the row of a topic that needs nothing of its words."""
    topic = Topic(says, instead, sure, alike)
    return Row(pattern, lambda: topic, example)


_row = topic_row
NO_FIGURE: Final = (
    _row("[unique|active|monthly|daily|weekly|new|distinct] [active] "
         "users|customers|visitors|people|callers|contacts", "unique users last month",
         "Kore.ai doesn't report how many people used a bot, so I can't show {it}. Conversations "
         "come closest.", "conversations"),
    _row("mau|dau|wau", "MAU last month",
         "{it} counts users, which Kore.ai doesn't report. Conversations come closest.",
         "conversations"),
    _row("[agent|agents] minutes|duration|durations|length", "minutes last month",
         "Kore.ai reports no {it}: it counts a session for each 15 minutes begun.", "sessions"),
    _row("agent|agents|seat|seats|licence|licences|license|licenses [hours|time]",
         "agent hours",
         "Kore.ai's usage figures say nothing of {it}. A session is up to 15 minutes with a bot.",
         "sessions"),
    _row("[average|avg|mean] [session] talk|handle|waiting|wait|session time|length|duration",
         "talk time last week",
         "There's no {it} in Kore.ai's figures. Its sessions are blocks of 15 minutes.",
         "sessions"),
    _row("[average|avg|mean] latency|latencies|uptime|downtime|speed|performance",
         "latency yesterday",
         "Kore.ai reports how much a bot was used, not its {it}.", "requests"),
    _row("[average|avg|mean] response|reply time|times", "response time yesterday",
         "I have no {it}: Kore.ai reports how much was used, not how fast.", "requests"),
    _row("csat|nps|satisfaction|rating|ratings|feedback|sentiment [score|scores]",
         "CSAT last month",
         "Kore.ai's usage figures have no {it}. I can count the conversations.", "conversations"),
    _row("[llm|gpt|ai|openai] token|tokens|credit|credits", "tokens last month",
         "Kore.ai doesn't report {it}. Requests to the bot come closest.", "requests"),
    _row("error|errors|failure|failures|failed|containment|deflection|resolution|accuracy "
         "[rate|rates]", "error rate last week",
         "Kore.ai counts usage whatever came of it, so there's no {it}.", "conversations"),
    _row("success [rate|rates]", "success rate last week",
         "Kore.ai counts usage whatever came of it, so there's no {it}.", "conversations"),
    _row("intent|intents|topic|topics|handoff|handoffs|escalations|transfers|handovers",
         "intents last week",
         "{it} isn't in Kore.ai's usage figures, which count conversations as a whole.",
         "conversations"),
    _row("[phone|voice|video] call|calls|minutes", "calls last week",
         "Kore.ai doesn't count {it} apart from other conversations.", "conversations",
         alike=True),
    _row("interaction|interactions|engagement|engagements|utterances|utterance",
         "interactions last week",
         "{it} isn't one of Kore.ai's units. Which do you mean?",
         "requests", "conversations", "sessions", alike=True),
    _row("transaction|transactions|hit|hits|events|queries|query|tickets|cases",
         "transactions last week",
         "I don't know which of Kore.ai's units {it} is.", "sessions", "requests", alike=True),
    _row("throughput|rps|qps|tps|concurrency", "throughput yesterday",
         "Kore.ai counts by the hour, so there's no {it}.", "requests by hour"),
    _row("credit|debit note|notes|memo", "credit note for October",
         "I know what usage costs, not {it}.", "cost"),
    _row("revenue|income|profit|margin|roi|savings|accrual|accruals|accrue|discount|discounts|"
         "refund|refunds|tax|taxes|vat", "revenue last month",
         "I know what usage costs, not {it}.", "cost"),
    _row("unit|units", "units last week",
         "Leave {it} out: every answer has all of Kore.ai's units.", "", alike=True),
)  # fmt: skip
UNREPORTED: Final = Table[Topic](NO_FIGURE)
