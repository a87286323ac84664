"""Reads what a rule watches beside counts: no usage, unusual usage, a forecast."""

from typing import Final

from slackbot.domain.alerts.rule import Side
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, RuleText
from slackbot.language.alerts.clauses.counts import MOVES
from slackbot.language.core.clause_reader import FoundClause, KindAndValue
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

NOTHING: Final = frozenset("no without zero nothing".split())
USAGE: Final = frozenset("traffic activity usage use".split())  # they do not name the unit
SILENT: Final = frozenset("silent silence quiet idle inactive stop stops stopped".split())
FORESEEN: Final = frozenset("forecast forecasted forecasts predicted projected expected".split())
TO_COME: Final = FORESEEN | {"track", "pace", "likely", "will"}
HIGH: Final = {
    "high": Side.ABOVE, "many": Side.ABOVE, "much": Side.ABOVE,
    "low": Side.BELOW, "few": Side.BELOW, "little": Side.BELOW,
}  # fmt: skip
SUDDEN: Final = {
    **dict.fromkeys("spike spikes surge surges".split(), Side.ABOVE),
    **dict.fromkeys("dip dips slump slumps".split(), Side.BELOW),
}
UNUSUAL: Final = frozenset(
    "unusual unusually abnormal abnormally anomaly anomalies anomalous outlier outliers weird "
    "strange odd".split()
)
_nothing: Final = always(("nothing", True))
_forecast: Final = always(("forecast", True))


def _unusual(side: Side = Side.EITHER) -> KindAndValue:
    return "unusual", side


def _moves(t: Text, i: int) -> tuple[None, int] | None:
    """Read `is`, `goes`, `has gone`; there may be none."""
    j = i
    while word(t, j) in MOVES:
        j += 1
    return (None, j) if j > i else None


_LOOKS: Final = "[something|anything|on|any|is|look|looks|seem|seems] [looks|seems|is]"
WATCHED: Final = Table[KindAndValue](
    (
        Row("<nothing> <usage>", _nothing, "no traffic", "nothing True"),
        Row("nothing happens|happened|arrives|arrived", _nothing, "nothing happens",
            "nothing True"),
        Row("[<moves>] <silent> [of|responding|working|answering]", _nothing, "goes quiet",
            "nothing True"),
        Row(f"{_LOOKS} <unusual> [<high:side>] [day|days|traffic|activity|usage|use]", _unusual,
            "anything looks weird", "unusual either"),
        Row(f"{_LOOKS} <unusual> [<high:side>] for its|the|a|their weekday|day", _unusual,
            "is unusually high for its weekday", "unusual above"),
        Row("on [a|any|sudden] <sudden:side>", _unusual, "on any spikes", "unusual above"),
        Row("<foreseen> [to]", _forecast, "forecasted to", "forecast True"),
        Row("on track|pace to", _forecast, "on track to", "forecast True"),
        Row("likely|going|set to", _forecast, "likely to", "forecast True"),
        Row("will", _forecast, "will", "forecast True"),
    ),
    nothing=NOTHING, usage=USAGE, silent=SILENT, unusual=UNUSUAL, high=HIGH,
    sudden=SUDDEN, foreseen=FORESEEN, moves=_moves,
)  # fmt: skip


def read_watched(w: RuleText, i: int) -> FoundClause:
    """Read `no` before a unit, `goes silent`, `unusual for its weekday`, `on spikes`, `on track
    to`."""
    none = word(w.t, i) in NOTHING | {"0"} and word(w.t, i + 1) in UNIT_WORDS
    return (_nothing(), i + 1) if none else WATCHED.read(w.t, i)
