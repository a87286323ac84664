"""The texts that two versions read: what tests and pages say, and many more out of templates.

A template names others in braces; `many` fills it in by chance. Some texts get a slip of the
finger, a word too many or none at the end, for what is refused is compared as well.
"""

import ast
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from slackbot.language.core.words import (
    BILLING_UNITS,
    GROUPINGS,
    LAST,
    MONTHS,
    NEXT,
    NUMBERS,
    ORDINALS,
    ROLLING,
    THIS,
    UNITS,
    WEEKDAYS,
)
from tests.differential.readings import Asked, Where

LONGEST = 500
SLIPS = 0.1  # the share of texts that get one
FOLLOW_UPS = 0.1  # the share of questions that stand in a thread
BOTS = ("SupportBot", "HR Bot", "Sales", "March Madness", "SupportBot EU")
WHERE = (
    Where(now=datetime(2026, 11, 24, 12, 30, tzinfo=UTC)),
    Where(
        now=datetime(2026, 11, 18, 13, 30, tzinfo=UTC),
        zone="Europe/Berlin",
        locale="en-GB",
        names=BOTS,
        mentions={"@ops": "S0OPS", "@anna": "U0ANNA"},
    ),
    Where(
        now=datetime(2026, 3, 1, 4, 59, 30, tzinfo=UTC),
        zone="America/New_York",
        week_start="sunday",
        names=("SupportBot", "May", "Billing Helper"),
    ),
    Where(now=datetime(2028, 2, 29, 23, 59, tzinfo=UTC), zone="Asia/Kolkata", names=("B1",)),
    Where(now=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), zone="Europe/London", locale="en_GB"),
    Where(now=datetime(2027, 1, 1, 0, 0, tzinfo=UTC), zone="Pacific/Auckland", names=BOTS),
)
ODD_WORDS = "blah not except 2027 7 next of at to and the bot ! , ( - fy25 est total kore".split()

