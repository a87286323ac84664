"""A rule in words: `sessions over 500 per day`, `at 80 and 100 % of 40000 sessions per month`.

The clauses may come in any order, and every word is accounted for, or the text is refused.
"""

from collections.abc import Collection, Mapping
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.dates_pieces import glued, word
from slackbot.domain.grammar.names import known_names
from slackbot.domain.grammar.thresholds_bots import read_bots
from slackbot.domain.grammar.thresholds_changes import read_floor, read_way
from slackbot.domain.grammar.thresholds_clauses import Found, Words, read_place, read_unit
from slackbot.domain.grammar.thresholds_counts import (
    read_allowance,
    read_comparison,
    read_or_more,
)
from slackbot.domain.grammar.thresholds_hours import read_duration
from slackbot.domain.grammar.thresholds_kinds import rule_of
from slackbot.domain.grammar.thresholds_lead import behind_lead, behind_tail, behind_when
from slackbot.domain.grammar.thresholds_money import NOT_MONEY, is_money
from slackbot.domain.grammar.thresholds_often import read_checks, read_cooldown
from slackbot.domain.grammar.thresholds_said import EXAMPLE, Clause, Said
from slackbot.domain.grammar.thresholds_times import (
    read_base,
    read_start,
    read_weekdays,
    read_window,
)
from slackbot.domain.grammar.thresholds_told import read_notify
from slackbot.domain.grammar.tokens import Text, even, tokens_of
from slackbot.domain.grammar.vocabulary import near
from slackbot.domain.grammar.zones import known_zone
from slackbot.domain.query import WeekStart
from slackbot.domain.threshold import Side, Threshold

LONGEST_RULE: Final = 400
BEFORE_WHEN: Final = frozenset("notify bot each together unit zone cooldown".split())
FILLERS: Final = frozenset(
    "is are was were be the a an of number count total and with by used use usage , : ; please "
    "we have has had been there then".split()
)
NOTHING: Final = frozenset("no without zero nothing".split())
USAGE: Final = frozenset("traffic activity usage use".split())  # of which unit, they do not say
SILENT: Final = frozenset("silent silence quiet".split())
FORESEEN: Final = frozenset("forecast forecasted forecasts predicted projected".split())
HIGH: Final = {
    "high": Side.ABOVE, "many": Side.ABOVE, "much": Side.ABOVE,
    "low": Side.BELOW, "few": Side.BELOW, "little": Side.BELOW,
}  # fmt: skip
DAYS: Final = frozenset(("weekday", "day"))
UNUSUAL: Final = frozenset("unusual unusually abnormal abnormally".split())


def read_threshold(
    text: str,
    *,
    zone: str = "UTC",
    week_start: WeekStart = "monday",
    names: Collection[str] = (),
    mentions: Mapping[str, str] | None = None,
) -> Threshold:
    """The rule that `text` is. Raises only UnreadableError, with what would work.

    `zone` and `week_start` are where the text says none. `names` are the bots that the channel
    knows; others are kept as typed. `mentions` is what plain names of people and groups stand for.
    """
    t = _tokens(text)
    w = Words(t, known_names(t, names) if names else {}, mentions or {})
    said = _clauses(w, behind_lead(t))
    return rule_of(said, known_zone(zone), week_start)


def _tokens(text: str) -> Text:
    if len(text) > LONGEST_RULE or len(source := even(text)) > LONGEST_RULE:
        raise UnreadableError(
            f"A rule has at most {LONGEST_RULE} characters. {EXAMPLE}", text[:40] + "…"
        )
    t = tokens_of(source)
    if not t.tokens:
        raise UnreadableError(f"What shall I watch? {EXAMPLE}", source)
    return t


def _clauses(w: Words, i: int) -> dict[str, list[Clause]]:
    """What the clauses from `i` on say, in order."""
    said: dict[str, list[Clause]] = {}
    latest: Clause | None = None
    while i < len(w.t.words) and not behind_tail(w.t, i):
        found = next((found for rule in RULES if (found := rule(w, i))), None)
        if found is None and (behind := _behind_filler(w.t, i, said)):
            i = behind
            continue
        if found is None:
            raise _unread(w.t, i)
        (kind, value), end = found
        latest = Clause(value, w.t.said(i, end), latest)
        said.setdefault(kind, []).append(latest)
        i = end
    return said


def _behind_filler(t: Text, i: int, said: Said) -> int:
    """The place behind a word that says nothing: `when`, too, before what is watched is said."""
    if word(t, i) in FILLERS:
        return i + 1
    return behind_when(t, i) if said.keys() <= BEFORE_WHEN else 0


def _unread(t: Text, i: int) -> UnreadableError:
    j = i + 1
    while glued(t, j):
        j += 1
    said = t.said(i, j)
    if is_money(word(t, i)):
        return UnreadableError(NOT_MONEY, said)
    meant = near(word(t, i))
    hint = f'Did you mean "{meant}"?' if meant else EXAMPLE
    return UnreadableError(f'I could not read "{said}". {hint}', said)


def _nothing(w: Words, i: int) -> Found:
    """`no` before a unit, `no traffic`, `silent`."""
    if word(w.t, i) in NOTHING and word(w.t, i + 1) in USAGE:
        return ("nothing", True), i + 2
    if word(w.t, i) in NOTHING | {"0"} and read_unit(w, i + 1):
        return ("nothing", True), i + 1
    if word(w.t, i) in SILENT:
        return ("nothing", True), i + 1 + (word(w.t, i + 1) == "of")
    return None


def _forecast(w: Words, i: int) -> Found:
    return (("forecast", True), i + 1) if word(w.t, i) in FORESEEN else None


def _unusual(w: Words, i: int) -> Found:
    """`unusual for its weekday`, `unusually high`."""
    if word(w.t, i) not in UNUSUAL:
        return None
    side = HIGH.get(word(w.t, i + 1), Side.EITHER)
    j = i + 1 + (side is not Side.EITHER)
    weekday = word(w.t, j + 1) in {"its", "the", "a", "their"} and word(w.t, j + 2) in DAYS
    return ("unusual", side), j + 3 * (word(w.t, j) == "for" and weekday)


# The first that fits is taken: so what is longer or more certain comes first.
RULES: Final = (
    read_notify,
    read_cooldown,
    read_checks,
    _nothing,
    _unusual,
    _forecast,
    read_weekdays,
    read_base,
    read_start,
    read_duration,
    read_comparison,
    read_or_more,
    read_allowance,
    read_floor,
    read_window,
    read_bots,
    read_way,
    read_place,
    read_unit,
)
