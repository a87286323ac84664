"""Rules and commands as people say them, each with what it is read as or refused with."""

import re

import pytest

from slackbot.domain.alerts.describe import describe
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.reading import read_alert
from slackbot.language.alerts.rules.kinds import KINDS
from slackbot.language.alerts.rules.use import TWO_RULES
from slackbot.language.alerts.set_up import read_rule
from slackbot.language.alerts.unsupported import REASONS
from slackbot.language.context import ANYWHERE

FLOORED = "sessions up at least 30% on the week before from Monday, and by at least 200"

AT_20 = ", and by at least 20"
UP = f"sessions up at least 30% on the week before from Monday{AT_20}"
DOWN = UP.replace("up", "down")
DOUBLE, HALF = UP.replace("30", "100"), DOWN.replace("30", "50")
OVER = "sessions over 500 per day"
FORESEEN = "sessions forecast over 40,000 per month from the 1st"
SILENT = "no requests for 24 h"
WORKDAYS = f"{SILENT} on weekdays"
SHARE = "at 80% of 40,000 sessions per month from the 1st"
QUIET = f"{OVER}, at most once per 6 h"
HERE = f"{OVER}, notify <!here>"

RULES: dict[str, str] = {
    # changes
    "sessions +30% vs last week": UP,
    "sessions -30% vs last week": DOWN,
    "sessions go up 30% on last week": UP,
    "sessions jump 30% on last week": UP,
    "sessions plunge by 30% on last week": DOWN,
    "a 30% drop in sessions on last week": DOWN,
    "an increase of 30% in sessions vs last week": UP,
    "sessions are 30% higher than last week": UP,
    "sessions at least 30% above last week": UP,
    "sessions are more than 30 % below the 7-day average": (
        f"sessions down more than 30% on the average of the 7 days before{AT_20}"
    ),
    "30% more sessions than last week": UP,
    "30% fewer sessions than last week": DOWN,
    "sessions are 30% less than last week": DOWN,
    "sessions double compared to last week": DOUBLE,
    "sessions triple vs last week": DOUBLE.replace("100", "200"),
    "sessions halve compared to last week": HALF,
    "sessions halves compared to last week": HALF,
    "sessions drop by half vs last week": HALF,
    "sessions drop by a quarter vs last week": HALF.replace("50", "25"),
    # what is to come
    "sessions are on track to exceed 40000 this month": FORESEEN,
    "we will exceed 40000 sessions this month": FORESEEN,
    "we'll exceed 40000 sessions this month": FORESEEN,
    "sessions are going to be over 40000 this month": FORESEEN,
    "sessions are expected to exceed 40000 this month": FORESEEN,
    "sessions are likely to exceed 40000 this month": FORESEEN,
    "sessions are forecast to exceed 40000 this month": FORESEEN,
    "sessions are on track to stay under 40000 this month": FORESEEN.replace("over", "under"),
    # silence
    "requests go quiet for 24 h": SILENT,
    "requests stop for 24 h": SILENT,
    "SupportBot has had no requests for 24 h": f"{SILENT}, for SupportBot",
    "no requests for 24 h Mon-Fri": WORKDAYS,
    "no requests for 24 h from Monday to Friday": WORKDAYS,
    "no requests for 24 h on business days": WORKDAYS,
    "no requests for 24 h except weekends": WORKDAYS,
    "no requests for 24 h, not on weekends": WORKDAYS,
    "no requests for 24 h weekdays only": WORKDAYS,
    # what is unusual
    "on anomalies in sessions": "sessions unusual for the weekday",
    "something unusual happens with sessions": "sessions unusual for the weekday",
    # how often
    "sessions > 500 per day with a cooldown of 6h": QUIET,
    "sessions > 500 per day, cool-down 6 h": QUIET,
    "sessions > 500 per day, not more often than every 6 hours": QUIET,
    "sessions > 500 per day at most every 6 h": QUIET,
    # who is told
    "sessions > 500 per day and tell @here": HERE,
    "sessions > 500 per day, call @here": HERE,
    "sessions > 500 per day alert @here": HERE,
    "@here at 80% of 40000 sessions per month": f"{SHARE}, notify <!here>",
    "@here at 80 and 100 % of 40000 sessions per month": (
        f"{SHARE.replace('80', '80 and 100')}, notify <!here>"
    ),
    # how many
    "weekly sessions pass 70k": "sessions over 70,000 per week from Monday",
    "sessions over five hundred per day": OVER,
    "sessions over a thousand per day": OVER.replace("500", "1,000"),
    "sessions over a hundred and fifty per day": OVER.replace("500", "150"),
    "sessions over two hundred thousand per day": OVER.replace("500", "200,000"),
    "500 sessions per day is exceeded": OVER,
    "500 sessions per day are reached": OVER.replace("over", "at least"),
    "we've more than 500 sessions per day": OVER,
    "we're over 500 sessions per day": OVER,
    "80 percent of 40000 sessions per month is used up": SHARE,
    "80% of 40000 sessions per month is reached": SHARE,
    "sessions > 500 in the billing month from the 15th": (
        "sessions over 500 per month from the 15th"
    ),
    # a count behind a percentage is no percentage
    "sessions up 30% and 200 on last week": FLOORED,
    "sessions up 30% & 200 sessions on last week": FLOORED,
    # what leads to a rule, and what comes behind it
    "for SupportBot when sessions > 500 per day": "sessions over 500 per day, for SupportBot",
    "@here when sessions > 500 per day": "sessions over 500 per day, notify <!here>",
    "ping <@U1> when at 80 % and at 100 % of 9 sessions per day": (
        "at 80 and 100% of 9 sessions per day, notify <@U1>"
    ),
    "tell me and @here when sessions > 500 per day": HERE,
    "let <@U1> know when sessions > 500 per day": HERE.replace("<!here>", "<@U1>"),
    "500 or more sessions per day": OVER.replace("over", "at least"),
    "sessions > 500 per day, please let us know": "sessions over 500 per day",
    "sessions > 500 per day then alert me": "sessions over 500 per day",
    "once a day if sessions > 500 per week": (
        "sessions over 500 per week from Monday, at most once per 24 h"
    ),
    "set up an alert on sessions > 500 per day": "sessions over 500 per day",
    "sessions at 50% 75 and 90% of 400 per day": "at 50, 75 and 90% of 400 sessions per day",
}


