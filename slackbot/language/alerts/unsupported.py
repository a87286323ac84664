"""Lists wishes that no rule can fulfil, and says what does it instead."""

import re
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.tokens import Text

MANY: Final = r"(?:\d+|two|three|four|five|six|seven|ten|twelve)"
PER: Final = "(?:per|each|every|a|in a)"
BILLING: Final = "(?:(?:per|each|every|in|this|the) )+billing"
RISES: Final = "(?:rises?|falls?|drops?|increases?|decreases?)"
QUIET: Final = "(?:at most|(?:no|not) more (?:often )?than|only|max(?:imum)?)"
VERSUS: Final = (
    r"(?:(?:higher |lower |more |less |fewer )?than|above|below|on|over|against|vs\.?|versus"
    r"|compared (?:to|with))"
)
OVER: Final = "(?:[<>]=?|over|above|under|below|at least|at most|exceeds?|(?:more|less|fewer) than)"
USUAL: Final = "(?:(?:the|its|our|an?|usual|normal|typical) )"
ONCE: Final = "(?:once |one time )"
NO_HOURS: Final = "(?:minutes?|mins?|months?|quarters?|years?)"
WEEKDAY: Final = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
CLOCK: Final = r"(?:[01]?\d|2[0-4])(?::\d\d)?(?: ?[ap]m)?"
# A rule has been named before: what follows are no counts.
BEHIND_RULE: Final = r"(?:(?<=\bday )|(?<=\bhour )|(?<=\bweekdays )|(?<=\d ))"
OURS: Final = r"(?:(?:our|the|my|its) )?(?:(?:monthly|quarterly|yearly|annual|session) )?"
SPANS: Final = "(?:hours|days|weeks|months)"
# Patterns for the first words, and the reason, with `{it}` for the words that match; after some,
# what would do in their place.
REASONS: Final[dict[tuple[str, ...], str | tuple[str, ...]]] = {
    (
        r"(?:(?:at|by|around) )?\d{1,2}(?::\d\d)? ?[ap]\.?m",
        r"(?:at|by) (?:a )?(?:half|quarter) (?:past|to) \w+",
        "(?:at|by) (?:noon|midday|midnight)",
        "(?:in|during) the (?:morning|afternoon|evening)",
        "(?:every|each) (?:morning|evening|night)",
        r"(?:at|by|around) \d{1,2}:\d\d",
        r"on the \d{1,2}(?:st|nd|rd|th)(?: of (?:the|each|every) month)?",
        "(?:daily|hourly|weekly|monthly|(?:every|each) (?:day|hour|week|month)) (?:if|when)",
    ): (
        ('"{it}" is no part of an alert, which is checked every hour. For figures at a time, try '
        "`/billing digest daily at 9am`"),
        "",
    ),
    (rf"{PER} (?:working ?|business |week)day",): (
        ('I can\'t count "{it}", only per day, week, month, quarter or year. Try '
        "`sessions over 500 per day`; or `no requests for 24 h on weekdays`"),
        "per day",
    ),
    (rf"{PER} (?:fortnight|other week)", "fortnightly", "bi-?weekly"): (
        'I can\'t count "{it}". Try `sessions over 500 in any 14 days`',
        "in any 14 days",
    ),
    (
        rf"{BILLING} (?:period|cycle|term)(?: (?:from|starting|beginning) the \d+(?:st|nd|rd|th))?",
        rf"{BILLING} (?:month|quarter|year)(?! (?:from|starting|beginning))",
    ): 'When does "{it}" begin? Try `sessions over 500 per month from the 15th`',
    (
        rf"(?:for |on )?{MANY} {SPANS} (?:in a row|running|consecutively)",
        rf"(?:for |on )?{MANY} consecutive {SPANS}",
    ): (
        'I can\'t tell "{it}": each day, week or month is looked at alone. Try '
        "`sessions over 1500 in any 3 days`"
    ),
    (r"(?:by|before|until) the \d{1,2}(?:st|nd|rd|th)(?: of (?:the|each|every) month)?",): (
        '"{it}" is no end that I can look ahead to. Try '
        "`sessions forecast over 40000 per month`, or `… per month from the 20th` where your month "
        "begins on another day"
    ),
    (
        "(?:goe?s? )?(?:up or down|down or up)",
        rf"{RISES} or {RISES}",
        "chang(?:es?|ed|ing)(?: by)?",
        "differs? by",
        "deviates?(?: by)?",
    ): (
        ('A rule looks one way, so "{it}" needs two: `sessions up 25% on last week` and '
        "`sessions down 25% on last week`"),
        "up",
        "down",
    ),
    (
        "(?:only )?(?:during|in|within|outside(?: of)?) (?:business|working|office) hours",
        rf"(?:only )?from {CLOCK} (?:to|until|till|-) {CLOCK}",
        rf"(?:only |{BEHIND_RULE})between {CLOCK} and {CLOCK}",
    ): (
        ('I can\'t keep to "{it}": an alert looks at all hours of a day. Try '
        "`no requests for 24 h on weekdays`"),
        "",
    ),
    (r"(?:not )?between \d[\d,.]*k?(?: %)? and \d[\d,.]*k?",): (
        'A rule has one side, so "{it}" needs two: `sessions over 500 per day` and '
        "`sessions under 100 per day`"
    ),
    ("an? (?:third|fifth|tenth|sixth|eighth)", "two thirds"): (
        'How many percent is "{it}"? Try `sessions up 33% on last week`',
        "33%",
    ),
    (rf"{VERSUS} {USUAL}*(?:average|mean)(?! (?:of|the|last|past|previous|in|\d)\b)",): (
        '"{it}" of which time? Try `sessions up 30% on the average of the last 4 weeks`',
        "above the average of the last 4 weeks",
        "below the average of the last 4 weeks",
    ),
    (r"(?:lower|less|fewer|below|under)(?: than)? (?:the |its )?(?:usual|normal|typical)",): (
        'For "{it}", try `sessions unusually low`',
        "unusually low",
        "below the average of the last 4 weeks",
    ),
    (rf"{VERSUS} (?:the |its )?(?:usual|normal|typical)",): (
        ('For "{it}", try `sessions unusually high`, or '
        "`sessions up 30% on the average of the last 4 weeks`"),
        "unusually high",
        "above the average of the last 4 weeks",
    ),
    ("costs? per (?:session|conversation|chat|request|message|bot)",): (
        'I watch what is paid in all, not "{it}". Try `cost over 500 USD per month`'
    ),
    (r"(?:the )?(?:daily )?(?:average|mean|avg)(?= \w+ per \w+)",): (
        'I watch each day, not the average of several: leave "{it}" out',
        "",
    ),
    ("(?:the )?(?:peak|busiest|max|maximum) (?:hour|day)",): (
        'Each one is watched, so "{it}" needs no name. Try `sessions over 500 per hour`'
    ),
    (
        r"(?:the )?(?!the\b)\w+ team(?= when| if)",
        r"(?:in |to )?(?:#[a-z][\w-]*|<#[^>]*>)",
    ): (
        ('An alert is told in the channel where it is set up, so I can\'t send it to "{it}". Set '
        "it up there, or name a user group: `notify @finance`"),
        "",
    ),
    ("(?:but |and )?(?:only|just) once(?! (?:per|every|an?|each))",): (
        'An alert speaks once for each day, week or month: leave "{it}" out',
        "",
    ),
    (rf"(?:{QUIET} {ONCE}?|once )(?:per|every|an?|each) (?:{MANY} ?)?{NO_HOURS}",): (
        '"{it}" is no time to be quiet for: 1 h to 30 days. Try `at most once per 6 h`',
        "at most once per 6 h",
    ),
    (r"(?:until|till|through|ending) .+",): (
        ('An alert has no end: leave "{it}" out, and remove it then, for example '
         "`/billing alert remove 1`"),
        "",
    ),
    ("by e-?mail", "via e-?mail", "by sms", "by text"): (
        'I post alerts here in Slack, not "{it}"',
        "",
    ),
    (r"(?:except|excluding|without|but not) (?:for )?\w*[Bb]ot",): (
        ('An alert can\'t leave a bot out: "{it}". Put the others in a group and name that: '
         "`/billing group Others = SupportBot, ShopBot`"),
        "for each bot",
    ),
    (
        (
            r"(?:(?:(?:the|our|a|any) )?bots? )?(?:is|are|goes|went|gone|was) "
            r"(?:down|offline|dead|unreachable)(?= for\b|,|$)"
        ),
    ): (
        'I see only what is used, not whether a bot runs. For "{it}" try `no requests for 1 h`',
        "no requests for 1 h",
        "no requests",
    ),
    ("(?:run|are|is) out of (?:sessions|requests|conversations|allowance|budget|credits?)",): (
        'For "{it}", try `over 100% of our allowance`, or `at 80 and 100% of our allowance`',
        "over 100% of our allowance",
        "/help allowance",
    ),
    (rf"{VERSUS} {USUAL}*(?:last|previous) {WEEKDAY}",): (
        'An alert looks at every day, so "{it}" is the same weekday of the week before',
        "on the same weekday last week",
    ),
    ("since (?:yesterday|midnight|this morning|last night)",): (
        'For "{it}" try `no sessions for 24 h`',
        "for 24 h",
    ),
    ("for the first time",): (
        ('Leave "{it}" out: an alert speaks once for each day, week or month. Try '
        "`sessions over 500 per day`"),
        "",
    ),
    (r"or (?!more|above|higher|less|fewer|below|lower)[^\s,]+",): (
        'A rule says one thing, so "{it}" needs a second alert. Try `sessions over 500 per day`'
    ),
    (rf"(?:{OVER}|beyond|reach(?:es)?) {OURS}(?:allowance|budget|quota|limit|plan)",): (
        'For "{it}", try `over 100% of our allowance`, or `at 80 and 100% of our allowance`',
        "over 100% of our allowance",
        "/help allowance",
    ),
    (rf"{OVER} ?- ?\d[\d,.]*",): (
        'Usage is never below 0, so I couldn\'t read "{it}". Try `sessions over 500 per day`'
    ),
    ("(?:per|each|every|in (?:any|a|the last)|within) (?:minute|second)s?",): (
        '"{it}" is too short: figures come by the hour. Try `requests over 500 per hour`',
        "per hour",
    ),
    (
        rf"(?:for|per|each|every|within|in(?: any| the last)?) {MANY} (?:months|quarters|years)",
    ): '"{it}" is no window. Try `sessions over 500 in any 30 days`, or `… per quarter`',
}  # fmt: skip
PATTERNS: Final = tuple(
    (
        re.compile(rf"(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE),
        *((reason, ()) if isinstance(reason, str) else (reason[0], reason[1:])),
    )
    for ways, reason in REASONS.items()
)


def refuse_beyond(t: Text, i: int) -> None:
    """Refuse words at `i` that ask for what no rule can do."""
    for pattern, says, instead in PATTERNS:
        if found := pattern.match(t.source, t.tokens[i].start):
            raise UnreadableError(says.format(it=found[0]), found[0], instead)
