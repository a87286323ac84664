"""Lists the words that the grammar knows. Nothing else is ever understood as a date."""

from typing import Final

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

WEEKDAYS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
WEEKDAY_PLURALS: Final = {
    f"{name}s": day
    for name, day in WEEKDAYS.items()
    if not name.endswith("s") and f"{name}s" not in {"thus", *WEEKDAYS}
}

UNITS: Final[dict[str, str]] = {
    name: unit
    for unit, names in {
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs h",
        "day": "day days d",
        "week": "week weeks wk wks w",
        "fortnight": "fortnight fortnights",
        "month": "month months mth mths mo mos",
        "quarter": "quarter quarters qtr qtrs",
        "half": "half halves",
        "year": "year years yr yrs y",
        "weekend": "weekend weekends wkend wkends",
    }.items()
    for name in names.split()
}

NUMBERS: Final[dict[str, int]] = {
    name: number
    for number, name in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split(),
        start=1,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

ORDINALS: Final[dict[str, int]] = {
    name: number
    for number, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}

LAST: Final = frozenset("last past previous prior preceding prev trailing".split())
THIS: Final = frozenset("this current curr present".split())
NEXT: Final = frozenset("next coming upcoming following".split())
ROLLING: Final = frozenset("rolling trailing".split())
WHOLE: Final = frozenset("full whole complete completed calendar entire".split())
FISCAL: Final = frozenset("fiscal financial fy tax".split())
VAGUE: Final = frozenset(
    "recently lately soon sometime few several some early late mid middle beginning start "
    "end".split()
)
DASHES: Final = frozenset(("-", "–"))
TO: Final = frozenset("to til till until upto thru through".split())

ADVERBS: Final = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annually": "year",
}  # fmt: skip
SHOWS: Final = frozenset("list show display view see".split())
# Other words for how often a digest comes.
ALSO_ADVERBS: Final = {"everyday": "daily", "nightly": "daily", "fortnightly": "biweekly"}

GROUPINGS: Final[dict[str, str]] = {
    name: UNITS.get(name) or ADVERBS[name]
    for name in "hour hourly hours hr day daily days week weekly weeks wk month monthly months "
    "mth".split()
}

# What Kore counts, in people's words. "notifications" could be alerts or proactive messages, so
# neither row has it alone, and it is refused.
BILLING_UNITS: Final[dict[tuple[str, ...], str]] = {
    tuple(words.split()): unit
    for unit, rows in {
        "session": ("session", "sessions", "billing session", "billing sessions",
                    "billable session", "billable sessions"),
        "conversation": ("conversation", "conversations", "convo", "convos", "conv", "convs",
                         "chat", "chats"),
        "request": ("request", "requests", "reqs", "message", "messages", "msg", "msgs",
                    "user message", "user messages", "user msgs"),
        "alert": ("alert", "alerts", "alert notification", "alert notifications",
                  "alert message", "alert messages", "alert msgs", "alert task", "alert tasks"),
        "proactive": ("proactive", "proactives", "proactive message", "proactive messages",
                      "proactive msg", "proactive msgs",
                      "proactive notification", "proactive notifications"),
    }.items()
    for words in rows
}  # fmt: skip

BILLING_WORDS: Final = frozenset(each for words in BILLING_UNITS for each in words)

# Words that say nothing about the filter. They may be anywhere between two clauses; but a text
# of nothing else is a question only with one of the topics in it.
TOPICS: Final = frozenset(
    """use used using usage bill bills billed billing billable cost costs charge charges charged
    spend spent spending consume consumed consumption report reports summary stats statistics
    figure figures numbers total totals data overview breakdown result results invoice invoiced
    price doing busy traffic volume activity recap utilization utilisation""".split()
)
FILLERS: Final = TOPICS | frozenset(
    """please pls plz kindly thanks thx thank you hi hey hello ok okay show give get fetch pull
    display list see tell find send summarise summarize me us i we our my it its they can could
    would you will want need like know how many much what whats hows u which was were is are been do
    does did have has had there count counts number overall info kore bot bots run made make
    happened go happen details only just split break down burn burned burnt""".split()
)
ARTICLES: Final = frozenset("the a an our my".split())
