"""Refuses clauses that do not go together: each kind of rule has its own, and most come once."""

from typing import Final

from slackbot.domain.alerts.rule import Kind
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.rules.kinds import KINDS
from slackbot.language.core.clause_reader import ReadClauses, repeated

TWO_RULES: Final = {
    "unit": "An alert watches one unit: set up two, `sessions over 500 per day` and `requests over "
    "500 per day`",
    "bot": "An alert watches one bot or all: set up two, `… for SupportBot` and `… for SalesBot`, "
    "or one `for each bot`",
    "way": "A rule looks one way: set up two, `sessions up 30% on last week` and `sessions down "
    "30% on last week`",
}
MANY: Final = frozenset(("compared", "notify"))  # all others come once


def check_use(clauses: ReadClauses, kind: Kind) -> None:
    """Refuse a clause that has no place in a rule of this kind, or has it twice."""
    row = KINDS[kind]
    if twice := repeated(clauses, MANY):
        name, clause = twice
        hint = TWO_RULES.get(name, row.example)
        raise UnreadableError(f'Leave out "{clause.words}". {hint}', clause.words)
    for name, of_kind in clauses.items():
        if name == "weekdays" and name not in row.clauses:
            raise _not_on_weekdays(of_kind[0].words)
        if name not in row.clauses:
            raise UnreadableError(
                f'"{of_kind[0].words}" does not go with the rest. {row.example}',
                of_kind[0].words,
                (f"in any {of_kind[0].words.removeprefix('for ')}",) if name == "duration" else (),
            )
    if sum(name in clauses for name in ("bot", "each", "together")) > 1:
        raise UnreadableError(
            "An alert watches one bot, each of them or all together. Try `for SupportBot`, "
            "`for each bot` or `for all bots together`"
        )


def _not_on_weekdays(words: str) -> UnreadableError:
    return UnreadableError(
        f'"{words}" does not go with counts, which are watched every day, only with silence: `no '
        "sessions for 24 h on weekdays`. For a day that is low for its weekday, try `sessions "
        "unusually low`",
        words,
        ("",),
    )
