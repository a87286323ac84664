"""Why a text is refused: one sentence that names the words and what would work."""

from collections.abc import Callable, Collection
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.lead import (
    behind_noun,
    behind_please,
    behind_when,
    behind_wish,
    leads_to_mention,
)
from slackbot.language.alerts.recognition import alert_example, is_rule
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.typos import corrected
from slackbot.language.core.vocabulary import is_known
from slackbot.language.core.words import FISCAL, RECURRING, TO, UNITS, VAGUE, WEEKDAYS
from slackbot.language.core.zones import AMBIGUOUS, one_clock
from slackbot.language.periods.relative import fiscal
from slackbot.language.questions.sentence import Attempt

EXAMPLE: Final = 'Try "last week by day" or "1 Sep to 15 Sep".'
NO_START: Final = TO | {"before", "by"}
ALL_TIME: Final = frozenset("everything forever lifetime always ever".split())


def refusal(t: Text, names: Collection[str], month_first: bool) -> UnreadableError:
    """The error for a text that no row of clauses fits."""
    row = Attempt(t, names, month_first=month_first)
    row.read()
    words = _unread(t, row.far)
    if clocks := _zone(t, row.far):
        return clocks
    if wish := _alert_wished(t):
        return UnreadableError(f'I could not read "{words}". {wish}', words)
    if nearest := _nearest(t, names, month_first):
        hint = _name_hint(t)
        return UnreadableError(
            f'I could not read "{words}"{". " + hint + "Or d" if hint else ": d"}id you mean '
            f'"{nearest}"?', words)  # fmt: skip
    for reason in (_fiscal, _recurring, _duration, _no_start, _half_said, _vague, _all_time):
        if found := reason(t, row.far):
            return found
    return UnreadableError(f'I could not read "{words}". {_name_hint(t)}{EXAMPLE}', words)


def _alert_wished(t: Text) -> str:
    """What to write where an alert may be meant: for a rule, and for `tell me when …`."""
    i = behind_please(t)
    when = behind_when(t, behind_wish(t, i) or behind_noun(t, i) or len(t.words))
    if not (when or leads_to_mention(t, i) or _is_rule(t)):
        return ""
    return f'For an alert, try "{alert_example(t)}"; for a question, "last week by day".'


def _is_rule(t: Text) -> bool:
    try:
        return is_rule(t)
    except UnreadableError:  # a number that no rule could have
        return False


def _unread(t: Text, far: int) -> str:
    """The words to blame: those that are not ours, or else all from where the reading stopped."""
    unknown = [k for k in range(len(t.tokens)) if not is_known(t.words[k])]
    if unknown:
        return t.said(unknown[0], unknown[-1] + 1)
    return t.said(min(far, max(len(t.words) - 1, 0)), len(t.words))


def _nearest(t: Text, names: Collection[str], month_first: bool) -> str:
    """What the text would be with its slips mended, or without the words that are not ours."""
    mended = corrected(t, least=3)
    tries = [mended[0]] if mended else []
    tries += [_without_unknown(each) for each in [*tries, t]]
    for each in tries:
        row = Attempt(each, names, month_first=month_first)
        if each.words and each.source != t.source and row.read(has_period=True):
            return each.source
    return ""


def _without_unknown(t: Text) -> Text:
    kept = [each for each in t.tokens if is_known(each.text)]
    said = "".join(
        ("" if each.glued and k else " ") + t.source[each.start : each.end]
        for k, each in enumerate(kept)
    )
    return tokens_of(said.strip())


Reason = Callable[[Text, int], UnreadableError | None]


def _zone(t: Text, far: int) -> UnreadableError | None:
    return one_clock(word(t, far)) if word(t, far) in AMBIGUOUS else None


def _fiscal(t: Text, _far: int) -> UnreadableError | None:
    for k in range(len(t.words)):
        if word(t, k) in FISCAL:
            return fiscal(t.said(k, k + 2))
    return None


def _recurring(t: Text, far: int) -> UnreadableError | None:
    at = next((k for k in range(far, len(t.words)) if word(t, k) in RECURRING), None)
    following = word(t, at + 1) if at is not None else ""
    if at is None or not (
        word(t, at).endswith("days") or following in UNITS.keys() | WEEKDAYS.keys()
    ):
        return None
    said = t.said(at, at + 1 + (following in UNITS.keys() | WEEKDAYS.keys()))
    return UnreadableError(
        f'"{said}" comes again and again; I need one period, such as "last month by day".',
        said,
    )


def _duration(t: Text, far: int) -> UnreadableError | None:
    """`7 days`: of which days?"""
    number, unit = word(t, far), word(t, far + 1)
    if not number.isdigit() or unit not in UNITS or far + 2 < len(t.words):
        return None
    said = t.said(far, far + 2)
    return UnreadableError(f'"{said}" of when? Did you mean "last {said}"?', said)


def _no_start(t: Text, far: int) -> UnreadableError | None:
    if far or word(t, 0) not in NO_START | {"up"} or len(t.words) < 2:
        return None
    return UnreadableError(
        f'"{t.source}" has no beginning. Try "1 Sep to 15 Sep" or "month to date".', t.source
    )


def _half_said(t: Text, _far: int) -> UnreadableError | None:
    """`between Sep 1 and`, `from March to`."""
    last = word(t, len(t.words) - 1)
    if last not in TO | {"and", "-", "from", "between", "since"} or len(t.words) < 2:
        return None
    return UnreadableError(
        f'"{t.source}" has no end. Try "1 Sep to 15 Sep", or "since 1 Sep".', t.source)  # fmt: skip


def _vague(t: Text, _far: int) -> UnreadableError | None:
    for k in range(len(t.words)):
        if word(t, k) in VAGUE:
            said = t.said(k, k + 1)
            return UnreadableError(
                f'"{said}" can mean many days, and I will not guess. '
                'Try dates, such as "1 Mar to 15 Mar", or "last 7 days".', said)  # fmt: skip
    return None


def _all_time(t: Text, _far: int) -> UnreadableError | None:
    said = "all time" if t.words[:2] == ("all", "time") else ""
    said = said or next((each for each in t.words if each in ALL_TIME), "")
    if not said:
        return None
    return UnreadableError(
        f'"{said}" has no beginning. Try "since 1 Jan 2025" or "this year".', said
    )


def _name_hint(t: Text) -> str:
    """What to write where an unknown word may be a bot."""
    for k in range(len(t.tokens)):
        if not is_known(t.words[k]) and t.said(k, k + 1)[:1].isupper():
            return f'If "{t.said(k, k + 1)}" is a bot, write: for "{t.said(k, k + 1)}". '
    return ""
