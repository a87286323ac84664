"""Lists what people ask for that the app lacks, and what it has instead: a row for each kind.

A row is looked for only in a text that was refused. `instead` has what would do in the place of its
words, the first that can be read before the others; one that begins with `/` is a whole command.
"""

from datetime import date
from typing import Final, NamedTuple

from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.language.core.amounts import SIGNS
from slackbot.language.core.courtesy import PLEASE
from slackbot.language.core.patterns import COUNTS, NUMBER, Led, Row, Table
from slackbot.language.core.readers import (
    any_word,
    digits,
    glued,
    read_number,
    read_ordinal,
    tried,
    word,
)
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.weekdays import WORKING
from slackbot.language.core.words import (
    ARTICLES,
    DASHES,
    FILLERS,
    GROUPINGS,
    LAST,
    MONTHS,
    THIS,
    UNITS,
    WEEKDAY_PLURALS,
)
from slackbot.language.money.prices import read_price
from slackbot.language.money.terms import EACH
from slackbot.language.periods.relative import read_to_date
from slackbot.language.periods.times_of_day.hours import read_hour
from slackbot.language.slips.offers import COMMAND
from slackbot.language.unreported import NO_FIGURE, Topic, topic_row


class FoundTopic(NamedTuple):
    """A topic of the text, and the tokens `[first, last)` that name it."""

    topic: Topic
    first: int
    last: int


