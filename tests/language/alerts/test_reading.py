"""Rules in words: what is understood, and what is refused with a way out."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.alerts.describe import describe
from slackbot.domain.alerts.rule import (
    MOST_AVERAGED,
    AlertRule,
    Base,
    Kind,
    Level,
    Side,
)
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertCommand,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    MuteAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SaveAlert,
    SnoozeAlert,
    TryAlert,
    UnmuteAlert,
)
from slackbot.language.alerts.management import read_alert_command
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, named

NAMES = ("SupportBot", "Support", "March", "R&D bot")
MENTIONS = {"finops": "<!subteam^S9>"}


def read(words: str, **more: Any) -> AlertRule:
    bots = named(more.pop("names", NAMES))
    return read_alert(words, replace(ANYWHERE, **{"bots": bots, "mentions": MENTIONS, **more}))


def short(words: str) -> str:
    """The rule in its own words, without what is the same in most."""
    said = describe(read(words)).removesuffix(" (UTC)").replace(", for all bots together", "")
    return said.removesuffix(", and by at least 20")


OVER = "sessions over 500 per day"
AT_LEAST = "sessions at least 500 per day"
UNDER = "sessions under 50 per day"
SHARE = "at 80% of 40,000 sessions per month from the 1st"
SHARES = "at 50, 80, 90 and 100% of 40,000 sessions per month from the 1st"
UP = "sessions up at least 30% on the week before from Monday"
SILENT = "no requests for 24 h"

RULES = [
    # how it is compared
    ("sessions > 500 per day", OVER),
    ("sessions &gt; 500 per day", OVER),
    ("sessions >500/day", OVER),
    ("sessions over 500 per day", OVER),
    ("sessions above 500 per day", OVER),
    ("sessions beyond 500 per day", OVER),
    ("sessions exceed 500 per day", OVER),
    ("sessions exceeding 500 per day", OVER),
    ("more than 500 sessions per day", OVER),
    ("greater than 500 sessions a day", OVER),
    ("sessions higher than 500 each day", OVER),
    ("sessions in excess of 500 every day", OVER),
    ("sessions go over 500 daily", OVER),
    ("sessions rise above 500 in a day", OVER),
    ("daily sessions over five hundred per day".replace("five hundred", "500"), OVER),
    ("per day, sessions are above 500", OVER),
    ("SESSIONS OVER 500 PER DAY!", OVER),
    ("sessions >= 500 per day", AT_LEAST),
    ("sessions > = 500 per day", AT_LEAST),
    ("sessions ≥ 500 per day", AT_LEAST),
    ("at least 500 sessions per day", AT_LEAST),
    ("no less than 500 sessions per day", AT_LEAST),
    ("sessions reach 500 per day", AT_LEAST),
    ("sessions hit 500 per day", AT_LEAST),
    ("at 500 sessions per day", AT_LEAST),
    ("500 or more sessions per day", AT_LEAST),
    ("500 sessions or more per day", AT_LEAST),
    ("a minimum of 500 sessions per day", AT_LEAST),
    ("sessions < 50 per day", UNDER),
    ("sessions &lt; 50 per day", UNDER),
    ("sessions under 50 per day", UNDER),
    ("fewer than 50 sessions per day", UNDER),
    ("less than 50 sessions per day", UNDER),
    ("sessions drop below 50 per day", UNDER),
    ("sessions fall under 50 per day", UNDER),
    ("sessions lower than 50 per day", UNDER),
    ("sessions <= 50 per day", "sessions at most 50 per day"),
    ("sessions ≤ 50 per day", "sessions at most 50 per day"),
    ("at most 50 sessions per day", "sessions at most 50 per day"),
    ("no more than 50 sessions per day", "sessions at most 50 per day"),
    ("50 or fewer sessions per day", "sessions at most 50 per day"),
    ("sessions over 0 per day", "sessions over 0 per day"),
    ("sessions at most 0 per day", "sessions at most 0 per day"),
    # of what
    ("billing sessions > 500 per day", OVER),
    ("conversations > 500 per day", "conversations over 500 per day"),
    ("chats > 500 per day", "conversations over 500 per day"),
    ("user messages > 500 per day", "requests over 500 per day"),
    ("alerts > 5 per day", "alert messages over 5 per day"),
    ("proactive messages > 5 per day", "proactive messages over 5 per day"),
    # how many
    ("sessions > 10,000 per day", "sessions over 10,000 per day"),
    ("sessions > 10k per day", "sessions over 10,000 per day"),
    ("sessions > 10 000 per day", "sessions over 10,000 per day"),
    ("sessions > 1.5 million per day", "sessions over 1,500,000 per day"),
    ("sessions > 500, 800 and 1,000 per day", "sessions over 500, 800 and 1,000 per day"),
    ("sessions > 800 and 500 per day", "sessions over 500 and 800 per day"),
    ("sessions > 500 / 800 per day", "sessions over 500 and 800 per day"),
    ("sessions under 20 and 50 per day", "sessions under 50 and 20 per day"),
    # when
    ("sessions > 500 per week", "sessions over 500 per week from Monday"),
    ("sessions > 500 weekly from Sunday", "sessions over 500 per week from Sunday"),
    ("sessions > 500 this month", "sessions over 500 per month from the 1st"),
    ("sessions > 500 a month from the 15th", "sessions over 500 per month from the 15th"),
    ("sessions > 500 monthly starting on 28", "sessions over 500 per month from the 28th"),
    ("sessions > 500 per quarter", "sessions over 500 per quarter from 1 Jan"),
    ("sessions > 500 quarterly from February", "sessions over 500 per quarter from 1 Feb"),
    ("sessions > 500 per year from 6 April", "sessions over 500 per year from 6 Apr"),
    ("sessions > 500 yearly from the 6th of April", "sessions over 500 per year from 6 Apr"),
    ("sessions > 500 today", OVER),
    ("sessions > 500 in any 24 h", "sessions over 500 in any 24 h"),
    ("sessions > 500 in 24h", "sessions over 500 in any 24 h"),
    ("sessions > 500 within 24 hours", "sessions over 500 in any 24 h"),
    ("sessions > 500 in the last 24 hours", "sessions over 500 in any 24 h"),
    ("sessions > 500 in 7 days", "sessions over 500 in any 7 days"),
    ("sessions > 500 during the past two weeks", "sessions over 500 in any 14 days"),
    ("sessions > 500 over the last 7 days", "sessions over 500 in any 7 days"),
    ("sessions > 50 per hour", "sessions over 50 in any 1 h"),
    # a share
    ("at 80% of 40000 sessions per month", SHARE),
    ("at 80% of 40k sessions a month from the 1st", SHARE),
    ("sessions at 80 percent of 40,000 per month", SHARE),
    ("sessions reach 80% of 40000 per month", SHARE),
    ("80% of 40000 sessions per month", SHARE),
    ("80% or more of 40000 sessions per month", SHARE),
    ("at 80% of an allowance of 40000 sessions per month", SHARE),
    ("over 80 % of 40000 sessions per month", SHARE.replace("at", "over", 1)),
    ("under 80 % of 40000 sessions per month", SHARE.replace("at", "under", 1)),
    ("at 50, 80, 90 and 100% of 40000 sessions per month", SHARES),
    ("at 50% 80% 90% and 100% of 40000 sessions per month", SHARES),
    ("at 50%, at 80% and 90%, at 100% of 40000 sessions per month", SHARES),
    ("at 50%, 80%, 90% and 100% of 40000 sessions per month", SHARES),
    ("at 112 % of 40000 sessions per month", SHARE.replace("80", "112")),
    # a change
    ("sessions up 30% on last week", UP),
    ("sessions up 30% on the week before", UP),
    ("sessions rise by 30% against the previous week", UP),
    ("sessions increase 30 percent vs last week", UP),
    ("sessions up at least 30% compared to last week", UP),
    ("sessions up 30% week on week", UP),
    ("sessions up 30% WoW", UP),
    ("sessions grow 30% over last week", UP),
    ("sessions up 30% on last week and at least 200", f"{UP}, and by at least 200"),
    ("sessions up 30% and by at least 200 on last week", f"{UP}, and by at least 200"),
    ("sessions up 30% on last week with a floor of 200", f"{UP}, and by at least 200"),
    ("sessions up 30% on last week, minimum 200 sessions", f"{UP}, and by at least 200"),
    ("sessions up more than 30 % on last week", UP.replace("at least", "more than")),
    ("sessions up over 30 % on last week", UP.replace("at least", "more than")),
    ("sessions up 30, 50 and 100 % on last week", UP.replace("30", "30, 50 and 100")),
    ("sessions down 30 % on last week", UP.replace("up", "down")),
    ("sessions drop by 30 % on last week", UP.replace("up", "down")),
    ("sessions up 30 % on yesterday", "sessions up at least 30% on the day before"),
    ("sessions up 30 % on last month", "sessions up at least 30% on the month before"),
    (
        "sessions per day up 30% on the same weekday last week",
        "sessions up at least 30% on the same weekday of the week before",
    ),
    (
        "sessions up 30% on the average of the last 4 weeks",
        "sessions up at least 30% on the average of the 4 weeks before from Monday",
    ),
    (
        "sessions up 30% on the 7-day average",
        "sessions up at least 30% on the average of the 7 days before",
    ),
    (
        "sessions up 30% on the average of the same weekday in the 4 weeks before",
        "sessions up at least 30% on the average of the same weekday in the 4 weeks before",
    ),
    ("sessions up 30 % on the 24 h before", "sessions up at least 30% on the 24 h before"),
    ("sessions up 30 % on the previous 7 days", "sessions up at least 30% on the 7 days before"),
    # a forecast
    (
        "sessions forecast over 40000 per month",
        "sessions forecast over 40,000 per month from the 1st",
    ),
    (
        "forecast for the month over 40000 sessions",
        "sessions forecast over 40,000 per month from the 1st",
    ),
    (
        "sessions projected above 40k by the end of the quarter",
        "sessions forecast over 40,000 per quarter from 1 Jan",
    ),
    ("forecast of sessions under 50 this week", "sessions forecast under 50 per week from Monday"),
    # what is unusual
    ("sessions unusual for its weekday", "sessions unusual for the weekday"),
    ("sessions unusual", "sessions unusual for the weekday"),
    ("unusual number of sessions per day", "sessions unusual for the weekday"),
    ("sessions unusually high for the day", "sessions unusually high for the weekday"),
    ("unusually many sessions", "sessions unusually high for the weekday"),
    ("unusually few sessions", "sessions unusually low for the weekday"),
    # silence
    ("no requests for 24 h", SILENT),
    ("no requests in 24 hours", SILENT),
    ("no messages for a day", SILENT),
    ("zero requests for 24 h", SILENT),
    ("0 requests for 24 h", SILENT),
    ("requests silent for 1 day", SILENT),
    ("without requests for at least 24 h", SILENT),
    ("no requests for 24 h on weekdays", f"{SILENT} on weekdays"),
    ("no requests for 24 h on working days", f"{SILENT} on weekdays"),
    ("no requests for 24 h on Mon to Fri", f"{SILENT} on weekdays"),
    ("no requests for 24 h on Mondays and Sat", f"{SILENT} on Mon and Sat"),
    ("no requests for 24 h on weekends", f"{SILENT} on Sat and Sun"),
    ("no requests for 24 h on Fri-Mon", f"{SILENT} on Mon, Fri, Sat and Sun"),
    ("no requests for 24 and 48 h", "no requests for 24 and 48 h"),
    ("SupportBot gets no sessions for 2 hours", "no sessions for 2 h, for SupportBot"),
    ("no requests for 1 day and 3 days", "no requests for 24 and 72 h"),
    # before it
    ("when sessions > 500 per day", OVER),
    ("if there are more than 500 sessions per day", OVER),
    ("alert me when sessions > 500 per day", OVER),
    ("please tell us if we have more than 500 sessions per day", OVER),
    ("let me know when sessions > 500 per day", OVER),
    ("notify us when sessions > 500 per day", OVER),
    ("warn everyone once sessions > 500 per day", OVER),
]


@pytest.mark.parametrize(("words", "meaning"), RULES, ids=lambda v: repr(v)[:60])
def test_rules_are_read(words: str, meaning: str) -> None:
    assert short(words) == meaning


SETTINGS: list[tuple[str, dict[str, object]]] = [
    ("", {"bot": "", "each": False, "needed": 1, "of": 1, "cooldown_hours": 0, "zone": "UTC"}),
    ("for all bots together", {"bot": "", "each": False}),
    ("for all bots of this channel", {"bot": "", "each": False}),
    ("for all", {"bot": "", "each": False}),
    ("together", {"bot": "", "each": False}),
    ("for each bot", {"bot": "", "each": True}),
    ("for every bot in this channel", {"bot": "", "each": True}),
    ("per bot", {"bot": "", "each": True}),
    ("for SupportBot", {"bot": "SupportBot", "each": False}),
    ("for supportbot", {"bot": "SupportBot"}),
    ("for March", {"bot": "March"}),
    ("for R&amp;D bot", {"bot": "R&D bot"}),
    ("for “March Madness”", {"bot": "March Madness"}),
    ("for st-1a-2b", {"bot": "st-1a-2b"}),
    ("for Some Unknown Thing in 2 of 3 checks", {"bot": "Some Unknown Thing", "of": 3}),
    ("in 2 of 3 checks", {"needed": 2, "of": 3}),
    ("in 2 out of the last 3 checks", {"needed": 2, "of": 3}),
    ("3 checks in a row", {"needed": 3, "of": 3}),
    ("two consecutive checks", {"needed": 2, "of": 2}),
    ("at most once per 6 h", {"cooldown_hours": 6}),
    ("once a day", {"cooldown_hours": 24}),
    ("no more than once every 2 days", {"cooldown_hours": 48}),
    ("max once per week", {"cooldown_hours": 168}),
    ("in Europe/Berlin", {"zone": "Europe/Berlin"}),
    ("(Asia/Kolkata)", {"zone": "Asia/Kolkata"}),
    ("New York time", {"zone": "America/New_York"}),
]


@pytest.mark.parametrize(("words", "fields"), SETTINGS, ids=lambda v: repr(v)[:50])
def test_settings_are_read(words: str, fields: dict[str, object]) -> None:
    rule = read(f"sessions > 500 per day, {words}")
    assert {name: getattr(rule, name) for name in fields} == fields
    assert rule.levels == (Level(at=500),)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("sessions > 500 per fiscal year", "sessions over 500 per year from 1 Apr"),
        ("sessions > 500 in each FY", "sessions over 500 per year from 1 Apr"),
        ("at 80% of 9000 sessions per fiscal quarter",
         "at 80% of 9,000 sessions per quarter from 1 Apr"),
    ],
)  # fmt: skip
def test_fiscal_years_begin_as_the_channel_says(words: str, meaning: str) -> None:
    rule = read(words, fiscal_year=FiscalYear(month=4))
    assert describe(rule) == f"{meaning}, for all bots together (UTC)"
    with pytest.raises(UnreadableError, match="settings fiscal year April"):
        read(words)
    with pytest.raises(UnreadableError, match="Leave out"):
        read(f"{words} from 1 May", fiscal_year=FiscalYear(month=4))


LEVELS = "at 50, 80, 90 and 100% of 40000 sessions per month"
TOLD: list[tuple[str, list[tuple[int, tuple[str, ...]]]]] = [
    ("notify @here", [(n, ("<!here>",)) for n in (50, 80, 90, 100)]),
    ("notify <!subteam^S123|@finops> at 100%", [(100, ("<!subteam^S123>",))]),
    ("notify <!subteam^S123> at 100", [(100, ("<!subteam^S123>",))]),
    ("notify &lt;@U1&gt; at 100%", [(100, ("<@U1>",))]),
    ("ping <@U1> and <@W2|bob> at 90 %", [(90, ("<@U1>", "<@W2>"))]),
    ("notify @channel at 90 and 100%", [(90, ("<!channel>",)), (100, ("<!channel>",))]),
    ("notify @finops at 100%", [(100, ("<!subteam^S9>",))]),
    ("mention <@U1> at 80% and <@U2> at 100%", [(80, ("<@U1>",)), (100, ("<@U2>",))]),
    ("<@U1> at 80 %, <@U2> at 80 %", [(80, ("<@U1>", "<@U2>"))]),
]


@pytest.mark.parametrize(("words", "told"), TOLD, ids=lambda v: repr(v)[:50])
def test_levels_have_their_mentions(words: str, told: list[tuple[int, tuple[str, ...]]]) -> None:
    rule = read(f"{LEVELS}, {words}")
    assert [(each.at, each.mentions) for each in rule.levels if each.mentions] == told


PLACED: list[tuple[str, list[tuple[int, tuple[str, ...]]]]] = [
    ("at 80%, at 100% notify @here of 40000", [(80, ()), (100, ("<!here>",))]),
    (
        "at 80% notify @channel, at 100% notify @here of 40000",
        [(80, ("<!channel>",)), (100, ("<!here>",))],
    ),
    ("at 80 and 90% <@U1>, 100% of 40000", [(80, ("<@U1>",)), (90, ("<@U1>",)), (100, ())]),
    ("at 80% of 40000 and at 100% notify @here", [(80, ()), (100, ("<!here>",))]),
    ("at 80 and 100% notify @here of 40000", [(80, ("<!here>",)), (100, ("<!here>",))]),
]


@pytest.mark.parametrize(("words", "told"), PLACED, ids=lambda v: repr(v)[:50])
def test_a_mention_behind_one_of_several_levels_is_for_that_level(
    words: str, told: list[tuple[int, tuple[str, ...]]]
) -> None:
    rule = read(f"{words} sessions per month")
    assert [(each.at, each.mentions) for each in rule.levels] == told


REFUSED = [
    ("", "What shall I watch?", "sessions over 500"),
    ("   ", "What shall I watch?", "sessions over 500"),
    ("sessions", "How many?", "over 500"),
    ("sessions per day", "How many?", "over 500"),
    ("> 500 per day", "Of what", "sessions"),
    ("over 500", "Of what", "sessions"),
    ("sessions 500 per day", 'Over or under "500"?', "over 500"),
    ("sessions > 500", "Per day, week, month", "per day"),
    ("sessions > 500 per minute", '"per minute" is too short', "per hour"),
    ("sessions > 500 per fortnight", 'can\'t count "per fortnight"', "in any 14 days"),
    ("sessions > 500 per day per week", 'Leave out "per week"', "per day"),
    ("sessions > 500 per day in 24 h", 'Leave out "in 24 h"', "per day"),
    ("sessions > 500 in 31 days", "too long", "30 days"),
    ("sessions > 500 and < 900 per day", 'Leave out "< 900"', "over 500"),
    ("sessions > 500 requests per day", 'Leave out "requests"', "sessions"),
    ("notifications > 500 per day", "could be alerts or proactive", "alerts"),
    ("sesions > 500 per day", 'couldn\'t read "sesions"', '"sessions"'),
    ("sessions > many per day", 'couldn\'t read "many"', "500"),
    ("sessions > -5 per day", 'couldn\'t read "> -5"', "500"),
    ("sessions > 40.000 per day", '"40.000" could mean two', "40,000"),
    ("sessions > 4.5 per day", "not a whole number", "40k"),
    ("sessions >= 0 per day", "0 is no level here", "1 to"),
    ("sessions < 0 per day", "0 is no level here", "1 to"),
    ("sessions > 2000000 million per day", "is no level here", "1,000,000,000,000"),
    ("sessions > 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 per day", "too many levels", "10 at most"),
    ("sessions > 500 per day from the 15th", "does not go with that window", "per month from"),
    ("sessions > 500 per month from the 32nd", "no day of every month", "31st"),
    ("sessions > 500 per month from 1 April", "does not go with that window", "per quarter"),
    ("sessions > 500 per week from Tuesday", "Monday or Sunday", "from Sunday"),
    ("sessions > 500 per month from Sunday", "Only weeks", "per week from Sunday"),
    ("sessions > 80% per month", 'of how many?', "of 40000"),
    ("sessions at 80% per month", 'of how many?', "of 40000"),
    ("at 80 % of the allowance", "Of how many?", "of 40000 sessions per month"),
    ("at 80 % of our budget per month", "Of how many?", "of 40000 sessions"),
    ("at 80 of 40000 sessions per month", "in percent?", "at 80 and 100%"),
    ("at 80 % of 40000 sessions", "Per day, week, month", "per month"),
    ("at 80 % of 0 sessions per month", "at least 1", "40000"),
    ("at 0 % of 40000 sessions per month", "0 is no level here", "1 to"),
    ("sessions up 30 %", "against what?", "on last week"),
    ("sessions 30 % on last week", "Up or down?", "up 30%"),
    ("sessions up on last week", "By how many percent?", "up 30%"),
    ("sessions up 200 on last week", 'couldn\'t read "200"', "at least 200"),
    ("sessions up under 30 % on last week", "Up or down by more than", "up 30%"),
    ("sessions up 30 % and down 50 % on last week", "Leave out", "up 30%"),
    ("sessions up 30 % on last quarter", "days, weeks or months", "last week"),
    ("sessions up 30 % on last week per month", "not what it is compared with", "last week"),
    ("sessions up 30 % on the average of the last 9 weeks", "reaches back too far", "8 weeks"),
    ("sessions up 30 % on the average of the last 99 days", "1 to 28", "8 weeks"),
    ("sessions down 120 % on last week", "120 is no level here", "1 to 100"),
    ("sessions up 30 % on last week, at least 20, at least 30", "One floor", "up 30%"),
    ("sessions forecast for the month", "How many?", "forecast over"),
    ("sessions forecast over 40000", "Per day, week, month", "per month"),
    ("sessions unusual per week", "Only a day", "for the weekday"),
    ("sessions unusual over 500 per day", "does not go with the rest", "for the weekday"),
    ("no requests", "For how long?", "for 24 h"),
    ("no requests for 31 days", "is no level here", "720"),
    ("no requests over 5 for 24 h", "does not go with the rest", "for 24 h"),
    ("sessions > 500 per day on weekdays", '"on weekdays" does not go', "unusually low"),
    ("sessions < 100 per day on weekdays", "only with silence", "no sessions for 24 h on weekdays"),
    ("no requests for 30 minutes", '"for 30 minutes" is too short', "no requests for 1 h"),
    ("sessions over 500 in any 30 minutes", "is too short", "in any 1 h"),
    ("sessions over 10.000 per day", '"10.000" could mean', "10000 or 10,000"),
    ("sessions over 1.234.567 per day", '"1.234.567" could mean', "1234567 or 1,234,567"),
    ("no traffic for 24h", "Of what: sessions", "no requests for 24 h"),
    ("SupportBot is silent for 6h", "Of what: sessions", "no requests for 24 h"),
    ("at 80% 40000 sessions per month", 'Leave out "40000"', "of 40000"),
    ("at 50 % and under 20 % of 40000 sessions per month", "Leave out", "at 80 and 100%"),
    (
        "at 1, 2, 3, 4, 5, 6%, at 7, 8, 9, 10, 11% of 40000 sessions per month",
        "too many levels",
        "10 at most",
    ),
    ("sessions > 500 for 24 h", '"for 24 h" does not go', "over 500"),
    ("sessions > 500 per day for", "For which bot?", "for SupportBot"),
    ("sessions > 500 per day for each bot for SupportBot", "one bot, each", "for each bot"),
    ("sessions > 500 per day for SupportBot for March", "Leave out", "for each bot"),
    ("sessions > 500 per day in 3 of 2 checks", "as many or fewer", "2 of 3"),
    ("sessions > 500 per day in 2 of 30 checks", "at most 10 checks", "2 of 3"),
    ("sessions < 500 per day in 2 of 3 checks", "judged once", "over 500"),
    ("sessions > 500 per day at most once per 60 days", "too long", "30 days"),
    ("sessions > 500 per day in CET", '"CET" is not one clock', "Name a city"),
    ("sessions > 500 per day (Nowhere/Land)", 'couldn\'t read "(Nowhere/Land)"', "over 500"),
    ("sessions > 500 per day, notify", "Whom?", "@here"),
    ("sessions > 500 per day, notify bob", "Whom?", "@here"),
    ("sessions > 500 per day, notify @bob", 'who "@bob" is', "Mention me"),
    ("sessions > 500 per day, notify @everyone", 'who "@everyone" is', "@channel"),
    ("sessions > 500 per day, notify <#C1>", 'who "<#C1>" is', "@here"),
    ("sessions > 500 per day, notify <@U1> at 900", "900 is none of its levels", "told there"),
    (
        "sessions > 5 per day notify <@U1> <@U2> <@U3> <@U4> <@U5> <@U6>",
        "too many to mention",
        "user group",
    ),
    ("sessions > 500 per day and dance", 'couldn\'t read "dance"', "over 500"),
    ("sessions not > 500 per day", 'couldn\'t read "not"', "over 500"),
    ("sessions > 500 per day " + "x" * 400, "at most 400 characters", "over 500"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "reason", "way_out"), REFUSED, ids=lambda v: repr(v)[:60])
def test_refusals_name_what_would_work(words: str, reason: str, way_out: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(words)
    assert reason in refused.value.message
    assert way_out in refused.value.message


COMMANDS: dict[str, AlertCommand | None] = {
    "alert": ListAlerts(),
    "alerts": ListAlerts(),
    "alerts list": ListAlerts(),
    "alert when sessions > 10000 per day": CreateAlert(text="sessions > 10000 per day"),
    "alert sessions > 10000 per day": CreateAlert(text="sessions > 10000 per day"),
    "alert me if sessions &gt; 5 per day": CreateAlert(text="sessions > 5 per day"),
    "alerts > 5 per day": CreateAlert(text="alerts > 5 per day"),
    "alerts up 30% on last week": CreateAlert(text="alerts up 30% on last week"),
    "alerts unusual for the weekday": CreateAlert(text="alerts unusual for the weekday"),
    "alert > 5 per day": CreateAlert(text="> 5 per day"),
    "alert when alerts > 5 per day": CreateAlert(text="alerts > 5 per day"),
    "alert no requests for 24 h": CreateAlert(text="no requests for 24 h"),
    "alert at 80% of 4 sessions per day": CreateAlert(text="at 80% of 4 sessions per day"),
    "alert history": AlertHistory(),
    "alert history 2": AlertHistory(which="2"),
    "alerts history #2": AlertHistory(which="2"),
    "alert pause 2": PauseAlert(which="2"),
    "alert pause #2": PauseAlert(which="2"),
    "alert resume #2": ResumeAlert(which="2"),
    "alert resume 3f2a9c1b77aa": ResumeAlert(which="3f2a9c1b77aa"),
    "alert save sessions over 5 per day": SaveAlert(text="sessions over 5 per day"),
    "alerts save #2 sessions over 5 per day": SaveAlert(which="2", text="sessions over 5 per day"),
    "alerts ack 2": AcknowledgeAlert(episode="2"),
    "alerts snooze #2": SnoozeAlert(episode="2", until="1d"),
    "alerts snooze 2 1h": SnoozeAlert(episode="2", until="1h"),
    "alerts ack 3f2a9c1b77aa:*:2026-11-24T23:00:1": AcknowledgeAlert(
        episode="3f2a9c1b77aa:*:2026-11-24T23:00:1"
    ),
    "alerts snooze 1h 3f2a9c1b77aa:st-1:2026-11-24T23:00:1": SnoozeAlert(
        episode="3f2a9c1b77aa:st-1:2026-11-24T23:00:1", until="1h"
    ),
    "alert mute 2": MuteAlert(which="2"),
    "alert pause": PauseAlert(which=""),
    "alert pause it": PauseAlert(which=""),
    "alert edit": EditAlert(which="", text=""),
    "alert unmute 2": UnmuteAlert(which="2"),
    "alert remove 2": RemoveAlert(which="2"),
    "alert delete 2": RemoveAlert(which="2"),
    "alert test 2": TryAlert(which="2"),
    "alert edit 2 sessions > 5 per day": EditAlert(which="2", text="sessions > 5 per day"),
    "alert edit #2 at 80% of 4 sessions per day": EditAlert(
        which="2", text="at 80% of 4 sessions per day"
    ),
    "alerts last week": None,
    "alerts by day": None,
    "alerts this month for SupportBot": None,
    "alert sessions": CreateAlert(text="sessions"),
    "alert sessions at most 1000 per week": CreateAlert(text="sessions at most 1000 per week"),
    "alerts at least 5 per day": CreateAlert(text="alerts at least 5 per day"),
    "alert no traffic for 24h": CreateAlert(text="no traffic for 24h"),
    "alert sessions last week": None,
    "alerts over the last week": None,
    "alerts over 7 days": None,
    "alerts last week vs the week before": None,
    "alerts up to 5 March": None,
    "alerts from 9 am to 5 pm": None,
    "alerts at 9 am yesterday": None,
    "alerts top 5": None,
    "alerts for 24 h": None,
    "alerts 5 to 7 Nov": None,
}


@pytest.mark.parametrize(("words", "command"), COMMANDS.items(), ids=lambda v: repr(v)[:50])
def test_commands_are_read_and_questions_are_left(words: str, command: AlertCommand | None) -> None:
    first, _, rest = words.partition(" ")
    assert read_alert_command(first, rest) == command


UNREAD_COMMANDS = [
    ("pause 0", 'No alert has the number "0"', "/billing alerts"),
    ("remove 2 first", 'I can\'t use "first" there', "alert remove 2"),
    ("when", "What shall I watch?", "alert when sessions"),
    ("#2", "What about it?", "alert test 2"),
    ("history last week", 'I can\'t use "last week" there', "alert history 2"),
]


@pytest.mark.parametrize(("rest", "reason", "way_out"), UNREAD_COMMANDS)
def test_commands_without_their_words_are_refused(rest: str, reason: str, way_out: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_alert_command("alert", rest)
    assert reason in refused.value.message
    assert way_out in refused.value.message


WINDOWS = ["day", "week", "month", "quarter", "year"]


@st.composite
def windows(draw: st.DrawFn, kind: Kind) -> dict[str, Any]:
    """A calendar window, or for an amount perhaps some hours."""
    if kind is Kind.AMOUNT and draw(st.booleans()):
        return {"hours": draw(st.integers(1, 720))}
    every = draw(st.sampled_from(WINDOWS))
    day, month = draw(st.integers(1, 28)), draw(st.integers(1, 12))
    return {
        "every": every,
        "from_day": day if every in WINDOWS[2:] else 1,
        "from_month": month if every in WINDOWS[3:] else 1,
        "allowance": draw(st.integers(1, 10**9)) if kind is Kind.SHARE else None,
    }


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    every = draw(st.sampled_from([*MOST_AVERAGED, None]))
    same = every == "day" and draw(st.booleans())
    most = 8 if same else MOST_AVERAGED.get(every or "", 1)
    return {
        "base": Base(count=draw(st.integers(1, most)), same_weekday=same),
        "every": every,
        "hours": 0 if every else draw(st.integers(1, 720)),
        "floor": draw(st.integers(1, 999)),
    }


@st.composite
def silences(draw: st.DrawFn) -> dict[str, Any]:
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    return {"weekdays": draw(st.sampled_from([EVERY_DAY, WORKDAYS, tuple(sorted(days))]))}


def times(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    others = {
        Kind.CHANGE: changes(),
        Kind.SILENCE: silences(),
        Kind.UNUSUAL: st.just({"every": "day"}),
    }
    return others.get(kind, windows(kind))


@st.composite
def levels(draw: st.DrawFn, kind: Kind, side: Side) -> tuple[Level, ...]:
    who = st.lists(st.sampled_from(["<@U1>", "<!here>", "<!subteam^S1>"]), max_size=2, unique=True)
    most = {Kind.SILENCE: 720, Kind.CHANGE: 100, Kind.SHARE: 1000}.get(kind, 10**6)
    counts = draw(st.lists(st.integers(1, most), min_size=1, max_size=4, unique=True))
    falls = side is Side.BELOW and kind is not Kind.CHANGE
    counts = [0] if kind is Kind.UNUSUAL else sorted(counts, reverse=falls)
    return tuple(Level(at=at, mentions=tuple(draw(who))) for at in counts)


@st.composite
def alerts(draw: st.DrawFn) -> AlertRule:
    """Any rule that words can make."""
    kind = draw(st.sampled_from(Kind))
    sides = {Kind.UNUSUAL: list(Side), Kind.SILENCE: [Side.ABOVE]}
    side = draw(st.sampled_from(sides.get(kind, [Side.ABOVE, Side.BELOW])))
    more = draw(times(kind))
    bot = draw(st.sampled_from(["", "SupportBot", "March Madness", "per day"]))
    weekly = more.get("every") == "week"
    rule = AlertRule(
        kind=kind,
        unit=draw(st.sampled_from(Unit)),
        side=side,
        inclusive=kind is Kind.SILENCE or (kind is not Kind.UNUSUAL and draw(st.booleans())),
        levels=draw(levels(kind, side)),
        bot=bot,
        each=not bot and draw(st.booleans()),
        cooldown_hours=draw(st.integers(0, 720)),
        zone=draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"])),
        week_start=draw(st.sampled_from(["monday", "sunday"])) if weekly else "monday",
        **more,
    )
    of = 1 if rule.is_bound and rule.waits else draw(st.integers(1, 10))
    return rule.model_copy(update={"of": of, "needed": draw(st.integers(1, of))})


@given(alerts())
def test_every_rule_is_read_back_from_its_own_words(rule: AlertRule) -> None:
    assert read_alert(describe(rule), replace(ANYWHERE, zone="Asia/Tokyo")) == rule


@given(alerts())
def test_a_rule_survives_being_written_down(rule: AlertRule) -> None:
    assert AlertRule.model_validate_json(rule.model_dump_json()) == rule


WORDS = sorted({word for words, _ in RULES for word in words.split()} | {"<@U1>", "@x", "%", "2"})


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_words_are_a_rule_or_refused(words: str) -> None:
    with suppress(UnreadableError):
        read(words)
    with suppress(UnreadableError):
        read_alert_command("alerts", words)
