"""Reads the levels of a rule, and the people who are told at each."""

from collections.abc import Iterable

from slackbot.domain.alerts.rule import MOST_LEVELS, MOST_MENTIONS, TRAITS, Kind, Level, Side
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import MOST_ATOMS, Currency
from slackbot.language.alerts.clauses.counts import Compared
from slackbot.language.alerts.rules.kinds import KINDS, Parts
from slackbot.language.core.clause_reader import ReadClause, ReadClauses


def levels_of(
    clauses: ReadClauses, kind: Kind, parts: Parts, currency: Currency
) -> tuple[Level, ...]:
    """Return the levels in the order in which they are reached, each with those who are told
    there."""
    counts = sorted(set(parts.counts))
    if currency and not TRAITS[kind].percent:
        parts = parts._replace(most=MOST_ATOMS)
    wrong = [count for count in counts if not parts.least <= count <= parts.most]
    if wrong and currency and not TRAITS[kind].percent:
        raise UnreadableError(
            f"{currency.in_full(wrong[0])} is no level: more than 0, and less than a trillion"
        )
    if wrong:
        raise UnreadableError(
            f"{wrong[0]:,} is no level here: {parts.least} to {parts.most:,}. {KINDS[kind].example}"
        )
    falls = TRAITS[kind].direct and parts.fields["side"] is Side.BELOW
    mentions: dict[int, tuple[str, ...]] = {}
    for clause in clauses.get("notify", []):
        who, where = clause.value
        for at in where or counts:
            if at not in counts:
                raise UnreadableError(
                    f"{at:,} is none of its levels, so nobody would be told there", clause.words
                )
            mentions[at] = tuple(dict.fromkeys((*mentions.get(at, ()), *who)))
    ordered: Iterable[int] = reversed(counts) if falls else counts
    return tuple(Level(at=at, mentions=mentions.get(at, ())[:MOST_MENTIONS]) for at in ordered)


def with_led_levels(clauses: ReadClauses) -> ReadClauses:
    """Read `@here at 80 and 100% of 40000`: where nothing else says them, those are the levels."""
    first = next(iter(clauses.get("notify", ())), None)
    if (
        first is None
        or first.before
        or not first.value[1]
        or clauses.keys() & {"compared", "nothing"}
    ):
        return clauses
    who, counts = first.value
    percent = any(sign in first.words for sign in ("%", "percent", "pct"))
    levels = first._replace(value=Compared(Side.ABOVE, True, counts, percent))
    notify = [first._replace(value=(who, ())), *clauses["notify"][1:]]
    return {**clauses, "compared": [levels], "notify": notify}


def with_joined_levels(clauses: ReadClauses) -> ReadClauses:
    """Read `at 80% notify @a, at 100% notify @b of 40000`: the levels of a share in one list, and
    each mention at those that it follows."""
    compared = clauses.get("compared", [])
    sides = {each.value[:2] for each in compared if each.value.side}
    if "allowance" not in clauses or len(compared) < 2 or len(sides) > 1:
        return clauses
    if not all(each.value.percent for each in compared):
        return clauses
    counts = tuple(count for each in compared for count in each.value.counts)
    first = compared[0]
    if len(counts) > MOST_LEVELS:
        raise UnreadableError(f"That is too many levels: {MOST_LEVELS} at most", first.words)
    side, inclusive = next(iter(sides), first.value[:2])
    joined = first.value._replace(side=side, inclusive=inclusive, counts=counts)
    notify = [_placed(each, compared) for each in clauses.get("notify", [])]
    told = {"notify": notify} if notify else {}
    return {**clauses, "compared": [first._replace(value=joined)], **told}


def _placed(clause: ReadClause, compared: list[ReadClause]) -> ReadClause:
    who, where = clause.value
    compared_before = next((each for each in compared if each is clause.before), None)
    if where or compared_before is None:
        return clause
    return clause._replace(value=(who, compared_before.value.counts))