def _noun(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing before a word that others precede: a verb would begin the text."""
    return (None, i) if i and word(t, i - 1) not in PLEASE else None


def _price(t: Text, i: int) -> tuple[str, int] | None:
    """Read a price that is the whole text."""
    if i or EACH.isdisjoint(t.words):
        return None
    phrase = t.phrase(i, len(t.words))
    return (phrase, len(t.words)) if tried(read_price, tokens_of(phrase)) else None


def _channel(t: Text, i: int) -> tuple[None, int] | None:
    """Read a channel as Slack writes it."""
    return (None, i + 1) if word(t, i).startswith("<#") else None


def _lone_month(t: Text, i: int) -> tuple[str, int] | None:
    """Read a month with no day written onto it, as in `3-mar-2026`."""
    return _month(t, i) if not glued(t, i) else None


def _two_digits(t: Text, i: int) -> tuple[str, int] | None:
    found = digits(t, i, 2, 2)
    return (found, i + 1) if found else None


def _grouped(phrase: str) -> Topic:
    did, bot, _, group = phrase.split()
    return Topic("If {it} is about a group, name it so:", (f"{COMMAND}group {group} {did} {bot}",))


def _month(t: Text, i: int) -> tuple[str, int] | None:
    return (word(t, i), i + 1) if word(t, i) in MONTHS else None


def _months_before(month: str) -> Topic:
    """Offer the months of the year that are over when `month` begins."""
    number = MONTHS[month]
    names = [date(2000, each, 1).strftime("%B") for each in range(1, number)]
    instead = ("last year",) if not names else (names[0],) if number == 2 else (
        f"{names[0]} to {names[-1]}", names[-1])  # fmt: skip
    return Topic("Since when? {it} tells only the end.", instead)


def _days_before(day: int) -> Topic:
    """Offer the days of the month before `day`."""
    instead = f"from the 1st to the {ordinal(day - 1)}" if 2 < day <= 31 else "last month"
    return Topic("From which day on? {it} tells only the end.", (instead,))


def _one(size: str) -> Topic:
    says = f"I name one {size}, not {{it}}. Rows by {size} show all."
    return Topic(says, (f"busiest {size}", f"by {size}"))


def _hour(t: Text, i: int) -> tuple[str, int] | None:
    found = digits(t, i, 1, 2)
    return (found, i + 1) if found and 1 <= int(found) <= 12 else None


def _first_hour(t: Text, i: int) -> tuple[str, int] | None:
    """Read an hour that is no part of a date, as in `2026-11-01`."""
    return None if glued(t, i) and word(t, i - 1) in DASHES | {"/"} else _hour(t, i)


def _no_date(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing where no date goes on, as in `10-1 to 10-15`."""
    dated = glued(t, i) and word(t, i) in DASHES | {"/"}
    return None if dated or word(t, i) == "to" else (None, i)


def _clock(t: Text, i: int) -> tuple[int, int] | None:
    """Read the hour of `half past nine`."""
    found = read_number(t, i)
    return found if found and 1 <= found[0] <= 12 else None


def _past(hour: int, minute: int, phrase: str) -> Topic:
    """Offer the time in figures, and the hour from then, by day and by night."""
    half = phrase[-2:].lower()
    halves = (half,) if half in {"am", "pm"} else ("am", "pm")
    instead = [f"{hour or 12}:{minute}{each}" for each in halves]
    later = [f"{hour or 12}:{minute}{each} to {hour + 1}:{minute}{each}" for each in halves]
    return Topic("Please give {it} in figures.", (*instead, *later))


def _clear(t: Text, i: int) -> tuple[str, int] | None:
    """Read a time that is the whole text."""
    hour = read_hour(t, i) if i <= 1 else None
    is_all = hour is not None and hour[0].clear and hour[1] == len(t.words)
    return (t.phrase(i, len(t.words)), len(t.words)) if is_all else None


def _lone_term(t: Text, i: int) -> tuple[str, int] | None:
    """Read a unit of the calendar after `the`, which is no part of a longer phrase."""
    goes_on = word(t, i + 1) not in AFTER_TERM or word(t, i - 2) == "of"
    return (word(t, i), i + 1) if word(t, i) in LONE_TERMS and not goes_on else None


def _ending(t: Text, i: int) -> tuple[int, int] | None:
    """Read a number at the end of the text."""
    found = read_number(t, i)
    return found if found and found[0] > 1 and found[1] == len(t.words) else None


def _end(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing at the end of the text."""
    return (None, i) if i == len(t.words) else None


def _first_term(t: Text, i: int) -> tuple[str, int] | None:
    return _lone_term(t, i) if i == 0 else None


def _set(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing where the channel has a country, whose holidays are known."""
    return (None, i) if t.holidays else None


def _hours(a: str, b: str) -> Topic:
    """Ask which half of the day is meant; `9 to 5` is a working day."""
    if int(a) >= int(b):
        return Topic("Is {it} by day or by night?", (f"{a}am to {b}pm", f"{a}pm to {b}am"))
    return Topic(
        "Is {it} in the morning or in the evening?", (f"{a}am to {b}am", f"{a}pm to {b}pm")
    )


_row = topic_row
EVERY: Final = {
    "hour": "every day", "day": "every day", "week": "every Monday",
    "month": "on the 1st of each month",
}  # fmt: skip
TERMS: Final = {"month": "month", "quarter": "quarter", "year": "year", "week": "week"}
LONE_TERMS: Final = TERMS.keys() | {"weekend"}
AFTER_TERM: Final = frozenset(("", "by", "for", "as", "vs", "versus", "compared"))
PLURALS: Final = {each: unit for each, unit in UNITS.items() if each == f"{unit}s"}
# Words for a part of a month.
PARTS: Final = {
    **dict.fromkeys(("early", "start", "beginning"), ("1 to 10 {month}", "1 to 7 {month}")),
    **dict.fromkeys(("mid", "middle"), ("11 to 20 {month}",)),
    **dict.fromkeys(("late", "end"), ("last week of {month}", "last 10 days of {month}",
                                      "last day of {month}")),
}  # fmt: skip
SPREAD: Final = (
    _row("per|each conversation|conversations", "requests per conversation",
         "I divide only sessions {it}, but one answer can show both.", "and conversations"),
    _row("per|each session|sessions", "requests per session",
         "I don't divide units {it}, but one answer can show both.", "and sessions"),
    _row("median|percentile|p95|p99|variance|deviation", "median sessions per day last week",
         "I don't compute a {it}. There is an average.", "average"),
    _row("<noun> share|proportion|portion [of] [the|our] [total|usage]",
         "SalesBot share last month",
         "I don't compute a {it}. Rows by bot show what each has used.", "by bot"),
    _row("share|proportion|portion of", "share of SalesBot last month",
         "I don't compute a {it}. Rows by bot show what each has used.", "by bot for"),
    _row("what|which|how [many|much] share|proportion|portion|percentage|percent [of]",
         "what share does SalesBot have", "For {it} the rows by bot show what each has used.",
         "by bot"),
    _row("worst|best day|hour|week", "worst day last month",
         "Is {it} the one with the most usage, or the least?", "busiest day", "quietest day"),
    _row("[as] compared|relative to average|usual|normal|expected", "compared to usual",
         "I compare with a period. Days out of the ordinary I can name.", "anomalies"),
    _row("vs|versus|against [the] average|usual|normal|expected", "last week vs usual",
         "I compare with a period. Days out of the ordinary I can name.", "anomalies"),
    _row("max|maximum", "max last month",
         "I didn't get {it}. I can name the busiest day or hour.", "busiest day",
         "busiest hour"),
    _row("min|minimum", "min last month",
         "I didn't get {it}. I can name the quietest day or hour.", "quietest day",
         "quietest hour"),
    Row("[the] top|busiest|peak <number> [busiest|top|peak] <ranked:size>", _one,
        "top 5 days last month"),
    Row("[the] <number> busiest|top|peak <ranked:size>", _one, "5 busiest days last month"),
    _row("[the] most|least expensive|costly day|hour|week|month", "most expensive day last month",
         "I rank by usage, not by cost, so I can't name the {it}. Rows show the cost of each.",
         "cost by day", "busiest day"),
    _row("zero|no usage [days]", "zero usage days last month",
         "I can't pick out {it}. Rows by day show each.", "by day"),
    _row("days with|without|over|above|under|below", "days without usage last month",
         "I can't pick out {it} some figure. Rows by day show each.", "by day"),
)  # fmt: skip

ROWS_BY: Final = (
    _row("[breakdown|split|grouped|group] by|per [slack] channel|channels",
         "messages per channel",
         "Kore.ai doesn't say through which channel a bot was used, so not {it}.", "by day", ""),
    _row("[breakdown|split|grouped|group] by|per|each [each] "
         "language|languages|country|countries|region|regions|locale|geography|city",
         "last week by country",
         "Kore.ai's figures don't tell where a bot was used or in which language: not {it}.",
         "by day"),
    _row("[breakdown|split|grouped|group] by|per|each [each] "
         "user|users|person|people|customer|customers|agent|agents",
         "last week by user",
         "Kore.ai's figures don't tell who used a bot, so I can't split them {it}.", "by day"),
    _row("[breakdown|split|grouped|group] by|per [cost] "
         "team|teams|department|departments|center|centre|project|business|account|accounts|client|tenant",
         "last month by cost center",
         "Kore.ai knows no such thing as {it}, but groups of bots can stand for it: "
         "`/billing group Retail = SalesBot, ShopBot`",
         "by group", "by bot", "by day"),
    _row("by|per intent|topic|category|type|status|source|platform|device|model|version",
         "last week by intent",
         "There are no rows {it} in Kore.ai's figures, only bots and times.", "by bot"),
    _row("[group|grouped|split|breakdown] by|per [calendar] year|years|half",
         "this year by year",
         "The longest rows that I can read are quarters, not {it}.", "by quarter"),
    _row("by|per [the] time [of day]", "last week by time of day",
         "I didn't get {it}. The finest rows are hours.", "by hour"),
    _row("by|per minute|minutes|second|seconds", "today by minute",
         "The finest rows are hours, not {it}.", "by hour"),
    Row("every <grouping:rows>", lambda rows: Topic(
        "{it} sounds like a digest, which I post by myself.",
        (f"{COMMAND}digest {EVERY[rows]} at 9",)), "every day"),
)  # fmt: skip

BOTS: Final = (
    _row("<days> vs|versus|against <days>", "Mondays vs Fridays",
         "I can't set {it} side by side. Rows by weekday have both.", "by weekday"),
    Row("[the] <last> <number:number> <named:days>", lambda number, days: Topic(
        "I can't count out {it}. These days of as many weeks I can.",
        (f"{days} last {number} weeks",)), "last 3 Sundays"),
    _row("both [of] [the|our] bots|them", "both bots last week",
         "I didn't get {it}. All bots of this channel I can show.", "all bots"),
    _row("how many [of] [the|our] bots [are|is|were|was] [active|used|there|here|linked]",
         "how many bots are active", "I don't count bots. For {it} these show each of them:",
         "by bot", "/bots"),
    _row("bottom|worst|smallest|last [<number>] bots", "bottom 3 bots last month",
         "I can't list {it}. The rows by bot begin with the most used, and I can name the least.",
         "least used bot", "by bot"),
    _row("which|what bot|bots [is|are|was|were|has|have] "
         "growing|grew|grown|grows|changed|dropped|increased|rising|falling|fell|rose "
         "[up|down] [the] [fastest|most|quickest]", "which bot is growing fastest",
         "I can't name {it}, but the rows by bot say how each has moved.", "by bot"),
    _row("which|what bot|bots is|was|are [the] [most] "
         "expensive|busiest|biggest|largest|cheapest", "which bot is the most expensive",
         "I didn't get {it}. For all bots, the answer lists each with its figures.",
         "for all bots"),
)  # fmt: skip

MONEY: Final = (
    Row("<price:phrase>", lambda phrase: Topic(
        "{it} looks like a price. Shall I set it for this channel?", (f"{COMMAND}price {phrase}",)),
        "0.20 USD per conversation"),
    _row("[use|set|change|switch|convert] [the|our] [currency] [to|in] "
         "eur|usd|gbp|chf|inr|jpy|euro|euros|dollar|dollars|pounds|rupees|yen",
         "last month in EUR",
         "Costs are in the currency of this channel's price, so I can't convert to {it}.",
         "cost", "", "/price"),
)  # fmt: skip

OUTPUT: Final = (
    _row("same report|question|thing|again [as|for|but]", "same report for September",
         "I don't know which one is {it} here. In its thread, just say what is new.", "",
         "/help"),
    _row("rename [the] [bot]", "rename SalesBot to LeadBot",
         "To {it} a bot, link its ID again under the new name.", "/bots"),
    _row("[make|set|use] [the] default [bot] [to]", "default SalesBot",
         "For {it} link the bot's ID again: `/billing link st-… as SalesBot by default`.",
         "/bots"),
    _row("any alerts", "any alerts today",
         "Do you mean Kore.ai's alert messages, or what your alerts here sent?", "alerts",
         "/alerts history"),
    _row("fired|triggered|firing", "which alerts fired last week",
         "For alerts that {it} see their history.", "/alerts history"),
    _row("[as] [a|an] charts|graphs|picture|visual [of|for]", "charts of last month",
         "I didn't get {it}. Answers with rows have a chart.", "by day", "by hour"),
    _row("list [only|of|for]", "list of last week",
         "I didn't get {it}. Answers with rows are tables.", "by day"),
    _row("[as|to|in|into] [a|an] [google|ms|microsoft] sheet|sheets|docs|powerpoint",
         "last month in google sheets",
         "I can't write {it}. A CSV file opens there.", "as csv", "as excel"),
    _row("[as|in|to] [a|an] pdf|json|xml|png|image|html|yaml|parquet|zip", "as pdf",
         "I make CSV and Excel files, so not {it}.", "as csv", "as excel"),
    _row("[send|share|post|forward|mail|email] [it|this] [by|to|via] [me] email|mail",
         "last week, send it via email",
         "I answer here in Slack, not {it}.", "as csv"),
    Row("[send|email|mail|message|dm|remind|give] [me|us] <adverb:size>", lambda size: Topic(
        "For {it} set up a digest, which I post in this channel.",
        (f"{COMMAND}digest {EVERY[size]} at 9",)), "email me weekly"),
    _row("remind [me|us]", "remind me",
         "I don't have reminders such as {it}. A digest is posted by itself.",
         "/digest every Monday at 9"),
    _row("dm|message|pm me|us", "dm me last week",
         "I didn't get {it}. I can answer so that only you see it.", "privately"),
    _row("discreetly|anonymously|hidden", "discreetly",
         "Did you mean an answer that only you see, by {it}?", "privately"),
    _row("share|post|send|show|forward|copy [it|this] [with|to|in|into] # ~ <any>",
         "share #finance last week",
         "An answer goes to the channel where you ask, so I can't {it}.", ""),
    _row("with|to|in|into|for # ~ <any>", "last week to #finance",
         "An answer goes to the channel where you ask, so I can't send it {it}. Ask there.", ""),
    _row("email|mail me|us", "email me last month",
         "I answer here in Slack, so I can't {it}. I can answer so that only you see it.",
         "privately", "as csv"),
    _row("share|forward|email|mail|post", "share last week",
         "I can't {it} an answer. It's posted here for everyone.", ""),
    _row("what time|day|date is it [now|today]", "what time is it",
         "I know only what Kore.ai bots used, not {it}.", "/today"),
    _row("[what] today date", "what's today's date",
         "I know only what Kore.ai bots used, not {it}.", "/today"),
    Row("add|remove <any> to|from <any>", _grouped, "add SalesBot to Retail"),
    _row("[share|post|send|show] [it|this] [with|to|in|into|for] <channel>", "last week <#C1|ops>",
         "An answer goes to the channel where you ask, so I can't send it {it}. Ask there.", ""),
    _row("weather|joke|president|stock|news|lunch", "weather today",
         "I know only what Kore.ai bots used, nothing of the {it}.", "/today"),
    _row("http|https : / /", "https://example.com",
         "I don't open links such as {it}. Type what you want to know.", "/help"),
    _row("@ ~ <any>", "@anna last week",
         "Behind a command Slack doesn't tell me who {it} is, and answers need nobody's name.",
         ""),
)  # fmt: skip

TIMES: Final = (
    Row("half past <clock:hour> [~] [am|pm]", lambda hour, phrase: _past(hour, 30, phrase),
        "since half past nine"),
    Row("[a] quarter past <clock:hour> [~] [am|pm]", lambda hour, phrase: _past(hour, 15, phrase),
        "since quarter past 3"),
    Row("[a] quarter to|before <clock:hour> [~] [am|pm]",
        lambda hour, phrase: _past(hour - 1, 45, phrase), "since a quarter to five"),
    _row("lunchtime", "lunchtime yesterday",
         "Which hours are {it}? These are from noon to 2.", "12pm to 2pm", "by hour"),
    Row("[at] <clear:clock>", lambda clock: Topic(
        "On which day is {it}?", (f"today at {clock}", f"yesterday at {clock}"), sure=False),
        "3pm"),
    _row("morning|mornings", "monday morning",
         "Which hours are the {it}? These are from 6 to noon.", "6am to 12pm", "by hour"),
    _row("afternoon|afternoons", "monday afternoon",
         "Which hours are the {it}? These are from noon to 6.", "12pm to 6pm", "by hour"),
    _row("evening|evenings|night|nights|overnight", "yesterday evening",
         "Which hours are the {it}? Rows can show each hour.", "6pm to 10pm", "by hour"),
    _row("every|each [single] morning|evening|afternoon|night", "every morning",
         "For {it} set up a digest: it's posted here by itself.", "/digest every day at 9"),
    _row("right now|away", "right now",
         "{it} is one moment. What was used in the last hour?", "last hour", "today"),
    _row("realtime|live|instantly|immediately|real [in] [-] [time]", "live",
         "{it} is one moment; I count what was used up to it.", "today", "last hour"),
    _row("outside|after|out [of] [our|the] [business|working|office|opening] hours",
         "out of hours last week",
         "I can't tell which hours are {it}. Rows by hour show each.", "by hour", "by day"),
    _row("business|working|office|opening hours|time", "business hours last week",
         "I don't know your {it}. Rows by hour show each.", "by hour", "by day"),
    Row("[the] first|last <number> <working> days of|in <month:month>",
        lambda month: Topic("I can't count out {it}. All of its weekdays I can.",
                            (f"weekdays in {month.capitalize()}",)),
        "first 5 business days of October"),
    Row("[the] next|coming <number:number> <working> days", lambda number: Topic(
        "{it} are still to come; I count what has been used.",
        (f"last {number} business days",)), "next 5 business days"),
    _row("<set> [public|bank|national] holidays|holiday", "holidays last month",
         "I can't pick out {it}. Rows by day show each, and I know holidays by their names.",
         "by day"),
    _row("excluding|except|without|exclude|excl [the] [public|bank] holidays",
         "excluding holidays last month",
         "I can't count {it}. Rows can show each day.", "by day"),
    _row("[public|bank|national] holidays|holiday [are|of|in|:]", "public holidays",
         "For {it} tell me your country once. Then I know the days.",
         "/settings holidays Germany", "/settings holidays US", "/settings holidays UK"),
    _row("[this|last|in|of] spring|springtime", "this spring",
         "Seasons begin on different days from place to place, and so does {it}.",
         "March to May"),
    _row("[this|last|in|of] summer|summertime", "last summer",
         "{it} is another time south of the equator. Is it these months?", "June to August"),
    _row("[this|last|in|of] autumn|fall", "last autumn",
         "For {it} I need months. Is it these?", "September to November"),
    _row("[this|last|in|of] winter|wintertime", "last winter",
         "{it} lies in two years. Are these its months?", "December to February"),
    _row("[at] [the|this] [same] time last year", "this time last year",
         "From when to when is {it}? A month, perhaps.", "this month vs last year"),
    Row("[at] [the|this] [same] time last <earlier:unit>", lambda unit: Topic(
        "From when to when is {it}? I can show that day, or compare.",
        (f"same day last {unit}", f"this {unit} vs last {unit}")), "this time last week"),
    Row("<last> <unit:unit> <to_date>", lambda unit: Topic(
        f"Is {{it}} the whole last {unit}, or the running one?",
        (f"last {unit}", f"{unit} to date", f"{unit} to date vs last {unit}")),
        "last year to date"),
    _row("same days|dates", "this month vs last month same days",
         "Leave {it} out: a running month is compared with the same days.", ""),
    _row("all time|times", "all time",
         "I can ask Kore.ai for two years at most, so not for {it}.", "last 24 months"),
    _row("lifetime|forever|always|everything|ever", "lifetime",
         "{it} is longer than the two years that I can ask for.", "last 24 months"),
    _row("since we|it went|launched|started|began [live] on", "since we launched on 1 March",
         "When was that, {it}? Only the date counts.", "since"),
    _row("since [we|it] went|launched|started|began|go|golive [-] [live]", "since we went live",
         "When was that, {it}? I can go back two years.", "last 24 months", "this year"),
    Row("[the] beginning|start of [the|this] <term:term>", lambda term: Topic(
        "{it} can be one day or several.", (
            f"first day of this {term}", f"first week of this {term}", f"this {term}")),
        "beginning of the month"),
    Row("<number:a> ~ - ~ <number:b> to|- <number:c> ~ - ~ <number:d>", lambda a, b, c, d: Topic(
        "I read {it} only with slashes or names of months.", (f"{a}/{b} to {c}/{d}",)),
        "10-1 to 10-15"),
    Row("<number:number> m", lambda number: Topic(
        "Are {it} months?", (f"last {number} months",)), "12m"),
    _row("watch|monitor|track", "watch SalesBot",
         "To {it} usage, set up an alert: say when I should tell you.",
         "/alert when sessions over 500 per day", "/alerts"),
    _row("[from|since] [the] beginning|start|inception|launch", "from the beginning",
         "When was {it}? I can go back two years.", "last 24 months", "this year"),
    _row("all [of]", "all last month", "I didn't get {it}. All of it, or all bots?", "",
         "for all bots"),
    Row("<vague:vague> [-] [in|of] <month:month>", lambda vague, month: Topic(
        "{it} can be many days. Are these the ones?",
        tuple(each.format(month=month.capitalize()) for each in vague)), "early november"),
    Row("end|close of <last:last> <term:term>", lambda last, term: Topic(
        "{it} can be one day or several.",
        (f"last day of {last} {term}", f"last week of {last} {term}")), "end of last month"),
    Row("<term:term> end|close", lambda term: Topic(
        "The {it} can be one day or several, of the last {term} or of this one.".replace(
            "{term}", term),
        (f"last week of last {term}", f"last day of last {term}", f"last {term}")), "month end"),
    Row("beginning|start of <last:last> <term:term>", lambda last, term: Topic(
        "{it} can be one day or several.",
        (f"first day of {last} {term}", f"first week of {last} {term}")),
        "start of last month"),
    Row("few|several|some <unit:unit> ago", lambda unit: Topic(
        "How many are {it}? Name a number.", (f"last 7 {unit}s", f"last 3 {unit}s")),
        "few days ago"),
    Row("[the] [last] few|several|some <unit:unit>", lambda unit: Topic(
        "How many are {it}? Name a number.", (f"last 3 {unit}s",)), "last few weeks"),
    _row("recently|lately|nowadays", "lately",
         "{it} has no first day. Did you mean the last week or month?", "last 7 days",
         "last 30 days"),
    _row("soon|later|eventually|sometime", "soon",
         "{it} is still to come; I can only count what has been used.", "this month"),
    Row("in <number:number> <unit:unit>", lambda number, unit: Topic(
        "{it} is still to come. What was used before now?", (f"last {number} {unit}s",)),
        "in 2 weeks"),
    Row("since <number:number> <unit:unit> [ago]", lambda number, unit: Topic(
        "Are these the ones of {it}?", (f"last {number} {unit}s",)), "since 2 weeks"),
    Row("<last> <number:number> ~ . ~ <part> <unit:unit>", lambda number, unit: Topic(
        "I count whole {unit}s, not {it}.".replace("{unit}", unit),
        (f"last {number} {unit}s", f"last {number + 1} {unit}s")), "last 2.5 months"),
    Row("<lone_month:month> - <day:number> <no_date>", lambda month, number: Topic(
        "Is {it} a day or a year?", (
            f"{number} {month.capitalize()}", f"{month.capitalize()} 20{number}")), "Oct-26"),
    _row("utc|gmt +|- [<part>]", "last week UTC+2",
         "An offset such as in {it} doesn't say when clocks change. Name a city.", "in Berlin",
         "in London", "in New York"),
    Row("for <number:number> <unit:unit>", lambda number, unit: Topic(
        "{it}: until when?", (f"last {number} {unit}s",)), "for 2 weeks"),
    Row("<last> - <number:number> <unit:unit>", lambda number, unit: Topic(
        "There's nothing like {it}.", (f"last {unit}", f"last {number} {unit}s")),
        "last -1 weeks"),
    Row("<last> <plural:unit>", lambda unit: Topic(
        "How many are {it}?", (f"last {unit}", f"last 3 {unit}s")), "last months"),
    Row("<first_hour:a> to|- <hour:b> <no_date>", _hours, "yesterday 8 to 10"),
    Row("[from] [between] <hour:a> and|until|till <hour:b>", _hours,
        "between 8 and 10 yesterday"),
    _row("now|current|currently", "now", "{it} is one moment. Shall it be today, up to now?",
         "today", sure=False),
    _row("up to|until|till", "up until yesterday",
         "Since when? {it} tells only the end.", "from the 1st to", "from Monday to",
         sure=False),
    Row("before <month:month>", _months_before, "before October"),
    Row("before [the] <nth:day>", _days_before, "before the 15th"),
    Row("[and] the <term:term> before", lambda term: Topic(
        "{it} which {term}?".replace("{term}", term), (f"{term} before last", f"last {term}")),
        "the month before"),
    Row("[for] the <lone:term>", lambda term: Topic(
        "Is {it} the running one, or the last?", (f"this {term}", f"last {term}"), sure=False),
        "usage for the year"),
    Row("[the] rest|remainder of [the|this] <term:term>", lambda term: Topic(
        "{it} is still to come. I can forecast the whole.", (f"forecast this {term}",)),
        "rest of the month"),
    Row("half of <month:month>", lambda month: Topic(
        "Which {it}?", (f"first half of {month}", f"second half of {month}")),
        "half of October"),
    Row("end|close of q ~ <number:number>", lambda number: Topic(
        "{it} can be one day or many.", (
            f"last month of Q{number}", f"last week of Q{number}", f"last day of Q{number}")),
        "end of Q3"),
    Row("start|beginning of q ~ <number:number>", lambda number: Topic(
        "{it} can be one day or many.", (
            f"first month of Q{number}", f"first week of Q{number}", f"first day of Q{number}")),
        "start of Q4"),
    Row("<last> q ~ <number:number>", lambda number: Topic(
        "Which year's is {it}?", (f"Q{number} last year", f"Q{number}")), "last Q4"),
    Row("<last> 1 / 2 [a|an] <halved:part>", lambda part: Topic(
        "Please give {it} in whole units.", (f"last {part}",)), "last 1/2 hour"),
    _row("vs|versus <last> <ending>", "last 7 days vs prior 7",
         "{it} of what? As long a period before is the previous one.", "vs previous period"),
    Row("<last> <ending:number>", lambda number: Topic(
        "{it} of what?", (f"last {number} days", f"last {number} weeks",
                            f"last {number} months")), "last 5"),
    Row("compare|comparing [the] <last> <number:number> <unit:unit>", lambda number, unit: Topic(
        "I compare two periods. For {it} rows show each.", (
            f"last {number} {unit}s by {unit}",), sure=False), "compare last 2 weeks"),
    _row("compare|compares <end>", "how does this month compare", "Compare it with what?",
         "vs previous period", sure=False),
    Row("<first:term>", lambda term: Topic(
        "Which {it}: the running one, or the last?", (f"this {term}", f"last {term}"),
        sure=False), "month"),
    _row("before", "before Friday", "Since when? {it} tells only the end.", "this month",
         sure=False),
    _row("until|till|to", "until Friday",
         "From when? {it} tells only the end.", "from the 1st to", "from Monday to",
         "from 1 January to", sure=False),
)  # fmt: skip

APP: Final = (
    _row("again|repeat|rerun|redo", "again",
         "There's no question here to ask {it}. Refresh is a button under each answer.",
         "/help"),
    _row("unsubscribe|clear|delete|reset", "unsubscribe",
         "I don't know what to {it}. What comes by itself is here:", "/digests", "/alerts"),
    _row("status|health|dashboard", "status",
         "The {it} of what? I can tell what was used.", "/this month", "/help"),
    _row("history|log|logs", "history",
         "The {it} of what? These I keep:", "/alerts history", "/digest history"),
    _row("cancel|abort|quit|exit|stop", "cancel",
         "To {it} a question, press Cancel above it. To end what comes by itself, see:",
         "/digests", "/alerts"),
    _row("login|signin|logout|password|signup|register|account", "login",
         "You need no {it} here: Slack says who you are.", "/help"),
    _row("support|bug|contact|complaint|issue|problem|broken|human", "bug",
         "I can't pass on a {it}. Your Slack admin can; help may do.", "/help"),
    _row("deutsch|english|french|german|spanish|francais|japanese|language", "deutsch",
         "I answer in English; {it} I can't speak.", "/help"),
)  # fmt: skip

ROWS: Final = (
    *NO_FIGURE, *SPREAD, *ROWS_BY, *BOTS, *MONEY, *OUTPUT, *TIMES, *APP,
)  # fmt: skip
TOPICS: Final = Table[Topic](
    ROWS,
    any=any_word,
    channel=_channel,
    lone_month=_lone_month,
    day=_two_digits,
    last=LAST | THIS,
    unit=UNITS,
    plural=PLURALS,
    ranked={"days": "day", "hours": "hour"},
    term=TERMS,
    grouping=GROUPINGS,
    vague=PARTS,
    month=_month,
    number=Led(read_number, COUNTS),
    part=Led(read_number, COUNTS),
    hour=Led(_hour, (NUMBER,)),
    clock=Led(_clock, COUNTS),
    set=_set,
    lone=Led(_lone_term, LONE_TERMS),
    first=Led(_first_term, LONE_TERMS),
    ending=Led(_ending, COUNTS),
    end=_end,
    halved={"hour": "30 minutes", "day": "12 hours", "year": "6 months"},
    clear=Led(_clear, (NUMBER, "noon", "midday", "midnight")),
    earlier={each: each for each in ("week", "month")},
    to_date=read_to_date,
    first_hour=Led(_first_hour, (NUMBER,)),
    no_date=_no_date,
    noun=Led(_noun, ("share", "proportion", "portion")),
    price=Led(_price, frozenset((*SIGNS, ".", NUMBER))),
    working=WORKING,
    nth=read_ordinal,
    days=WEEKDAY_PLURALS,
    named={each: each.capitalize() for each in WEEKDAY_PLURALS},
    adverb={f"{each}ly": each for each in ("week", "month")} | {"daily": "day"},
)
WHOLE: Final = frozenset(id(topic) for row in APP for topic in (row.make(),))


def topics_of(t: Text) -> list[FoundTopic]:
    """Return the topics of a text, from left to right; those of the app itself only where the text
    has no other words."""
    found = []
    i = 0
    while i < len(t.words):
        read = TOPICS.read(t, i)
        if read and not (id(read[0]) in WHOLE and _says_more(t, i, read[1])):
            found.append(FoundTopic(read[0], i, read[1]))
            i = read[1]
        else:
            i += 1
    return found


def _says_more(t: Text, first: int, last: int) -> bool:
    around = (*t.words[:first], *t.words[last:])
    return any(each.isalnum() and each not in FILLERS | ARTICLES for each in around)