@pytest.mark.parametrize(("words", "rule"), RULES.items())
def test_what_people_say_is_read(words: str, rule: str) -> None:
    said = describe(read_alert(words, ANYWHERE)).removesuffix(" (UTC)")
    assert said.replace(", for all bots together", "") == rule


REFUSED: dict[str, str] = {
    "sessions up 30% or 200 on last week": 'so "or 200" needs a second alert',
    "sessions or requests over 500 per day": 'so "or requests" needs a second alert',
    "sessions over 500 per day for SupportBot or SalesBot": 'not "for SupportBot or SalesBot"',
    "sessions over 500 or under 100 per day": 'so "or under" needs a second alert',
    "sessions nearly 500 per day": 'couldn\'t read "nearly". Try `sessions over 500',
    "sessions exceed our monthly allowance": "try `over 100% of our allowance`",
    "sessions > 500 per day for the first time": 'Leave "for the first time" out',
    "no requests for 2 h during business hours": 'I can\'t keep to "during business hours"',
    "no requests for 2 h from 9 to 17": 'I can\'t keep to "from 9 to 17"',
    "sessions do not exceed 500 per day": 'couldn\'t read "do"',
    "sessions are no longer over 500 per day": 'couldn\'t read "longer"',
    "sessions are not going to reach 40000 this month": 'couldn\'t read "not"',
    "sessions drop to 0 per day": 'couldn\'t read "to"',
    "sessions at least double vs last week": 'couldn\'t read "at least double"',
    "20% of 40000 sessions per month are left": 'couldn\'t read "left"',
    "sessions up 30%, 200 on last week": 'couldn\'t read "200"',
    "sessions > 500 per day when requests > 500 per day": 'couldn\'t read "when"',
    # no way round the words
    "sessions up +30 % and -10 % on last week": "Leave out",
    "no more than 500 sessions per day is exceeded": 'Leave out "exceeded"',
    "500 sessions per day is not exceeded": 'couldn\'t read "not"',
    "80% of 40000 sessions per month is not used": 'couldn\'t read "not"',
    "sessions double 500 on last week": "500",
    "sessions grow by half a million on last week": "million",
    "sessions over two thousand five hundred per day": "five hundred",
    "sessions hit under 500 per day": 'Leave out "hit"',
    "sessions will rise 30% on last week": '"rise" does not go with the rest',
    "requests stop over 500 per day": "does not go with the rest",
    # the word that is wrong is named, with the one that was meant
    "sessions > 500 per dya": 'couldn\'t read "dya". Did you mean "day"?',
    "sessions > 500 evrey day": 'couldn\'t read "evrey". Did you mean "every"?',
    "sessions > 500 per quater": 'couldn\'t read "quater". Did you mean "quarter"?',
    "wehn sessions > 500 per day": 'couldn\'t read "wehn". Did you mean "when"?',
    "sessions exced 500 per day": 'couldn\'t read "exced". Did you mean "exceed"?',
    "no requests for 24 h on wekdays": 'couldn\'t read "wekdays". Did you mean "weekdays"?',
    "sessions up 30% on lst week": 'couldn\'t read "lst". Did you mean "last"?',
    "sessions up 30% vs lastweek": 'couldn\'t read "lastweek". Did you mean "last week"?',
    "sessions > 500 per month form the 15th": 'couldn\'t read "form". Did you mean "from"?',
    "sessions > 10_000 per day": 'couldn\'t read "10_000". Write 10000',
    # ... or an example of its kind
    "notify when the forecast looks bad": 'couldn\'t read "looks". Try `sessions forecast over',
    "requests silent as a lamb": 'couldn\'t read "lamb". Try `no requests for 24 h',
    "sessions unusual and dance": 'couldn\'t read "dance". Try `sessions unusual for the weekday`',
    "sessions up 30% on the moon": 'couldn\'t read "moon". Try `sessions up 30% on last week',
    "at 80% of 40000 sessions blah": 'couldn\'t read "blah". Try `at 80 and 100% of 40000',
    # what no rule can do, and what does it instead
    "sessions > 500 per working day": 'can\'t count "per working day", only per day',
    "sessions > 500 per billing period": "Try `sessions over 500 per month from the 15th`",
    "sessions > 500 in the billing month": "Try `sessions over 500 per month from the 15th`",
    "sessions > 500 per day at most once per minute": '"at most once per minute" is no time to be',
    "sessions > 500 per day at most once per 2 months": "1 h to 30 days",
    "sessions > 500 per day once every 3 months": "Try `at most once per 6 h`",
    "sessions forecast over 9 by the 20th of the month": '"by the 20th of the month" is no end',
    "sessions > 500 per day at 9am": "try `/billing digest daily at 9am`",
    "sessions > 500 per day at 17:30": '"at 17:30" is no part of an alert',
    "sessions > 500 per day for 3 days in a row": "Try `sessions over 1500 in any 3 days`",
    "sessions > 500 per day for 3 months": '"for 3 months" is no window',
    "sessions 30% above average": "`sessions up 30% on the average of the last 4 weeks`",
    "sessions 30% higher than the average": '"higher than the average" of which time',
    "sessions higher than usual": "try `sessions unusually high`",
    "sessions rise by a third vs last week": 'How many percent is "a third"? Try `sessions up 33%',
    "sessions rise by 500 vs yesterday": "A change is in percent",
    # two rules do it
    "sessions up or down 25% on last week": 'so "up or down" needs two: `sessions up 25%',
    "sessions not between 100 and 500 per day": 'so "not between 100 and 500" needs two',
    "sessions > 500 and < 100 per day": "Set up two rules",
    "sessions > 500 per day for SupportBot and SalesBot": 'not "for SupportBot and SalesBot"',
    "sessions and requests > 500 per day": "An alert watches one unit: set up two",
    "sessions over 500 per day in 1 of 100 checks": '"in 1 of 100 checks" looks back too far',
    "10000 sessions per day": 'Over or under "10000"? Try `sessions over 10000 per day`',
    "sessions > 500 per week from Monday to Friday": "only with silence",
    "at 80% and 100 of 40000 sessions per month": 'Leave out "100"',
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.items())
def test_what_cannot_be_meant_says_what_could(words: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_alert(words, ANYWHERE)
    assert reason in refused.value.message


# What is refused, a word of the reason, and the first button.
OFFERED = [
    ("calls over 1000", "doesn't count", "when conversations over 1000 per month"),
    ("daily sessions up 30% on last week", "not what it is", "when sessions up 30% on last week"),
    ("hits over 100 per day", "Kore.ai's units", "when sessions over 100 per day"),
    ("sessions over 500 a day on weekdays", "watched every day", "when sessions over 500 a day"),
    ("sessions over 500 a day until March", "no end", "when sessions over 500 a day"),
    ("sessions over 500 a day by email", "here in Slack", "when sessions over 500 a day"),
    ("sessions over 500 a day for SupportBot or SalesBot", "one bot, or all",
     "when sessions over 500 a day for each bot"),
    ("sessions over 500 a day except SalesBot", "leave a bot out",
     "when sessions over 500 a day for each bot"),
    ("sessions fall 30% vs last Tuesday", "same weekday",
     "when sessions fall 30% on the same weekday last week"),
    ("sessions > 500 every 15 minutes", "too short", "when sessions > 500 per hour"),
    ("SupportBot is down", "what is used", "when SupportBot no requests for 1 h"),
    ("on spikes", "Of what", "on spikes in sessions"),
    ("a bot stops responding", "Of what", "a bot stops responding in sessions for 24 h"),
    ("sessions are lower than usual", "unusually low", "sessions are unusually low"),
    ("the finance team when sessions > 5 a day", "it up there", "sessions > 5 a day"),
    ("sessions > 5 a day but only once", "speaks once", "sessions > 5 a day"),
    ("average sessions per day exceed 100", "not the average", "sessions per day exceed 100"),
    ("at 90%", "Of what", "help allowance"),
    ("our allowance is used up", "Of how many", "help allowance"),
    ("the bill hits 2,000 USD", "Per day", "when the bill hits 2,000 USD per month"),
    ("on 50k sessions", "Over or under", "on over 50k sessions per month"),
    ("ping @anna when sessions > 5 a day", "can't tell who",
     "when ping @here when sessions > 5 a day"),
    ("sessions exceed our allowance", "exceed 40000 sessions", "help allowance"),
    ("sessions run out of sessions", "over 100%", "help allowance"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "reason", "button"), OFFERED)
def test_a_refusal_offers_what_was_meant(words: str, reason: str, button: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(reason)) as refused:
        read_rule(words, ANYWHERE)
    assert refused.value.suggestions[0].removeprefix("alert ").removeprefix("when ") in button


READ = {
    "daily sessions top 1000": "sessions over 1,000 per day",
    "no conversations all day": "no conversations for 24 h",
    "SalesBot uses more than 300 sessions in a day": "sessions over 300 per day, for SalesBot",
    "conversations hit 1000 on a single day": "conversations at least 1,000 per day",
    "every time sessions exceed 100 an hour": "sessions over 100 in any 1 h",
    "sessions > 100/day, max 1 per week": "at most once per 7 days",
    "monthly cost > 5000 euros": "cost over 5,000 EUR per month",
    "on a spike in requests": "requests unusually high for the weekday",
    "sessions look weird": "sessions unusual for the weekday",
}


@pytest.mark.parametrize(("words", "rule"), READ.items())
def test_what_people_type_is_read(words: str, rule: str) -> None:
    assert rule in describe(read_rule(words, ANYWHERE))


SUGGESTED = [
    rule
    for message in (
        *(each if isinstance(each, str) else each[0] for each in REASONS.values()),
        *(row.example for row in KINDS.values()),
        *TWO_RULES.values(),
    )
    for rule in re.findall(r"`((?:sessions|requests|no|at \d+) [^`]+)`", message)
    if "our allowance" not in rule
]


@pytest.mark.parametrize("rule", sorted(set(SUGGESTED)))
def test_what_is_suggested_works(rule: str) -> None:
    assert describe(read_alert(rule, ANYWHERE))
