"""The clauses of a rule put together: which kind it is, and what that kind needs and can use."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from slackbot.domain.allowance import MOST
from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.thresholds_clauses import Compared
from slackbot.domain.query import WeekStart
from slackbot.domain.threshold import (
    LONGEST_HOURS,
    MOST_AVERAGED,
    MOST_CHECKS,
    MOST_PERCENT,
    Kind,
    Level,
    Side,
    Threshold,
)

EXAMPLE: Final = "Try `sessions over 500 per day`"
EXAMPLES: Final = {
    Kind.AMOUNT: EXAMPLE,
    Kind.SHARE: "Try `at 80 and 100 % of 40000 sessions per month`",
    Kind.CHANGE: "Try `sessions up 30 % on last week and at least 200`",
    Kind.FORECAST: "Try `sessions forecast over 40000 per month`",
    Kind.UNUSUAL: "Try `sessions unusual for the weekday`",
    Kind.SILENCE: "Try `no requests for 24 h on weekdays`",
}
COMMON: Final = frozenset("unit bot each together checks cooldown notify zone".split())
TIMES: Final = frozenset("every start week_start".split())
USES: Final = {
    Kind.AMOUNT: COMMON | TIMES | {"compared", "or", "hours"},
    Kind.SHARE: COMMON | TIMES | {"compared", "or", "allowance"},
    Kind.CHANGE: COMMON | {"compared", "way", "base", "floor", "every", "week_start"},
    Kind.FORECAST: COMMON | TIMES | {"compared", "or", "forecast"},
    Kind.UNUSUAL: COMMON | {"unusual", "every"},
    Kind.SILENCE: COMMON | {"nothing", "duration", "hours", "weekdays"},
}
MANY: Final = frozenset(("compared", "notify"))  # all others are said once
WEEK_STARTS: Final[dict[int, WeekStart]] = {0: "monday", 6: "sunday"}


class Clause(NamedTuple):
    """A clause, and its words as typed."""

    value: Any
    words: str


Said = Mapping[str, list[Clause]]


def rule_of(said: Said, zone: str, week_start: WeekStart) -> Threshold:
    """The rule that the clauses make. Raises UnreadableError where one lacks or is too many."""
    kind = _kind(said)
    _check_use(said, kind)
    if "unit" not in said:
        raise UnreadableError(
            "Of what: sessions, conversations, requests, alerts or proactive messages? "
            f"{EXAMPLES[kind]}"
        )
    parts = PARTS[kind](said)
    fields = {
        "kind": kind,
        "unit": _value(said, "unit"),
        "bot": _value(said, "bot", ""),
        "each": "each" in said,
        "zone": _value(said, "zone", zone),
        **_window(said, kind, week_start),
        **_settings(said),
        **parts,
    }
    fields["levels"] = _levels(said, kind, fields)
    rule = Threshold.model_validate(fields)
    if rule.of > 1 and rule.is_bound and rule.waits:
        raise UnreadableError(
            "Below a level is judged once, when the figures are settled, and not in several "
            f"checks. {EXAMPLES[kind]}",
            said["checks"][0].words,
        )
    return rule


def _kind(said: Said) -> Kind:
    if "nothing" in said:
        return Kind.SILENCE
    if "unusual" in said:
        return Kind.UNUSUAL
    if "forecast" in said:
        return Kind.FORECAST
    if "way" in said or "base" in said:
        return Kind.CHANGE
    percents = any(each.value.percent for each in said.get("compared", ()))
    return Kind.SHARE if percents or "allowance" in said else Kind.AMOUNT


def _check_use(said: Said, kind: Kind) -> None:
    for name, clauses in said.items():
        if name not in USES[kind]:
            raise UnreadableError(
                f'"{clauses[0].words}" does not go with the rest. {EXAMPLES[kind]}',
                clauses[0].words,
            )
        same = {each.value for each in clauses if name not in MANY}
        if len(same) > 1:
            words = clauses[-1].words
            raise UnreadableError(f'"{words}" is one too many. {EXAMPLES[kind]}', words)
    if sum(name in said for name in ("bot", "each", "together")) > 1:
        raise UnreadableError(
            "A rule is about one bot, each of them or all together. Try `for SupportBot`, "
            "`for each bot` or `for all bots together`"
        )


def _value(said: Said, name: str, default: Any = None) -> Any:
    return said[name][0].value if name in said else default


def _window(said: Said, kind: Kind, week_start: WeekStart) -> dict[str, Any]:
    """Where the window begins; and which it is, for kinds that need to be told."""
    every, hours = _value(said, "every"), _value(said, "hours", 0)
    day, month = _value(said, "start", (1, None))
    first = _value(said, "week_start")
    if first is not None and first not in WEEK_STARTS:
        raise UnreadableError(
            "A week begins on Monday or Sunday. Try `per week from Sunday`",
            said["week_start"][0].words,
        )
    fields: dict[str, Any] = {"week_start": WEEK_STARTS.get(first, week_start)}
    if kind not in (Kind.AMOUNT, Kind.SHARE, Kind.FORECAST):
        return fields
    if not every and not hours:
        raise UnreadableError(f"Per day, week, month, quarter or year? {EXAMPLES[kind]}")
    if every and hours:
        raise UnreadableError(
            f'"{said["hours"][0].words}" is one too many. {EXAMPLE}', said["hours"][0].words
        )
    _check_start(said, every, month)
    if hours > LONGEST_HOURS:
        raise _too_long(said["hours"][0])
    return fields | {"every": every, "hours": hours, "from_day": day, "from_month": month or 1}


def _check_start(said: Said, every: str | None, month: int | None) -> None:
    """Only months, quarters and years begin on a day, and only the longer ones in a month."""
    words = said["start"][0].words if "start" in said else ""
    if words and (every in (None, "day", "week") or (month and every == "month")):
        raise UnreadableError(
            f'"{words}" does not go with that window. Try `per month from the 15th`, '
            "`per quarter from 1 February` or `per week from Sunday`",
            words,
        )
    if "week_start" in said and every != "week":
        raise UnreadableError(
            "Only weeks begin on a weekday. Try `per week from Sunday`",
            said["week_start"][0].words,
        )


def _too_long(clause: Clause) -> UnreadableError:
    days = LONGEST_HOURS // 24
    return UnreadableError(f'"{clause.words}" is too long: {days} days at most', clause.words)


def _settings(said: Said) -> dict[str, Any]:
    needed, of = _value(said, "checks", (1, 1))
    if not 1 <= needed <= of <= MOST_CHECKS:
        raise UnreadableError(
            f"Of at most {MOST_CHECKS} checks as many or fewer. Try `in 2 of 3 checks`",
            said["checks"][0].words,
        )
    cooldown = _value(said, "cooldown", 0)
    if "cooldown" in said and not 1 <= cooldown <= LONGEST_HOURS:
        raise _too_long(said["cooldown"][0])
    return {"needed": needed, "of": of, "cooldown_hours": cooldown}


def _compared(said: Said, kind: Kind) -> Compared:
    """The one comparison of a rule that has but one."""
    clauses = said.get("compared", [])
    if len(clauses) > 1:
        words = clauses[1].words
        raise UnreadableError(f'"{words}" is one too many. {EXAMPLES[kind]}', words)
    if not clauses:
        raise UnreadableError(f"How many? {EXAMPLES[kind]}")
    compared: Compared = clauses[0].value
    if compared.side is None and "or" in said:
        return compared._replace(side=_value(said, "or"))
    if "or" in said:
        words = said["or"][0].words
        raise UnreadableError(f'"{words}" is one too many. {EXAMPLES[kind]}', words)
    return compared


def _amount(said: Said) -> dict[str, Any]:
    kind = Kind.FORECAST if "forecast" in said else Kind.AMOUNT
    compared = _compared(said, kind)
    words = said["compared"][0].words
    if compared.side is None:
        raise UnreadableError(f'Over or under "{words}"? {EXAMPLES[kind]}', words)
    if compared.percent:
        raise UnreadableError(f'"{words}" of what? {EXAMPLES[Kind.SHARE]}', words)
    return {"side": compared.side, "inclusive": compared.inclusive}


def _share(said: Said) -> dict[str, Any]:
    """`at 80 % of 40000`, and also `80 % of 40000`."""
    compared = _compared(said, Kind.SHARE)
    if not compared.percent:
        words = said["compared"][0].words
        raise UnreadableError(f'Is "{words}" in percent? {EXAMPLES[Kind.SHARE]}', words)
    if "allowance" not in said:
        words = said["compared"][0].words
        raise UnreadableError(f'"{words}" of how many? {EXAMPLES[Kind.SHARE]}', words)
    if not 1 <= _value(said, "allowance") <= MOST:
        raise UnreadableError(f"An allowance is at least 1. {EXAMPLES[Kind.SHARE]}")
    return {
        "side": compared.side or Side.ABOVE,
        "inclusive": compared.inclusive,
        "allowance": _value(said, "allowance"),
    }


def _change(said: Said) -> dict[str, Any]:
    """`up 30 % on last week`, and by how many at least."""
    example = EXAMPLES[Kind.CHANGE]
    if "base" not in said:
        raise UnreadableError(f"Up or down against what? {example}", said["way"][0].words)
    if "way" not in said:
        raise UnreadableError(f"Up or down? {example}", said["base"][0].words)
    percents, floors = _sorted_out(said)
    if len(percents) != 1:
        raise UnreadableError(f"By how many percent? {example}")
    compared: Compared = percents[0].value
    if compared.side is Side.BELOW:
        raise UnreadableError(f'Up or down by more than "{percents[0].words}"? {example}')
    every, hours, base = _value(said, "base")
    if every and every not in MOST_AVERAGED:
        raise UnreadableError(f"A change is of days, weeks or months. {example}")
    if _value(said, "every", every) != every:
        words = said["every"][0].words
        raise UnreadableError(f'"{words}" is not what it is compared with. {example}', words)
    most = 8 if base.same_weekday else MOST_AVERAGED.get(every or "", 1)
    if base.count > most or hours > LONGEST_HOURS:
        raise UnreadableError(
            f'"{said["base"][0].words}" reaches back too far: Kore.ai tells 90 days. Try the '
            "average of up to 28 days, 8 weeks or 2 months",
            said["base"][0].words,
        )
    fields = {
        "side": _value(said, "way"),
        "inclusive": compared.inclusive,
        "every": every,
        "hours": hours,
        "base": base,
    }
    return fields | ({"floor": floors[0]} if floors else {})


def _sorted_out(said: Said) -> tuple[list[Clause], list[int]]:
    """The comparison in percent; and the floor, which is a count: `at least 200`."""
    clauses = said.get("compared", [])
    percents = [each for each in clauses if each.value.percent]
    others = [each for each in clauses if not each.value.percent]
    for each in others:
        if (
            each.value.side is not Side.ABOVE
            or not each.value.inclusive
            or len(each.value.counts) > 1
        ):
            raise UnreadableError(
                f'I could not read "{each.words}". {EXAMPLES[Kind.CHANGE]}', each.words
            )
    floors = [each.value.counts[0] for each in others]
    floors += [each.value for each in said.get("floor", [])]
    if len(floors) > 1:
        raise UnreadableError(f"One floor is enough. {EXAMPLES[Kind.CHANGE]}")
    return percents, floors


def _unusual(said: Said) -> dict[str, Any]:
    if _value(said, "every", "day") != "day":
        raise UnreadableError(
            f"Only a day is unusual, for its weekday. {EXAMPLES[Kind.UNUSUAL]}",
            said["every"][0].words,
        )
    return {"side": _value(said, "unusual"), "every": "day"}


def _silence(said: Said) -> dict[str, Any]:
    if ("duration" in said) == ("hours" in said):
        raise UnreadableError(f"For how long? {EXAMPLES[Kind.SILENCE]}")
    fields: dict[str, Any] = {"inclusive": True}
    return fields | ({"weekdays": _value(said, "weekdays")} if "weekdays" in said else {})


PARTS: Final = {
    Kind.AMOUNT: _amount,
    Kind.SHARE: _share,
    Kind.CHANGE: _change,
    Kind.FORECAST: _amount,
    Kind.UNUSUAL: _unusual,
    Kind.SILENCE: _silence,
}


def _levels(said: Said, kind: Kind, fields: Mapping[str, Any]) -> tuple[Level, ...]:
    """The levels in the order in which they are reached, each with those who are told there."""
    counts = sorted(set(_counts(said, kind)))
    _check_counts(kind, counts, fields)
    falls = fields.get("side") is Side.BELOW and kind not in (Kind.CHANGE, Kind.UNUSUAL)
    mentions: dict[int, tuple[str, ...]] = {}
    for clause in said.get("notify", []):
        who, where = clause.value
        for at in where or counts:
            if at not in counts:
                raise UnreadableError(
                    f"{at:,} is none of its levels, so nobody would be told there", clause.words
                )
            mentions[at] = tuple(dict.fromkeys((*mentions.get(at, ()), *who)))
    ordered: Iterable[int] = reversed(counts) if falls else counts
    return tuple(Level(at=at, mentions=mentions.get(at, ())[:5]) for at in ordered)


def _counts(said: Said, kind: Kind) -> tuple[int, ...]:
    if kind is Kind.UNUSUAL:
        return (0,)
    if kind is Kind.SILENCE:
        return _value(said, "duration") or (_value(said, "hours"),)
    percents = [each for each in said["compared"] if each.value.percent]
    counts: tuple[int, ...] = (percents or said["compared"])[0].value.counts
    return counts


def _check_counts(kind: Kind, counts: list[int], fields: Mapping[str, Any]) -> None:
    """Refuses levels that are always reached, or never."""
    least, most = 1, MOST
    if kind is Kind.SILENCE:
        most = LONGEST_HOURS
    elif kind in (Kind.SHARE, Kind.CHANGE):
        most = 100 if kind is Kind.CHANGE and fields["side"] is Side.BELOW else MOST_PERCENT
    possible = fields.get("inclusive") == (fields.get("side") is Side.BELOW)
    if kind is Kind.UNUSUAL or (kind is Kind.AMOUNT and possible):
        least = 0  # `over 0` is any at all, `at most 0` is none
    wrong = [count for count in counts if not least <= count <= most]
    if wrong:
        raise UnreadableError(
            f"{wrong[0]:,} is no level here: {least} to {most:,}. {EXAMPLES[kind]}"
        )
