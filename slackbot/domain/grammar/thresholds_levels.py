"""The levels of a rule, and who is told at which."""

from collections.abc import Iterable, Mapping
from typing import Any

from slackbot.domain.allowance import MOST
from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.thresholds_said import EXAMPLES, Said, value
from slackbot.domain.threshold import (
    LONGEST_HOURS,
    MOST_MENTIONS,
    MOST_PERCENT,
    Kind,
    Level,
    Side,
)


def levels_of(said: Said, kind: Kind, fields: Mapping[str, Any]) -> tuple[Level, ...]:
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


def _counts(said: Said, kind: Kind) -> tuple[int, ...]:
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
