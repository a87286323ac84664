"""Lists the phrases that languages share, with their English."""

from collections.abc import Callable
from typing import Any, Final

from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.language.core.patterns import Row, says

LAST_UNITS: Final = ("quarter", "half", "weekend", "period")
NEAR: Final = ("last", "previous", "this", "next")
BILLED: Final = (
    "sessions",
    "conversations",
    "requests",
    "alerts",
    "proactive",
    "usage",
    "cost",
    "forecast",
)
# Words that only rows read; any other word is put into English wherever it is.
CLASSES: Final = frozenset((
    *NEAR, *LAST_UNITS, "last many", "one", "the", "the many", "of", "in", "from", "from the", "to",
    "between", "since", "for", "by", "vs", "ago", "week", "Q", "start of", "to date",
    "before last", "before", "same period", "all bots", "groups", "clock",
    "business days",
    "every", "at",
))  # fmt: skip
DAYS: Final = {"day": 1, "week": 7}


def ago(count: int, unit: str) -> str | None:
    """Return the very day so far back: a distance is no whole week or month, as `last week` is."""
    if not count:
        return None
    if unit in DAYS:
        return f"{count * DAYS[unit]} days ago"
    return f"{count} hours ago" if unit == "hour" else f"{count} {unit}s and 0 days ago"


def _of_unit(wanted: str, english: str) -> Callable[..., str | None]:
    """Return a production for one unit only, such as that of `the month of March`."""

    def make(unit: str, **values: Any) -> str | None:
        return says(english)(**values) if unit == wanted else None

    return make


