"""A refusal names the words, says what there is, and offers texts that can be read."""

import re
from collections import Counter

import pytest

from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.errors import UserError
from slackbot.language.commands import read_command
from slackbot.language.context import ReadingContext
from slackbot.language.core.patterns import Row
from slackbot.language.core.tokens import tokens_of
from slackbot.language.questions.topics import ROWS, topics_of
from slackbot.language.understanding import meaning_of
from tests.language.questions.asking import NOW

BOTS = ChannelBots(
    bots=tuple(
        LinkedBot(id=f"st-{n}", name=name, linked_by="U1", is_default=n == 1)
        for n, name in enumerate(("SupportBot", "SalesBot", "March Madness"), start=1)
    )
)
HERE = ReadingContext(now=NOW, bots=BOTS.bots)


def refused(text: str) -> UserError | None:
    """Why the app refuses the text; None where it does not."""
    try:
        meaning_of(read_command(text), HERE, BOTS)
    except UserError as error:
        return error
    return None


RULE = "alert sessions > 100 per day"
OFFERS = [
    # slips
    ("wek 12", ("week 12",)),
    ("sage last week", ("usage last week",)),
    # words that are not ours
    ("last week blah", ("last week",)),
    ("blah last week", ("last week",)),
    ("last week by blah", ("last week by day", "last week")),
    ("last week as blah", ("last week as csv", "last week as excel", "last week")),
    ("last week vs blah", ("last week vs previous period", "last week")),
    # no such figure at Kore.ai
    ("unique users last month", ("conversations last month",)),
    ("MAU last month by week", ("conversations last month by week",)),
    ("tokens yesterday", ("requests yesterday",)),
    ("agent hours", ("sessions",)),
    ("messages per channel last week", ("messages by day last week", "messages last week")),
    ("last month by country", ("last month by day",)),
    ("csat for SalesBot last week", ("conversations for SalesBot last week",)),
    ("avg response time yesterday", ("requests yesterday",)),
    # bots
    # what answers have anyway
    # output
    ("last month in google sheets", ("last month as csv", "last month as excel")),
    ("last week as pdf", ("last week as csv", "last week as excel")),
    ("dm me last week", ("privately last week",)),
    # periods and hours
    ("January and March", ("January", "March")),
    ("jan, feb and april", ("jan", "feb", "april")),
    ("october plus august", ("october", "august")),
    ("1, 5 and 9 nov", ("1 to 9 nov by day",)),
    ("last week excluding friday", ("last week excluding fridays", "last week by day")),
    ("last 6 months except august", ("last 6 months by month",)),
    ("this term", ("this month",)),
    ("last year to date", ("last year", "year to date", "year to date vs last year")),
    ("this time last week", ("same day last week", "this week vs last week")),
    ("yesterday at half past nine",
     ("yesterday at 9:30am to 10:30am", "yesterday at 9:30pm to 10:30pm")),
    ("since a quarter to five am", ("since 4:45am",)),
    ("yesterday 9.30pm", ("yesterday 9.30pm to 10:30pm",)),
    ("2026-11-01T14:30", ("2026-11-01T14:30 to 15:30",)),
    ("lunchtime yesterday", ("12pm to 2pm yesterday", "by hour yesterday")),
    ("at 10am", ("today at 10am", "yesterday at 10am")),
    ("rest of the month", ("forecast this month",)),
    ("2 weeks before last week", ("the 2 weeks before last week",)),
    ("half of october", ("first half of october", "second half of october")),
    ("last Q3", ("Q3 last year", "Q3")),
    ("end of Q3", ("last month of Q3", "last week of Q3", "last day of Q3")),
    ("last 1/2 hour", ("last 30 minutes",)),
    ("last 5", ("last 5 days", "last 5 weeks", "last 5 months")),
    ("compare {period} with {period}", ("this month", "last month")),
    ("compare last 2 weeks", ("last 2 weeks by week",)),
    ("how does this month compare", ("this month vs previous period",)),
    ("usage for the year", ("usage this year", "usage last year")),
    ("month", ("this month", "last month")),
    ("the week before", ("week before last", "last week")),
    ("worst day last month", ("busiest day last month", "quietest day last month")),
    ("last week vs usual", ("last week anomalies",)),
    ("both bots last week", ("all bots last week",)),
    ("how many bots are active", ("by bot", "bots")),
    ("@anna last week", ("last week",)),
    ("share last week with #finance", ("last week",)),
    # times
    ("next week", ("this week", "last week")),
    ("tomorrow", ("today", "this month")),
    ("31 Feb", ("28 February",)),
    ("Thursday 3 March 2026", ("3 March 2026",)),
    ("sessions 15 Sep to 1 Sep", ("sessions 1 Sep to 15 Sep",)),
    ("Q5", ("Q4",)),
    ("last 0 days by hour", ("last 7 days by hour", "last 1 days by hour")),
    ("7 days", ("last 7 days",)),
    ("in 2 weeks", ("last 2 weeks",)),
    ("early March by day", ("1 to 10 March by day", "1 to 7 March by day")),
    ("between Sep 1 and", ("since Sep 1",)),
    ("yesterday in EST", ("yesterday in New York",)),
    ("yesterday 8 to 10", ("yesterday 8am to 10am", "yesterday 8pm to 10pm")),
    ("every Monday", ("digest every Monday at 9",)),
    ("send this to me every Monday", ("digest to me every Monday at 9",)),
    ("every Tuesday last month",
     ("Tuesdays last month", "digest every Tuesday at 9 last month")),
    ("last third of October", ("October",)),
    ("every Tuesday at 9 last month", ("digest every Tuesday at 9 last month",)),
    ("half an hour ago", ("help",)),
    ("last of the month", ("help",)),
    ("since we launched on 1 March", ("since 1 March",)),
    ("since go-live", ("last 24 months", "this year")),
    ("credit note for October", ("cost for October",)),
    ("tax on October", ("cost on October",)),
    ("zero usage last week", ("by day last week",)),
    ("last week/last month", ("last week", "last month")),
    ("turn off all alerts", ("alerts",)),
    ("digest every Monday if csat drops below 4", ()),
    ("last week or last month", ("last week", "last month")),
    ("last month by bto", ("last month by bot", "last month by day", "last month")),
    ("last 5 years", ("last 24 months", "last year")),
    # other families
    ("last week for Zebra", ("last week for SupportBot", "last week for SalesBot")),
    ("digest every Mondy at 9", ("digest every Monday at 9",)),
    ("digest every Monday at 9 by blah", ("digest every Monday at 9 by day",
                                          "digest every Monday at 9")),
    ("digest edit 2 every Mondy at 9", ("digest edit 2 every Monday at 9",)),
    ("alert when sesions > 500 per day", ("alert sessions > 500 per day",)),
    ("allowance 40000 sesions per month", ("allowance 40000 sessions per month",)),
    ("sessions over 500 per day", ("alert when sessions over 500 per day",)),
    ("bottom 3 bots last month", ("least used bot last month", "by bot last month")),
    ("before October", ("January to September", "September")),
    ("before the 15th", ("from the 1st to the 14th",)),
    ("same report for September", ("September", "help")),
    ("out of hours last week", ("by hour last week", "by day last week")),
    ("next 5 business days", ("last 5 business days",)),
    ("first 5 business days of October", ("weekdays in October",)),
    ("Mondays vs Fridays last month", ("by weekday last month",)),
    ("forecast for December", ("forecast this month",)),
    ("usage since we went live", ("usage last 24 months", "usage this year")),
    ("unsubscribe", ("digests", "alerts")),
    ("status", ("this month", "help")),
    ("requests per conversation last month", ("requests and conversations last month",)),
    ("top 5 days last month", ("busiest day last month", "by day last month")),
    ("days without usage last month", ("by day usage last month",)),
    ("median sessions per day", ("average sessions per day",)),
    ("weekly on Fridays by bot", ("digest weekly on Fridays at 9 by bot",)),
    ("daily at 8", ("digest daily at 8",)),
    ("stop sending the weekly report", ("stop the weekly digest", "digests")),
    ("stop the daily alert", ("alerts",)),
    ("every day yesterday", ("digest every day at 9 yesterday",)),
    ("last billing period by day", ("last month by day",)),
    ("10-1 to 10-15", ("10/1 to 10/15",)),
    ("12m", ("last 12 months",)),
    ("last 3 Sundays", ("Sundays last 3 weeks",)),
    ("SalesBot share last month", ("SalesBot by bot last month",)),
    ("0.2 USD per conversation", ("price 0.2 USD per conversation",)),
    ("price SalesBot 0.15 USD per session", ('price for "SalesBot" 0.15 USD per session',)),
    ("allowance 40000 sessions", ("allowance 40000 sessions per month",
     "allowance 40000 sessions per quarter", "allowance 40000 sessions per year")),
    ("allowance none", ("allowance remove", "allowance")),
    ("notify me if usage drops by half", ("alert when sessions drops by half on last week",)),
    ("alert 20000 sessions per month", ("alert over 20000 sessions per month",
                                        "alert under 20000 sessions per month")),
    ("alert when usage spikes", ("alert when sessions spikes by 30 % on last week",)),
    ("digest last week by day", ("digest every Monday at 9 last week by day",
                                 "digest every day at 9 last week by day")),
    ("digest every Friday afternoon", ("digest every Friday at 15",)),
    ("digest on the 15th and 30th by day", ("digest on the 15th and 30th of each month by day",)),
    ("digest every 3 months", ("digest every quarter",)),
    ("digest on the last working day of the month", ("digest on the last day of the month",)),
    ("every Tuesday blah for SalesBot", ("digest every Tuesday at 9 for SalesBot",)),
    ("alert when usage doubles", ("alert when sessions doubles on last week",)),
    ("alert when requests drop by half", ("alert when requests drop by half on last week",)),
    ("alert when sessions > 5000",
     ("alert when sessions > 5000 per month", "alert when sessions > 5000 per day")),
    ("alert when sessions > 100 per day at half past nine", ("alert sessions > 100 per day",)),
    ("alert when sessions > 100 per day between 9 and 17", ("alert sessions > 100 per day",)),
    ("alert when csat drops below 4", ()),
    ("alert daily if sessions > 100 per day", ("alert sessions > 100 per day",)),
    ("alert when sessions > 100 per day on the 15th", ("alert sessions > 100 per day",)),
    ("alert when sessions < 10 for 3 hours", ("alert sessions < 10 in any 3 hours",)),
    ("alert when the bot is down", ("alert no requests for 1 h",)),
    ("alert if no sessions since yesterday", ("alert no sessions for 24 h",)),
    ("digest every Monday 9am London", ("digest every Monday 9am in London",)),
    ("digest every Monday at 9 cc @ben", ("digest every Monday at 9",)),
    ("digest every Monday by email", ("digest every Monday as csv",)),
    ("digest month end", ("digest at month end",)),
    ("digest every day at 10:00, 12:00, 16:00",
     ("digest every day at 10:00", "digest every day at 12:00", "digest every day at 16:00")),
    ("alert when tokens > 100000 per day", ()),
    ("alert when calls > 100 per day", ("alert conversations > 100 per day",)),
    (f"<@U0ANNA> {RULE}", (f"{RULE} notify <@U0ANNA>", RULE)),
    ("<@U0APP>: tell <@U0BEN> when sessions > 100 per day",
     ("alert tell <@U0BEN> when sessions > 100 per day",)),
    ("settings zone EST", ("settings zone New York",)),
    ("our timezone is CET", ("settings zone Berlin",)),
    ("price 0.02 per session", ("price 0.02 USD per session", "price 0.02 EUR per session",
                                "price 0.02 GBP per session")),
    # what was understood of it
    ("when do people use the bot the most last week", ("conversations last week",)),
    ("between 9 and 5 yesterday", ("9am to 5pm yesterday", "9pm to 5am yesterday")),
    ("{{period}}", ("this month", "last month")),
    ("foo", ("bots", "help")),
    # the app
    ("login", ("help",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offered"), OFFERS)
def test_what_was_meant_is_offered(text: str, offered: tuple[str, ...]) -> None:
    error = refused(text)
    assert error is not None
    assert error.suggestions == offered


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.pattern[:40])
def test_a_topic_is_found_and_what_it_offers_can_be_read(row: Row) -> None:
    found = topics_of(tokens_of(row.example))
    own = row.make() if not row.pattern.count("<") else None
    assert own is None or own in [each.topic for each in found]
    assert found
    error = refused(row.example)
    if error is not None:  # what can be read by now is better still
        assert error.suggestions, error.message
        assert [refused(text) for text in error.suggestions] == [None] * len(error.suggestions)


def test_no_sentence_is_for_everything() -> None:
    """No sentence, its names and numbers taken out, stands for more than a few of the refusals."""
    texts = [*(text for text, _ in OFFERS), *(row.example for row in ROWS)]
    said = [error.message for text in texts if (error := refused(text))]
    shapes = Counter(re.sub(r'"[^"]*"|`[^`]*`|\d+', "_", each) for each in said)
    assert shapes.most_common(1)[0][1] <= len(said) * 0.05


@pytest.mark.parametrize(
    "text", ["unique users last week", "tokens yesterday", "by channel", "latency"]
)
def test_what_kore_lacks_is_told_from_what_was_not_understood(text: str) -> None:
    error = refused(text)
    assert error is not None
    assert "Kore.ai" in error.message
    other = refused("frobnicate last week")
    assert other is not None
    assert "Kore.ai" not in other.message
