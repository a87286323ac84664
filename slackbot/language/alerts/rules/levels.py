"""The levels of a rule, and who is told at which."""

from collections.abc import Iterable, Mapping
from typing import Any

from slackbot.domain.alerts.rule import (
    LONGEST_HOURS,
    MOST_LEVELS,
    MOST_MENTIONS,
    MOST_PERCENT,
    Kind,
    Level,
    Side,
)
from slackbot.domain.allowance import MOST
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.counts import Compared
from slackbot.language.alerts.clauses.said import EXAMPLES, SaidClause, SaidClauses, value


def levels_of(said: SaidClauses, kind: Kind, fields: Mapping[str, Any]) -> tuple[Level, ...]:
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
    return tuple(Level(at=at, mentions=mentions.get(at, ())[:MOST_MENTIONS]) for at in ordered)


def with_led_levels(said: SaidClauses) -> SaidClauses:
    """`@here at 80 and 100 % of 40000`: where nothing else says them, those are the levels."""
    first = next(iter(said.get("notify", ())), None)
    if first is None or first.before or not first.value[1] or said.keys() & {"compared", "nothing"}:
        return said
    who, counts = first.value
    percent = any(sign in first.words for sign in ("%", "percent", "pct"))
    levels = first._replace(value=Compared(Side.ABOVE, True, counts, percent))
    notify = [first._replace(value=(who, ())), *said["notify"][1:]]
    return {**said, "compared": [levels], "notify": notify}


def with_joined_levels(said: SaidClauses) -> SaidClauses:
    """`at 80 % notify @a, at 100 % notify @b of 40000`: the levels of a share in one list, and each
    mention at those that it stands behind."""
    compared = said.get("compared", [])
    sides = {each.value[:2] for each in compared if each.value.side}
    if "allowance" not in said or len(compared) < 2 or len(sides) > 1:
        return said
    if not all(each.value.percent for each in compared):
        return said
    counts = tuple(count for each in compared for count in each.value.counts)
    first = compared[0]
    if len(counts) > MOST_LEVELS:
        raise UnreadableError(f"That is too many levels: {MOST_LEVELS} at most", first.words)
    side, inclusive = next(iter(sides), first.value[:2])
    joined = first.value._replace(side=side, inclusive=inclusive, counts=counts)
    notify = [_placed(each, compared) for each in said.get("notify", [])]
    told = {"notify": notify} if notify else {}
    return {**said, "compared": [first._replace(value=joined)], **told}


def _placed(clause: SaidClause, compared: list[SaidClause]) -> SaidClause:
    who, where = clause.value
    behind = next((each for each in compared if each is clause.before), None)
    if where or behind is None:
        return clause
    return clause._replace(value=(who, behind.value.counts))


def _counts(said: SaidClauses, kind: Kind) -> tuple[int, ...]:
    if kind is Kind.UNUSUAL:
        return (0,)
    if kind is Kind.SILENCE:
        return value(said, "duration") or (value(said, "hours"),)
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