POINTS: Final = (
    Row("[<every_the>] <last_many> <n:count> <business_days>", says("last {count} business days"),
        "die letzten 5 Werktage", "last 5 business days"),
    Row("[<every_the>] <n:count> <last_many> <business_days>", says("last {count} business days"),
        "die 5 letzten Werktage", "last 5 business days"),
    Row("[<every_the>] <n:count> <business_days> <last_many>", says("last {count} business days"),
        "5 días hábiles pasados", "last 5 business days"),
    Row("[<the>] <named:name>", says("{name}"), "letzte Woche", "last week"),
    Row("[<every_the>] <last_many> <n:count> <unit:unit>", says("last {count} {unit}s"),
        "die letzten 7 Tage", "last 7 days"),
    Row("[<every_the>] <n:count> <last_many> <unit:unit>", says("last {count} {unit}s"),
        "7 derniers jours", "last 7 days"),
    Row("[<the>] <near:near> <one:unit>", says("{near} {unit}"), "das letzte Quartal",
        "last quarter"),
    Row("[<the>] <one:unit> <near:near>", says("{near} {unit}"), "trimestre dernier",
        "last quarter"),
    Row("[<the>] <before_last> <one:unit>", says("{unit} before last"), "vorletzte Woche",
        "week before last"),
    Row("[<the>] <one:unit> <before_last>", says("{unit} before last"), "semana antepasada",
        "week before last"),
    Row("[<the>] <one:unit> <before>", says("{unit} before"), "Woche davor", "week before"),
    Row("[<the>] <weekend>", says("the weekend"), "das Wochenende", "the weekend"),
    Row("[<the>] <ordinal:number> <one:unit> <in_or_of> [<the>] <month:month> [[<of>] <year:year>]",
        lambda number, unit, month, year="": f"{ordinal(number)} {unit} of {month} {year}".strip(),
        "erste Woche im Oktober", "1st week of october"),
    Row("[<the>] <near:near> <month:month>", says("{near} {month}"), "letzten März", "last march"),
    Row("[<the>] <month:month> <near:near>", says("{near} {month}"), "mars dernier", "last march"),
    Row("[<the>] <near:near> <weekday:day>", says("{near} {day}"), "letzten Montag", "last monday"),
    Row("[<the>] <weekday:day> <near:near>", says("{near} {day}"), "lundi dernier", "last monday"),
    Row("[<the>] <weekday:day>", says("{day}"), "Montag", "monday"),
    Row("[<the>] <weekday:day> [<of>] [<the>] <week:week>", says("{day} of {week}"),
        "Freitag letzter Woche", "friday of last week"),
    Row("<n:count> <unit:unit> <ago>", ago, "2 semanas atrás", "14 days ago"),
    Row("[<the>] <day:day> [<of>] <month:month> [[<of>] <year:year>]", says("{day} {month} {year}"),
        "1. März 2026", "1 march 2026"),
    Row("<weekday:name> [,] [<the>] <day:day> [<of>] <month:month> [[<of>] <year:year>]",
        says("{name} {day} {month} {year}"), "Dienstag, den 3. März", "tuesday 3 march"),
    Row("[<the>] <day:day> [<of>] [<the>] <near_month:month>",
        lambda day, month: f"{ordinal(day)} of {month}", "5. des letzten Monats",
        "5th of last month"),
    Row("[<the>] <month:month> [[<of>] <year:year>]", says("{month} {year}"), "März 2026",
        "march 2026"),
    Row("[<the>] <one:unit> [<of>] <month:month> [[<of>] <year:year>]",
        _of_unit("month", "{month} {year}"), "Monat März", "march"),
    Row("[<the>] <one:unit> <of> <point:day>", _of_unit("week", "week of {day}"),
        "Woche vom 3. März", "week of 3 march"),
    Row("[<the>] <one:unit> [<of>] <year:year>", _of_unit("year", "{year}"), "Jahr 2025", "2025"),
    Row("<the> <day:day> <alone>", lambda day: f"the {ordinal(day)}", "den 15.", "the 15th"),
    Row("[<the>] <day_named:day> <alone>", lambda day: f"the {ordinal(day)}", "día 15", "the 15th"),
    Row("[<the>] <ordinal:number> <quarter> [[<of>] <year:year>]", says("Q{number} {year}"),
        "3. Quartal 2025", "Q3 2025"),
    Row("<quarter> <part:number> [[<of>] [/] <year:year>]", says("Q{number} {year}"), "Quartal 3",
        "Q3"),
    Row("<q> ~ <part:number> [[<of>] <year:year>]", says("Q{number} {year}"), "Q3 2025", "Q3 2025"),
    Row("[<the>] <ordinal:number> <half> [[<of>] <year:year>]", says("H{number} {year}"),
        "erstes Halbjahr 2026", "H1 2026"),
    Row("[<the>] <week_number> [.] [n] [°] <n:number> [[<of>] [/] <year:year>]",
        says("week {number} {year}"), "KW 12/2026", "week 12 2026"),
    Row("[<the>] <one:unit> <to_date>", says("{unit} to date"), "Monat bis heute",
        "month to date"),
    Row("[<the>] <numeric:date>", says("{date}"), "1.3.", "1.3."),
    Row("<numeric:year>", says("{year}"), "2025", "2025"),
    Row("[<the>] <start_of> [<of>] [<the>] <one:unit>", says("start of {unit}"),
        "Anfang des Jahres", "start of year"),
    Row("[<the>] <start_of> [<of>] <month:month> [[<of>] <year:year>]",
        says("start of {month} {year}"), "Anfang März", "start of march"),
    Row("[<the>] <start_of> [<of>] <near_unit:unit>", says("start of {unit}"),
        "Anfang letzten Jahres", "start of last year"),
)  # fmt: skip
CLAUSES: Final = (
    Row("[<from>] <point:first> <to> <point:last>", says("from {first} to {last}"),
        "von Januar bis März", "from january to march"),
    Row("[<from>] [<every_the>] <day:first> <to> <point:last>", says("{first} to {last}"),
        "1. bis 15. März", "1 to 15 march"),
    Row("[<from>] [<the>] <marked:first> <to> [<the>] <marked:last> <alone>",
        lambda first, last: f"the {ordinal(first)} to the {ordinal(last)}", "1. bis 15.",
        "the 1st to the 15th"),
    Row("[<every_the>] <one:unit> <from> [<the>] <day:first> <to> <point:last>",
        _of_unit("week", "from {first} to {last}"), "Woche vom 9. bis 15. März",
        "from 9 to 15 march"),
    Row("<from_the> <day:first> <to> [<the>] <day:last> <alone>",
        lambda first, last: f"the {ordinal(first)} to the {ordinal(last)}", "del 1 al 15",
        "the 1st to the 15th"),
    Row("[<every_the>] <weeks> <n:first> <to> <n:last> [[<of>] <year:year>]",
        says("weeks {first} to {last} {year}"), "Wochen 10 bis 12", "weeks 10 to 12"),
    Row("<between> <point:first> <and> <point:last>", says("between {first} and {last}"),
        "zwischen Januar und März", "between january and march"),
    Row("<between> [<every_the>] <day:first> <and> <point:last>",
        says("between {first} and {last}"), "zwischen 1. und 15. März", "between 1 and 15 march"),
    Row("<since> <point:point> [<to_date>]", says("since {point}"), "seit Montag", "since monday"),
    Row("<to_date> <point:point>", says("so far {point}"), "bisher dieses Jahr",
        "so far this year"),
    Row("<point:point> <to_date>", says("{point} so far"), "diesen Monat bisher",
        "this month so far"),
    Row("<point:point>", says("{point}"), "gestern", "yesterday"),
    Row("<in> <point:point>", says("in {point}"), "im März", "in march"),
    Row("<to> <point:point>", says("until {point}"), "bis gestern", "until yesterday"),
    Row("<of> <point:point>", says("of {point}"), "von letzter Woche", "of last week"),
    Row("<for> <point:point>", says("for {point}"), "für letzte Woche", "for last week"),
    Row("<in> <marked:day> <alone>", lambda day: f"the {ordinal(day)}", "am 15.", "the 15th"),
    Row("<n:count> <unit:unit>", says("{count} {unit}s"), "7 Tage", "7 days"),
    Row("[<from>] [<every_the>] <hour:first> <to> [<every_the>] <hour:last>",
        says("from {first} to {last}"), "von 9:00 bis 17 Uhr", "from 9:00 to 17:00"),
    Row("[<from>] <n:first> <to> <hour:last>", says("from {first}:00 to {last}"), "9 bis 17 Uhr",
        "from 9:00 to 17:00"),
    Row("<between> <hour:first> <and> <hour:last>", says("between {first} and {last}"),
        "zwischen 9 Uhr und 17 Uhr", "between 9:00 and 17:00"),
    Row("<between> <n:first> <and> <hour:last>", says("between {first}:00 and {last}"),
        "zwischen 9 und 17 Uhr", "between 9:00 and 17:00"),
    Row("<since> <hour:hour>", says("since {hour}"), "ab 9 Uhr", "since 9:00"),
    Row("<from> [<every_the>] <n:first> <to> [<every_the>] <n:last>",
        says("from {first} to {last}"), "von 9 bis 17", "from 9 to 17"),
    Row("<at> <hour:hour>", says("at {hour}"), "um 9 Uhr", "at 9:00"),
    Row("<every> <grouping:unit>", says("every {unit}"), "jeden Tag", "every day"),
    Row("<every> <each_weekday:day>", says("every {day}"), "jeden Montag", "every monday"),
    Row("[<in>] [<every_the>] <weekdays:days>", says("{days}"), "montags", "mondays"),
    Row("<the_many> <weekday:day>", says("{day}s"), "los lunes", "mondays"),
    Row("[<every_the>] <business_days>", says("weekdays"), "Werktage", "weekdays"),
    Row("<every> <each_weekday:day> <at> <n:hour>", says("every {day} at {hour}:00"),
        "jeden Montag um 9", "every monday at 9:00"),
    Row("<every> <each_weekday:day> [<at>] <hour:hour>", says("every {day} at {hour}"),
        "jeden Montag um 9 Uhr", "every monday at 9:00"),
    Row("<by> <grouping:unit>", says("by {unit}"), "pro Tag", "by day"),
    Row("<vs> <point:point>", says("vs {point}"), "im Vergleich zum Vormonat",
        "vs previous month"),
    Row("<vs> [<the>] <same_period> [<of>] [<in>] <point:point>",
        says("vs the same period {point}"),
        "verglichen mit dem gleichen Zeitraum im letzten Jahr", "vs the same period last year"),
    Row("<the> <name>", says(""), "der", ""),
    Row("<for> [<the>] <name>", says("for"), "für", "for"),
    Row("<of> [<the>] <name>", says("of"), "von", "of"),
    Row("<for> [<the>] bot", says("for bot"), "für den Bot", "for bot"),
    Row("<of> [<the>] bot", says("of bot"), "del bot", "of bot"),
    Row("[<of>] [<every_the>] <billed:what>", says("{what}"), "die Sitzungen", "sessions"),
    Row("<in> <zone:zone>", says("in {zone}"), "in Berlin", "in Europe/Berlin"),
    Row("als|en|em|como csv", says("as csv"), "als CSV", "as csv"),
    Row("als|en|em|como excel|xlsx", says("as excel"), "als Excel", "as excel"),
    Row("<vs> <name>", says("vs"), "gegen", "vs"),
    Row("<of> bots", says("bots"), "des bots", "bots"),
    Row("<by> bot|bots", says("by bot"), "pro Bot", "by bot"),
    Row("<by> <groups>", says("by group"), "nach Gruppen", "by group"),
    Row("[<for>] [<of>] <all_bots>", says("for all bots"), "für alle Bots", "for all bots"),
    Row("<saying:saying>", says("{saying}"), "zeig mir", "show"),
)  # fmt: skip