TEMPLATES: dict[str, tuple[str, ...]] = {
    "text": (
        *("{question}",) * 9,
        *("{digest}",) * 5,
        *("{alert}",) * 6,
        *("{allowance}",) * 2,
        *("{managed}",) * 2,
    ),
    # Words of all kinds.
    "n": tuple("1 2 3 4 5 6 7 8 9 10 11 12 14 15 18 20 21 24 28 30 31 45 90".split()),
    "few": (*"1 2 3 4 5 6 10 12 a couple_of".split(), *NUMBERS),
    "amount": tuple(
        "1 10 50 100 500 1000 10000 40000 1,000 40,000 10k 1.5k 2m 10_000 0 -5 12.5 "
        "ten hundred 1e5".split()
    ),
    "percent": ("{pct}%", "{pct} %", "{pct} percent", "{pct} per cent"),
    "pct": tuple("5 10 20 25 50 80 90 100 120 150 200 0 12.5".split()),
    "month": tuple(MONTHS),
    "weekday": tuple(WEEKDAYS),
    "weekdays": ("{weekday}", "{weekday}s", "{weekday} and {weekday}", "{weekday}, {weekday}",
                 "weekday", "weekdays", "workday", "{weekday} to {weekday}", "weekend"),
    "ordinal": (*"1st 2nd 3rd 5th 13th 15th 20th 21st 29th 30th 31st 32nd last".split(), *ORDINALS),
    "year": tuple("2023 2024 2025 2026 2027 25 '26".split()),
    "unit": tuple(UNITS),
    "term": tuple("day week month quarter year hour".split()),
    "last": (*sorted(LAST | THIS), *sorted(LAST | ROLLING), *sorted(NEXT)),
    "zone": ("UTC", "Berlin", "Europe/Berlin", "New York", "America/New_York", "Tokyo", "GMT",
             "London", "EST", "+05:30", "Mars"),
    "clock": ("9am", "9am", "10 am", "17:00", "11:00", "6pm", "5pm", "09:30", "noon", "midnight",
              "8.30", "12:15pm", "23:59", "24:00", "9 o'clock", "9"),
    "counted": (*map(" ".join, BILLING_UNITS), "notifications", "use", "usage", "sessions"),
    "bot": ("SupportBot", "HR Bot", '"March Madness"', "Sales", "May", "st-1234-abcd", "B1",
            "SuportBot", "Nobody", "“HR Bot”", "'Sales'", "SupportBot EU", "Billing Helper"),
    "bots": ("for {bot}", "for {bot} and {bot}", "for all bots", "for {bot}, {bot} and {bot}",
             "of {bot}", "for everything", "for every bot", "{bot}", "in {bot}", "for each bot"),
    # Periods.
    "date": ("{n} {month}", "{month} {n}", "{month} {ordinal}", "{ordinal} of {month}",
             "{n} {month} {year}", "{month} {n}, {year}", "2026-{two}-{two}", "{n}/{n}/{year}",
             "{n}/{n}", "{n}.{n}.{year}", "the {ordinal}", "{ordinal}", "{weekday} {n} {month}",
             "{weekday}, {month} {n} {year}", "2026{two}{two}", "{n}-{month}-{year}",
             "the {ordinal} of {last} month", "{month} {n} {last} year"),
    "two": tuple("01 02 03 06 09 10 11 12 13 28 30 31".split()),
    "point": ("{date}", "{date}", "today", "yesterday", "the day before yesterday", "{weekday}",
              "last {weekday}", "{few} days ago", "{weekday} last week", "two {weekday}s ago",
              "now", "tomorrow"),
    "span": ("{last} {unit}", "the {last} {few} {unit}", "{last} {few} {unit}", "{month}",
             "{month} {year}", "Q{q}", "Q{q} {year}", "{year} Q{q}", "H{half}", "H{half} {year}",
             "{year}", "2026-{two}", "W{n}", "2025-W{two}", "week {n}", "{few} {unit} ago",
             "the {unit} before last", "week of {date}", "week starting {date}", "w/e {date}",
             "the week of the {ordinal}", "{ordinal} week of {month}", "{ordinal} half of {span}",
             "{ordinal} {weekday} of {month}", "first {few} days of {month}", "{month} last year",
             "last full {term}", "the whole of {month}", "{ordinal} day of {last} {term}",
             "{ordinal} quarter of {last} year", "calendar year {year}", "fy{year}",
             "{last} {weekday}", "{few} {unit} to date", "MTD", "QTD", "ytd", "wtd",
             "{term} to date", "{last} {term} so far", "so far {last} {term}", "{month} to date",
             "early {month}", "end of {month}", "{last} {few} {unit} including today",
             "the beginning of {last} {term}", "{month} and {month}", "the past weekend",
             "last 24 hours", "last {n} {unit}", "the {last} {n} {unit}", "{unit}"),
    "q": tuple("1 2 3 4 5".split()),
    "half": tuple("1 2 3".split()),
    "range": ("{point} to {point}", "from {point} to {point}", "{point} - {point}",
              "between {point} and {point}", "{n}-{n} {month}", "{month} {n}-{n}",
              "{month} to {month} {year}", "{span} to {span}", "from {point} until {point}",
              "{point}..{point}", "Q{q} to Q{q} {year}", "{year}-{year}", "{n} to {n} {month}",
              "from {n} {month}", "since {point}", "since {span}", "after {span}", "until {point}",
              "before {point}", "up to {point}", "from {span} on", "{point} onwards",
              "from {weekday} to {weekday} last week", "the {ordinal} to the {ordinal}",
              "from the {ordinal} to the {ordinal} of {month}", "through {point}", "within {span}",
              "during {span}"),
    "hours": ("{point} {clock} to {clock}", "{clock}-{clock} {point}", "{point} at {clock}",
              "between {clock} and {clock} on {point}", "{point} from {clock}", "since {clock}",
              "{point} {clock} to {point} {clock}", "{point} before {clock}", "this hour",
              "{point} until {clock}", "2026-{two}-{two}T09:00 to 2026-{two}-{two}T17:00",
              "{clock} to {clock}", "{point} between {clock} and {clock}", "at {clock} {point}"),
    "period": (*("{span}",) * 8, *("{point}",) * 4, *("{range}",) * 4, *("{hours}",) * 3),
    # Questions.
    "by": ("by {term}", "per {term}", "{term}ly", "by hour", "daily", "hourly",
           "grouped by {term}", "{grouping}", "by {grouping}", "split by {term}", "each {term}",
           "by bot", "by {unit}"),
    "grouping": tuple(GROUPINGS),
    "versus": ("vs {period}", "vs previous period", "compared to {period}",
               "compared with the {term} before", "versus same period last {term}", "vs last year",
               "against {period}", "than {period}", "compared to the same {term} last year",
               "vs the week before", "vs {last} {term}"),
    "output": ("as csv", "privately", "fresh", "top {n}", "top {few}", "only me", "csv",
               "as a csv", "top {n} hours", "just for me"),
    "filler": ("show me", "how many", "what was the", "please", "usage", "give me", "report",
               "how much did we spend on", "billing", "total", "hi, can you get", "the"),
    "days": ("weekdays only", "on weekends", "excluding weekends", "business days", "on {weekday}s",
             "except {weekday}s", "all days"),
    "clause": ("{counted}", "{by}", "{bots}", "{output}", "in {zone}", "({zone})", "{versus}",
               "{counted} and {counted}", "{filler}", "{days}"),
    "question": ("{period}", "{period}", "{period} {clause}", "{clause} {period}",
                 "{clause} {period} {clause}", "{counted} {period} {by} {bots}",
                 "{period} {versus}", "{counted} {bots} {period} {versus} {by}", "{clause}",
                 "{clause} {clause}", "{filler} {counted} {period} {clause} {clause}",
                 "compare {period} with {period}", "{period}, {clause}, {clause}",
                 "{period} {period}", "{bots} {period} {output} {by}", "and {clause}",
                 "what about {period}?"),
    # Digests.
    "cadence": ("every {weekdays}", "every {term}", "every {few} {unit}", "every other {weekday}",
                "daily", "weekly on {weekday}", "on {weekdays}", "each {weekday}", "biweekly",
                "on the {ordinal} of each month", "on the last day of every month", "monthly",
                "every {ordinal} {weekday} of the month", "{ordinal} {weekday} of the month",
                "every month on the {ordinal}", "quarterly", "every quarter", "fortnightly",
                "every {ordinal}", "{weekdays}", "once a {term}", "every morning",
                "every {few} weeks on {weekday}", "bi-weekly", "each {term} on {weekday}"),
    "at": ("at {clock}", "at {clock} in {zone}", "{clock}", "at {clock} ({zone})",
           "at {clock} UTC", "around {clock}", "in the morning"),
    "extra": ("when settled", "starting {date}", "from {date}", "once settled",
              "starting next week", "when the figures are final"),
    "digest": ("digest {cadence} {at}", "digest {cadence} {at} {question}", "digest {cadence}",
               "digest {question} {cadence} {at}", "digest {cadence} {at} {clause} {extra}",
               "digest {clause} {cadence}", "digest {cadence} {clause} {clause}",
               "digest edit {n} {cadence} {at}", "digests edit {n} {cadence} {bots}",
               "digest {at} {cadence} {bots}", "digest create {cadence} {at} {counted}",
               "digest {cadence} {extra} {question}", "digest of {question} {cadence}"),
    # Alerts.
    "over": (">", ">=", "over", "above", "exceed", "exceeds", "more than", "at least", "reaches",
             "reach", "is over", "goes above", "<", "below", "under", "fewer than", "less than",
             "drops below", "hits", "passes", "tops", "at", "are above"),
    "rise": ("up", "up at least", "up more than", "rise by", "grow", "increase by", "down",
             "drop by", "fall by", "jump", "down more than"),
    "than": ("on last week", "on the week before", "vs last {term}", "on yesterday", "WoW",
             "compared to last month", "against the previous week", "on the 7-day average",
             "on the average of the last {few} weeks", "on the same weekday last week",
             "on the {n} h before", "on the previous {few} days", "than last {term}",
             "on the average of the same weekday in the 4 weeks before", "week over week"),
    "grown": ("{rise} {percent} {than}", "{rise} {percent} {than}",
              "{rise} {pct}, {pct} and {percent} {than}",
              "{rise} {percent} {than} and at least {amount}",
              "{rise} {percent} {than}, minimum {amount}", "double {than}", "triple",
              "twice last week", "{percent} above last week"),
    "window": ("per {term}", "a {term}", "in a {term}", "daily", "per {term} in {zone}", "weekly",
               "in any {n} h", "within {few} {unit}", "over the last {few} days", "this {term}",
               "in the last {n} hours", "per hour", "each {term}", "monthly",
               "quarterly from {month}", "per {term} from the {ordinal}",
               "per {term} from {n} {month}", "today"),
    "levels": ("{amount}", "{amount}", "{amount} and {amount}", "{amount}, {amount} and {amount}"),
    "shares": ("{percent}", "{pct} and {percent}", "{pct}, {pct}, {pct} and {percent}"),
    "watch": ("{counted} {over} {levels} {window}", "{counted} {over} {levels} {window}",
              "{over} {levels} {counted} {window}", "{counted} {grown}",
              "{counted} {window} {grown}", "at {shares} of {amount} {counted} per {term}",
              "{shares} of {amount} {counted} {window}",
              "{over} {shares} of {amount} {counted} per {term} from the {ordinal}",
              "at {shares} of our allowance", "{counted} at {shares} of {amount} per {term}",
              "no {counted} for {few} {unit}", "no {counted} in {n} hours", "{counted} unusual",
              "unusually {size} {counted}", "{counted} forecast {over} {levels} {window}",
              "forecast of {counted} {over} {levels} {window}",
              "{window}, {counted} {over} {levels}", "{counted} silent for {n} h",
              "without {counted} for {n} h", "cost {over} {levels} USD",
              "{levels} or more {counted} {window}", "{counted} unusually {size} for the weekday",
              "{counted} {over} {levels}", "anything unusual",
              "between {amount} and {amount} {counted}"),
    "size": ("high", "low", "many", "few"),
    "setting": ("{bots}", "notify @ops", "tell @anna", "<@U0ANNA>", "in {zone}", "for each bot",
                "for all bots together", "with a cooldown of {few} hours",
                "ping @here at {percent}", "at most once per {few} h", "at most once a {term}",
                "in {few} of {few} checks", "{few} checks in a row", "notify <!subteam^S0OPS>",
                "at least {amount} {counted}", "on {weekdays}",
                "notify @here and @channel at {pct} and {percent}", "{few} times in a row",
                "from the {ordinal}", "not more often than every {few} days"),
    "alert": ("alert when {watch}", "alert {watch}", "alert if {watch} {setting}",
              "alert when {watch} {setting} {setting}", "alert me when {watch}",
              "alert {setting} when {watch}", "alerts save {watch}", "alert edit {n} {watch}",
              "alert us if {watch} {setting}", "alert once {watch}", "alert: {watch}",
              "alert when {watch} {window} {setting}", "alret when {watch}", "alert on {watch}"),
    # Allowances and what else is managed.
    "allowance": ("allowance {amount} {counted} per {term}",
                  "allowance {amount} {counted} a {term}",
                  "allowance {amount} {counted} per {term} from the {ordinal}",
                  "allowance {amount} {counted} {term}ly {bots}", "allowance remove {counted}",
                  "allowance remove {bots}", "allowance", "allowances", "price", "prices help",
                  "allowance of {amount} {counted} per {term} starting {month} {bots}",
                  "price {amount} USD per {counted}", "price 0.20 EUR per {counted} {bots}",
                  "price $0.{n} a {counted}", "price {amount} per {counted}",
                  "price remove {bots}", "price €{amount} for each {counted}",
                  "allowance per {term} {amount} {counted}",
                  "allowance {amount} {counted} yearly from {month}",
                  "price remove {counted} {bots}"),
    "managed": ("link st-11111111-1a2b-5c3d-8e4f-111111111111 as {bot}", "link {bot}",
                "unlink {bot}", "link st-1 as {bot} by default", "bots", "help", "help dates",
                "help {word}", "?", "settings", "settings zone {zone}", "settings week {weekday}",
                "settings sharing allow", "settings sharing {word}", "settings zone asker",
                "digests", "digest list", "digests history {n}", "digest {n} history",
                "digest send {n} now", "digest pause {n}", "digests resume #{n}",
                "digest stop {n}", "digest remove {few}", "digest {n} pause", "alerts",
                "alerts list", "alert pause {n}", "pause alert {n}", "alerts history",
                "alert history {n}", "alert mute {n}", "unmute alert {n}", "alert test {n}",
                "alert ack {n}", "alert snooze {n}", "alert snooze {n} 1h",
                "alert snooze {n} change", "alerts remove {n}", "snooze alert {n} for a day",
                "alert {n} resume", "alert {word} {n}", "remove digest {n}", "{word} {n}",
                "delete alert {n}", "alert snooze {n} until {point}", "digest {word}",
                "alert {n} {word}", "digest edit {n}", "alert edit {n}",
                "alerts ack a1b2c3d4e5f6/2026-11-24", "alert acknowledge {n}"),
    "word": tuple("digests alerts allowance price dates allow refuse send stop start pause resume "
                  "delete history show mute everything test run".split()),
}  # fmt: skip
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no JSON can hold
SLOT = re.compile(r"\{(\w+)\}")


