"""Reads the window of a rule, and how often it is checked and told."""

from typing import Any

from slackbot.domain.alerts.rule import LONGEST_HOURS, MOST_CHECKS, TRAITS, Kind
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import WEEK_STARTS, WeekStart
from slackbot.language.alerts.clauses.clause import EXAMPLE
from slackbot.language.alerts.rules.kinds import KINDS
from slackbot.language.core.clause_reader import ReadClause, ReadClauses, value


def window_of(clauses: ReadClauses, kind: Kind, week_start: WeekStart) -> dict[str, Any]:
    """Return where the window begins, and which window it is for kinds that need one."""
    every, hours = value(clauses, "every"), value(clauses, "hours", 0)
    day, month = value(clauses, "start", (1, None))
    first = value(clauses, "week_start", WEEK_STARTS[week_start])
    begins = {day: name for name, day in WEEK_STARTS.items()}
    if first not in begins:
        raise UnreadableError(
            "A week begins on Monday or Sunday. Try `per week from Sunday`",
            clauses["week_start"][0].words,
        )
    fields: dict[str, Any] = {"week_start": begins[first]}
    if not TRAITS[kind].direct:
        return fields
    if not every and not hours:
        raise UnreadableError(f"Per day, week, month, quarter or year? {KINDS[kind].example}")
    if every and hours:
        raise UnreadableError(
            f'Leave out "{clauses["hours"][0].words}". {EXAMPLE}', clauses["hours"][0].words
        )
    _check_start(clauses, every, month)
    if hours > LONGEST_HOURS:
        raise _too_long(clauses["hours"][0])
    return fields | {"every": every, "hours": hours, "from_day": day, "from_month": month or 1}


def _check_start(clauses: ReadClauses, every: str | None, month: int | None) -> None:
    """Refuse a first day except for months, quarters and years, and a first month except for the
    longer ones."""
    words = clauses["start"][0].words if "start" in clauses else ""
    if words and (every in (None, "day", "week") or (month and every == "month")):
        raise UnreadableError(
            f'"{words}" does not go with that window. Try `per month from the 15th`, '
            "`per quarter from 1 February` or `per week from Sunday`",
            words,
        )
    if "week_start" in clauses and every != "week":
        raise UnreadableError(
            "Only weeks begin on a weekday. Try `per week from Sunday`",
            clauses["week_start"][0].words,
        )


def _too_long(clause: ReadClause) -> UnreadableError:
    days = LONGEST_HOURS // 24
    return UnreadableError(f'"{clause.words}" is too long: {days} days at most', clause.words)


def settings_of(clauses: ReadClauses) -> dict[str, Any]:
    needed, of = value(clauses, "checks", (1, 1))
    if not 1 <= needed <= of <= MOST_CHECKS:
        words = clauses["checks"][0].words
        reason = (
            f'"{words}" looks back too far: at most {MOST_CHECKS} checks'
            if of > MOST_CHECKS
            else f'"{words}" can never be: they are as many or fewer'
        )
        raise UnreadableError(f"{reason}. Try `in 2 of 3 checks`", words)
    cooldown = value(clauses, "cooldown", 0)
    if "cooldown" in clauses and not 1 <= cooldown <= LONGEST_HOURS:
        raise _too_long(clauses["cooldown"][0])
    return {"needed": needed, "of": of, "cooldown_hours": cooldown}
