"""Lists the forms that people may use, each with its meaning and its window on one given day.

The tests run this table and `docs/dates.md` is written from it, so that neither can go stale.
"""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from slackbot.domain.calendar.arithmetic import FiscalYear

NOW: Final = datetime(2026, 11, 18, 13, 30, tzinfo=UTC)
ZONE: Final = "Europe/Berlin"
TODAY: Final = "Wednesday, 18 November 2026, 14:30 in Berlin"
NOW_TYPED: Final = "Wed 18 Nov 2026, 14:30"


class Form(NamedTuple):
    """One form that people may write, its meaning, and its window at `NOW`, without the zone."""

    words: str
    meaning: str
    window: str


class Section(NamedTuple):
    """Forms of one kind."""

    title: str
    forms: tuple[Form, ...]
    fiscal_year: FiscalYear | None = None  # of the channel
    holidays: str = ""  # of the channel


PERIODS: Final = (
    Section("Days", (
        Form("today", "midnight to now", "Wed 18 Nov 2026, 00:00 – 14:30"),
        Form("yesterday", "the whole day", "Tue 17 Nov 2026"),
        Form("the day before yesterday", "the whole day", "Mon 16 Nov 2026"),
        Form("Monday", "the nearest one before today", "Mon 16 Nov 2026"),
        Form("last Friday", "the nearest one before today", "Fri 13 Nov 2026"),
        Form("Friday last week", "of the whole week before this one", "Fri 13 Nov 2026"),
        Form("last business day", "the nearest weekday before today, and no public holiday where "
             "yours are set", "Tue 17 Nov 2026"),
        Form("two Fridays ago", "the one before the last one", "Fri 6 Nov 2026"),
        Form("3 days ago", "that day", "Sun 15 Nov 2026"),
        Form("3 March", "the latest one that has begun", "Tue 3 Mar 2026"),
        Form("Dec 24th", "the latest one that has begun", "Wed 24 Dec 2025"),
        Form("the 20th", "the latest one that has begun", "Tue 20 Oct 2026"),
        Form("the 5th of last month", "a day of that month", "Mon 5 Oct 2026"),
        Form("Friday the 13th", "the latest one that was a Friday", "Fri 13 Nov 2026"),
        Form("2 days before yesterday", "that day", "Sun 15 Nov 2026"),
        Form("1 month and 21 days ago", "that day", "Sun 27 Sep 2026"),
        Form("the week before 1 November", "seven days up to it", "Sun 25 Oct – Sat 31 Oct 2026"),
        Form("Tue 3 March 2026", "the weekday must be right", "Tue 3 Mar 2026"),
        Form("2026-03-03", "year, month, day", "Tue 3 Mar 2026"),
        Form("03.04.2026", "with dots: day, month, year", "Fri 3 Apr 2026"),
        Form("3/4/2026", "with slashes: as your Slack language has it; the other way is offered",
             "Wed 4 Mar 2026"),
        Form("15/3", "one way only is possible", "Sun 15 Mar 2026"),
    )),
    Section("Weeks, from Monday (or Sunday, if your channel says so)", (
        Form("this week", "from its first day to now", "Mon 16 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("last week", "the whole week before this one; the last 7 days are offered",
             "Mon 9 Nov – Sun 15 Nov 2026"),
        Form("the week before last", "the whole week", "Mon 2 Nov – Sun 8 Nov 2026"),
        Form("3 weeks ago", "the whole week", "Mon 26 Oct – Sun 1 Nov 2026"),
        Form("last 2 weeks", "whole weeks before this one", "Mon 2 Nov – Sun 15 Nov 2026"),
        Form("last weekend", "Saturday and Sunday", "Sat 14 Nov – Sun 15 Nov 2026"),
        Form("week of 3 March", "the week that holds the day", "Mon 2 Mar – Sun 8 Mar 2026"),
        Form("week starting 4 March", "seven days from it", "Wed 4 Mar – Tue 10 Mar 2026"),
        Form("week ending 22 Nov", "it has not ended, so it is cut at now",
             "Mon 16 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Form("week ending 8 March", "seven days up to it", "Mon 2 Mar – Sun 8 Mar 2026"),
        Form("last week on Monday", "the week may come first", "Mon 9 Nov 2026"),
        Form("W12", "the ISO week, always from Monday", "Mon 16 Mar – Sun 22 Mar 2026"),
        Form("2025-W12", "the ISO week", "Mon 17 Mar – Sun 23 Mar 2025"),
        Form("first week of March", "its first seven days", "Sun 1 Mar – Sat 7 Mar 2026"),
        Form("last week of March", "its last seven days", "Wed 25 Mar – Tue 31 Mar 2026"),
    )),
    Section("Months, quarters, halves, years", (
        Form("this month", "from its first day to now", "Sun 1 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("last month", "the whole month before this one", "Thu 1 Oct – Sat 31 Oct 2026"),
        Form("two months ago", "the whole month", "Tue 1 Sep – Wed 30 Sep 2026"),
        Form("March", "the latest one that has begun", "Sun 1 Mar – Tue 31 Mar 2026"),
        Form("December", "the latest one that has begun", "Mon 1 Dec – Wed 31 Dec 2025"),
        Form("March 2025", "the whole month", "Sat 1 Mar – Mon 31 Mar 2025"),
        Form("March last year", "the whole month", "Sat 1 Mar – Mon 31 Mar 2025"),
        Form("2025-03", "the whole month", "Sat 1 Mar – Mon 31 Mar 2025"),
        Form("March and April", "two neighbours", "Sun 1 Mar – Thu 30 Apr 2026"),
        Form("March, April and May", "several, each after the other; also days, weekdays, quarters",
             "Sun 1 Mar – Sun 31 May 2026"),
        Form("1, 2 and 3 November", "also Nov 3 and 4", "Sun 1 Nov – Tue 3 Nov 2026"),
        Form("Friday before last", "the second before today", "Fri 6 Nov 2026"),
        Form("first half of March", "the 1st to the 15th", "Sun 1 Mar – Sun 15 Mar 2026"),
        Form("Q3", "the latest one that has begun", "Wed 1 Jul – Wed 30 Sep 2026"),
        Form("Q3 2025", "the calendar quarter", "Tue 1 Jul – Tue 30 Sep 2025"),
        Form("last quarter", "the whole quarter before this one", "Wed 1 Jul – Wed 30 Sep 2026"),
        Form("H1", "the latest first half", "Thu 1 Jan – Tue 30 Jun 2026"),
        Form("second half of 2025", "the half-year", "Tue 1 Jul – Wed 31 Dec 2025"),
        Form("2025", "the calendar year", "Wed 1 Jan – Wed 31 Dec 2025"),
        Form("last year", "the whole year before this one", "Wed 1 Jan – Wed 31 Dec 2025"),
        Form("30 days ending 14 Nov", "as many, up to and with that day; any unit",
             "Fri 16 Oct – Sat 14 Nov 2026"),
        Form("year ending 31 March 2026", "twelve months up to it",
             "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Form("last billing month", "the term of your channel's allowance, or a calendar month",
             "Thu 1 Oct – Sat 31 Oct 2026"),
        Form("third Tuesday of September", "counted in its month", "Tue 15 Sep 2026"),
        Form("last day of February", "counted from the end", "Sat 28 Feb 2026"),
        Form("first 10 days of October", "counted from the first", "Thu 1 Oct – Sat 10 Oct 2026"),
    )),
    Section("Fiscal years, where `settings fiscal year April` is set", (
        Form("FY26", "named by the year in which it ends, unless your channel says otherwise",
             "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Form("FY2025-26", "also FY25/26, fiscal 2026, financial year 2025/26",
             "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Form("Q2 FY26", "also FY26 Q2, 2QFY26", "Tue 1 Jul – Tue 30 Sep 2025"),
        Form("H1 FY26", "also first half of FY26", "Tue 1 Apr – Tue 30 Sep 2025"),
        Form("fiscal Q2", "the latest one that has begun", "Wed 1 Jul – Wed 30 Sep 2026"),
        Form("Q2", "a calendar quarter; the fiscal one is offered", "Wed 1 Apr – Tue 30 Jun 2026"),
        Form("last fiscal year", "also quarter, half; last 2 fiscal years",
             "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Form("fiscal YTD", "also FYTD, this fiscal year, fiscal QTD",
             "Wed 1 Apr 2026, 00:00 – " + NOW_TYPED),
        Form("Q1 to Q2 FY26", "both fiscal quarters", "Tue 1 Apr – Tue 30 Sep 2025"),
        Form("FY26 from April to June", "months of that year", "Tue 1 Apr – Mon 30 Jun 2025"),
    ), FiscalYear(month=4)),
    Section("Public holidays, where `settings holidays US-CA` is set", (
        Form("christmas", "the latest one that has begun, up to today", "Thu 25 Dec 2025"),
        Form("last thanksgiving", "the latest one before today", "Thu 27 Nov 2025"),
        Form("Labor Day 2025", "that year's; any name that the library `holidays` has",
             "Mon 1 Sep 2025"),
        Form("new year's day", "with or without apostrophes and day", "Thu 1 Jan 2026"),
        Form("new year's eve", "also christmas eve, where they are no holidays",
             "Wed 31 Dec 2025"),
        Form("christmas to new year's day", "in ranges, too", "Thu 25 Dec 2025 – Thu 1 Jan 2026"),
        Form("the day after thanksgiving", "beside another day", "Fri 28 Nov 2025"),
        Form("thanksgiving weekend", "with the weekend beside it", "Thu 27 Nov – Sun 30 Nov 2025"),
    ), None, "US-CA"),
    Section("From one day to another; the last one is included", (
        Form("1-15 March", "what one side lacks, the other gives", "Sun 1 Mar – Sun 15 Mar 2026"),
        Form("1 Sep to 15 Sep", "both included", "Tue 1 Sep – Tue 15 Sep 2026"),
        Form("from Sep 1 until Sep 7", "both included", "Tue 1 Sep – Mon 7 Sep 2026"),
        Form("between 3 March and 5 March", "both included", "Tue 3 Mar – Thu 5 Mar 2026"),
        Form("2026-03-01..2026-03-15", "both included", "Sun 1 Mar – Sun 15 Mar 2026"),
        Form("2026-03/2026-04", "as ISO 8601 writes it; also with days",
             "Sun 1 Mar – Thu 30 Apr 2026"),
        Form("2026-11-01/P7D", "with an ISO 8601 duration; also P1M/2026-10-31",
             "Sun 1 Nov – Sat 7 Nov 2026"),
        Form("in 2025 from February to December", "the year may come first",
             "Sat 1 Feb – Wed 31 Dec 2025"),
        Form("first to last day of March", "of one unit", "Sun 1 Mar – Tue 31 Mar 2026"),
        Form("this month excluding today", "what is left must be one period",
             "Sun 1 Nov – Tue 17 Nov 2026"),
        Form("last month plus this month", "one must follow the other",
             "Thu 1 Oct 2026, 00:00 – " + NOW_TYPED),
        Form("28 Dec to 5 Jan", "over the new year", "Sun 28 Dec 2025 – Mon 5 Jan 2026"),
        Form("Monday to Friday last week", "both included", "Mon 9 Nov – Fri 13 Nov 2026"),
        Form("March to May 2025", "whole months", "Sat 1 Mar – Sat 31 May 2025"),
        Form("Q1 to Q2", "whole quarters", "Thu 1 Jan – Tue 30 Jun 2026"),
        Form("2024-2025", "whole years", "Mon 1 Jan 2024 – Wed 31 Dec 2025"),
    )),
    Section("Up to now", (
        Form("month to date", "also quarter, year and week; MTD, QTD, YTD, WTD",
             "Sun 1 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("1 Nov till date", "also to till date, until now",
             "Sun 1 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("this year so far", "from 1 January", "Thu 1 Jan 2026, 00:00 – " + NOW_TYPED),
        Form("since Monday", "from its beginning", "Mon 16 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("from 1 June", "from its beginning", "Mon 1 Jun 2026, 00:00 – " + NOW_TYPED),
        Form("March to date", "from its beginning", "Sun 1 Mar 2026, 00:00 – " + NOW_TYPED),
        Form("after March", "from the day behind it", "Wed 1 Apr 2026, 00:00 – " + NOW_TYPED),
    )),
    Section("Counted back from now", (
        Form("last 7 days", "whole days before today", "Wed 11 Nov – Tue 17 Nov 2026"),
        Form("last 7 days including today", "up to now", "Thu 12 Nov 2026, 00:00 – " + NOW_TYPED),
        Form("7d", "also 2w, 24h, 3mo, 1y, P7D", "Wed 11 Nov – Tue 17 Nov 2026"),
        Form("last 12 months including this month", "the running one is the last of them",
             "Mon 1 Dec 2025, 00:00 – " + NOW_TYPED),
        Form("past 90 days", "whole days before today", "Thu 20 Aug – Tue 17 Nov 2026"),
        Form("last 3 months", "whole months before this one", "Sat 1 Aug – Sat 31 Oct 2026"),
        Form("rolling 3 months", "to the day, up to yesterday", "Tue 18 Aug – Tue 17 Nov 2026"),
        Form("last 24 hours", "to the minute, up to now", "Tue 17 Nov 2026, 14:30 – " + NOW_TYPED),
    )),
    Section("Hours", (
        Form("yesterday 9am to 5pm", "hours of that day", "Tue 17 Nov 2026, 09:00 – 17:00"),
        Form("9-11am yesterday", "the second lends its am or pm", "Tue 17 Nov 2026, 09:00 – 11:00"),
        Form("between 9:00 and 17:30 on Monday", "hours of that day",
             "Mon 16 Nov 2026, 09:00 – 17:30"),
        Form("today from 9:00", "to now", "Wed 18 Nov 2026, 09:00 – 14:30"),
        Form("yesterday from 14:00", "to the end of that day; up to now is offered",
             "Tue 17 Nov 2026, 14:00 – Wed 18 Nov 2026, 00:00"),
        Form("Monday 9am to Tuesday 5pm", "over the night",
             "Mon 16 Nov 2026, 09:00 – Tue 17 Nov 2026, 17:00"),
        Form("yesterday 10pm to 2am", "over the night",
             "Tue 17 Nov 2026, 22:00 – Wed 18 Nov 2026, 02:00"),
        Form("yesterday evening", "from 18:00; also morning from 6:00, afternoon, night; "
             "other hours are offered", "Tue 17 Nov 2026, 18:00 – Wed 18 Nov 2026, 00:00"),
        Form("first hour of yesterday", "also the last, and more of them",
             "Tue 17 Nov 2026, 00:00 – 01:00"),
        Form("after 6pm yesterday", "the rest of that day; offers what came since",
             "Tue 17 Nov 2026, 18:00 – Wed 18 Nov 2026, 00:00"),
        Form("noon to 6 yesterday", "beside noon and midnight a number has one reading",
             "Tue 17 Nov 2026, 12:00 – 18:00"),
        Form("this morning", "from 6:00 to 12:00, or to now", "Wed 18 Nov 2026, 06:00 – 12:00"),
        Form("last night", "from 18:00 to 6:00", "Tue 17 Nov 2026, 18:00 – Wed 18 Nov 2026, 06:00"),
        Form("2026-11-01T14:00", "that hour", "Sun 1 Nov 2026, 14:00 – 15:00"),
        Form("yesterday at 3pm", "that hour", "Tue 17 Nov 2026, 15:00 – 16:00"),
    )),
)  # fmt: skip


class ClauseForm(NamedTuple):
    """Words beside the period, and what they do; `fields` are those of the query that they set."""

    words: str
    meaning: str
    fields: dict[str, object]


CLAUSES: Final = (
    ClauseForm("by hour", "also day, week, month, quarter, weekday, daily …",
               {"grouping": "hour"}),
    ClauseForm("sessions", "billing sessions", {"units": ["session"]}),
    ClauseForm("conversations", "also convos, chats", {"units": ["conversation"]}),
    ClauseForm("requests", "also messages", {"units": ["request"]}),
    ClauseForm("alerts", "also alert notifications", {"units": ["alert"]}),
    ClauseForm("proactive messages", "also proactive", {"units": ["proactive"]}),
    ClauseForm("sessions and requests", "several units", {"units": ["session", "request"]}),
    ClauseForm("for SupportBot", "one bot", {"bots": ["SupportBot"]}),
    ClauseForm('for "March Madness", HR Bot and SupportBot', "several; quotes always work",
           {"bots": ["March Madness", "HR Bot", "SupportBot"]}),
    ClauseForm("for st-1234-abcd", "a bot by its id", {"bots": ["st-1234-abcd"]}),
    ClauseForm("by bot", "a row for each; also each bot, bots last week, by bot and day, top bots",
               {"by_bot": True}),
    ClauseForm("SupportBot vs SalesBot", "beside each other",
               {"bots": ["SupportBot", "SalesBot"], "by_bot": True}),
    ClauseForm("all bots except SalesBot", "also without, not or other than SalesBot",
               {"excluded": ["SalesBot"]}),
    ClauseForm("without alerts", "all other units",
               {"units": ["session", "conversation", "request", "proactive"]}),
    ClauseForm("weekdays only",
               "also last 5 business days, on weekends, Mondays last month, except Fridays",
               {}),
    ClauseForm("busiest hour", "the answer begins with it; also quietest, peak, of any rows",
               {"facts": [{"fact": "busiest", "per": "hour"}]}),
    ClauseForm("average sessions per day", "also daily average, sessions per conversation",
               {"facts": [{"fact": "average", "per": "day"}], "units": ["session"]}),
    ClauseForm("forecast", "also run rate, by month end",
               {"facts": [{"fact": "forecast", "per": None}]}),
    ClauseForm("why did usage go up", "what moved, against the period before",
               {"facts": [{"fact": "change", "per": None}]}),
    ClauseForm("anomalies", "also unusual days, did usage spike",
               {"facts": [{"fact": "unusual", "per": None}]}),
    ClauseForm("% used", "of your allowance; also allowance left, on track",
               {"facts": [{"fact": "allowance", "per": None}]}),
    ClauseForm("cost", "where your channel has a price",
               {"facts": [{"fact": "cost", "per": None}]}),
    ClauseForm("which bot used most", "also least",
               {"facts": [{"fact": "top bot", "per": None}], "by_bot": True}),
    ClauseForm("for all bots", "every bot of the channel", {"all_bots": True}),
    ClauseForm("top 5", "the five largest", {"top": 5}),
    ClauseForm("as csv", "with the table as a file, and all figures as another", {"csv": True}),
    ClauseForm("as excel", "the same as a workbook", {"excel": True}),
    ClauseForm("as focus", "its costs in the FinOps Foundation's columns", {"focus": True}),
    ClauseForm("privately", "only you see the answer; also only me", {"private": True}),
    ClauseForm("fresh", "not from what was fetched before", {"fresh": True}),
)  # fmt: skip

COMPARISONS: Final = (
    Form("last week vs the week before", "one unit earlier", "Mon 2 Nov – Sun 8 Nov 2026"),
    Form("last month compared to last year", "the same month", "Wed 1 Oct – Fri 31 Oct 2025"),
    Form("last month vs March", "any period", "Sun 1 Mar – Tue 31 Mar 2026"),
    Form("1-15 March vs previous period", "as many days before", "Sat 14 Feb – Sat 28 Feb 2026"),
    Form("this month vs same period last year", "the same part of it",
         "Sat 1 Nov 2025, 00:00 – Tue 18 Nov 2025, 14:30"),
    Form("this month vs last month so far", "the same part; also vs last MTD",
         "Thu 1 Oct 2026, 00:00 – Sun 18 Oct 2026, 14:30"),
    Form("Q3 vs last year", "the same quarter", "Tue 1 Jul – Tue 30 Sep 2025"),
    Form("this month vs October", "what still runs is compared with the same part",
         "Thu 1 Oct 2026, 00:00 – Sun 18 Oct 2026, 14:30"),
    Form("this quarter vs last quarter", "the same part, up to the same date and time",
         "Wed 1 Jul 2026, 00:00 – Tue 18 Aug 2026, 14:30"),
    Form("vs last week", "without a period: the same unit that runs; also up on last week",
         "Mon 9 Nov 2026, 00:00 – Wed 11 Nov 2026, 14:30"),
    Form("this week vs last month", "a week stays one: four weeks earlier",
         "Mon 19 Oct 2026, 00:00 – Wed 21 Oct 2026, 14:30"),
    Form("this quarter vs the whole of last quarter", "all of it; also full, or entire",
         "Wed 1 Jul – Wed 30 Sep 2026"),
    Form("today 9 to 12 vs yesterday", "the same hours of that day",
         "Tue 17 Nov 2026, 09:00 – 12:00"),
    Form("compare March with April", "any two periods", "Wed 1 Apr – Thu 30 Apr 2026"),
)  # fmt: skip

ZONES: Final = (
    Form("yesterday in UTC", "the zone of the text comes first", "Tue 17 Nov 2026 (UTC)"),
    Form("yesterday in America/New_York", "any IANA zone", "Tue 17 Nov 2026 (America/New_York)"),
    Form("yesterday in Tokyo", "a city that names a zone", "Tue 17 Nov 2026 (Asia/Tokyo)"),
)


class LanguageForm(NamedTuple):
    """One form that people may write with Slack set to `locale`, and its window at `NOW`."""

    words: str
    language: str
    locale: str
    window: str


LANGUAGES: Final = (
    LanguageForm("letzte Woche pro Tag", "German", "de-DE", "Mon 9 Nov – Sun 15 Nov 2026"),
    LanguageForm("vor 1 Woche", "German", "de-DE", "Wed 11 Nov 2026"),
    LanguageForm("Sitzungen vom 1. bis 15. März", "German", "de-DE", "Sun 1 Mar – Sun 15 Mar 2026"),
    LanguageForm("les 7 derniers jours par jour", "French", "fr-FR",
                 "Wed 11 Nov – Tue 17 Nov 2026"),
    LanguageForm("sesiones desde principios de año", "Spanish", "es-ES",
                 "Thu 1 Jan 2026, 00:00 – " + NOW_TYPED),
    LanguageForm("3º trimestre de 2025", "Portuguese", "pt-BR", "Tue 1 Jul – Tue 30 Sep 2025"),
    LanguageForm("3月1日から15日まで", "Japanese", "ja-JP", "Sun 1 Mar – Sun 15 Mar 2026"),
    LanguageForm("先週のセッション数", "Japanese", "ja-JP", "Mon 9 Nov – Sun 15 Nov 2026"),
)  # fmt: skip

REFUSED: Final = (
    ("31 Feb", "it does not exist"),
    ("Thursday 3 March 2026", "it was a Tuesday"),
    ("15 Sep 2026 to 1 Sep 2026", "it ends before it begins"),
    ("next week", "it has not begun"),
    ("until Friday", "it has no beginning"),
    ("between Sep 1 and", "it has no end"),
    ("every Monday", "it is many periods"),
    ("recently", "it is vague; so are early March, a few days ago, end of the month"),
    ("FY25", "your fiscal year is not set: `/billing settings fiscal year April`"),
    ("christmas", "your country is not set: `/billing settings holidays Germany`"),
    ("tax year 2025", "no setting says when it begins"),
    ("yesterday 8 to 10", "in the morning or in the evening?"),
    ("yesterday in EST", "several clocks have that name"),
    ("last week blah", "one word is left over"),
)