def many(count: int, seed: int) -> Iterator[Asked]:
    """So many texts out of the templates, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - texts, no secrets
    for _ in range(count):
        text, where = filled("{text}", chance), chance.choice(WHERE)
        if chance.random() < SLIPS:
            text = slipped(text, chance)
        thread = chance.random() < FOLLOW_UPS
        before = filled("{question}", chance) if thread else None
        yield Asked(text=text[:LONGEST], where=where, before=before and before[:LONGEST])


def filled(template: str, chance: random.Random) -> str:
    """The template with all its slots filled in."""
    while slot := SLOT.search(template):
        words = chance.choice(TEMPLATES[slot[1]])
        template = f"{template[: slot.start()]}{words}{template[slot.end() :]}"
    return template.replace("_of", " of")


def slipped(text: str, chance: random.Random) -> str:
    """The text as somebody in a hurry types it."""
    words = text.split()
    at = chance.randrange(len(words))
    match chance.randrange(6):
        case 0 if len(words[at]) > 1:  # two letters swapped
            k = chance.randrange(len(words[at]) - 1)
            letters = list(words[at])
            letters[k : k + 2] = reversed(letters[k : k + 2])
            words[at] = "".join(letters)
        case 1:  # a letter too few
            k = chance.randrange(len(words[at]))
            words[at] = words[at][:k] + words[at][k + 1 :]
        case 2:  # a word too few
            del words[at]
        case 3:  # a word too many
            words.insert(at, chance.choice(ODD_WORDS))
        case 4:  # shouted
            words = [word.upper() for word in words]
        case _:  # broken off
            words = words[: at + 1]
    return " ".join(words)


def written(root: Path) -> Iterator[Asked]:
    """What stands in the tests and on the pages below `root`, as asked, watched and sent."""
    whole = (text.encode(errors="ignore").decode() for text in _written(root))  # no surrogates
    texts = dict.fromkeys(text for text in whole if 0 < len(text) <= LONGEST)
    for text in texts:
        yield Asked(text=text, where=WHERE[0])
        yield Asked(text=text, where=WHERE[1])
        yield Asked(text=f"alert when {text}"[:LONGEST], where=WHERE[1])
        yield Asked(text=f"digest every Monday at 9 {text}"[:LONGEST], where=WHERE[2])


def _written(root: Path) -> Iterator[str]:
    for page in [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").glob("*.md"))]:
        for code in re.findall(r"`([^`\n]+)`", page.read_text()):
            yield code.removeprefix("/billing ")
    for cases in sorted((root / "tests").rglob("*.txt")):
        yield from (line.strip() for line in cases.read_text().splitlines())
    for module in sorted((root / "tests").rglob("*.py")):
        yield from _strings(module)


def _strings(module: Path) -> Iterator[str]:
    """The one-line strings of a module, without its docstrings."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.removeprefix("/billing ").strip()
            if " " in text and "\n" not in text and not SURROGATE.search(text):
                yield text
