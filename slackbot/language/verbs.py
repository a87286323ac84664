"""Reads commands about an existing alert or digest: `pause the digest`, `alert 2 mute`.

One table for both nouns. It reads the verb, the noun and which one is meant; the words after these
belong to the verb. Each noun makes its commands of that, and refuses a verb that it does not have.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Final, Literal, NamedTuple

from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.amounts import read_amount
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ADVERBS, ALSO_ADVERBS, SHOWS, WEEKDAYS

Noun = Literal["alert", "digest", ""]
Verb = Literal[
    "list", "history", "pause", "resume", "remove", "mute", "unmute", "test", "send", "edit",
    "change", "snooze", "acknowledge", "name", "about",
]  # fmt: skip

NOUNS: Final[dict[str, Noun]] = {
    "alert": "alert", "alerts": "alert", "digest": "digest", "digests": "digest",
}  # fmt: skip
DIGESTS: Final = {name: noun for name, noun in NOUNS.items() if noun == "digest"}
SWITCH: Final[dict[str, Verb]] = {"on": "resume", "off": "pause"}
# Verbs that may follow the noun without a number.
_SURE: Final[dict[Verb, str]] = {
    "pause": "pause stop suspend disable deactivate cancel",
    "resume": "resume unpause continue enable activate reactivate restart",
    "remove": "remove delete",
    "mute": "mute silence",
    "unmute": "unmute",
    "test": "test try",
    "edit": "edit",
    "name": "name rename",
    "change": "change update modify reschedule",
    "history": "history",
    "snooze": "snooze",
    "acknowledge": "ack acknowledge",
}
SURE: Final = {spelling: verb for verb, words in _SURE.items() for spelling in words.split()}
# Verbs that need a number there, because a rule or a question may begin with them, too.
SENDS: Final[dict[str, Verb]] = dict.fromkeys("send post deliver run".split(), "send")
MOVES: Final[dict[str, Verb]] = dict.fromkeys(
    "move raise lower increase decrease reduce adjust".split(), "change"
)
SETS: Final[dict[str, Verb]] = dict.fromkeys("set make".split(), "change")
VERBS: Final[dict[str, Verb]] = {**SURE, **SENDS, **MOVES, "start": "resume"}
NUMBERED: Final[dict[str, Verb]] = {**VERBS, **SETS, **SWITCH}
# Verbs that need no noun where the channel has one thing: they delete nothing.
ALONE: Final[dict[str, Verb]] = {
    each: SURE[each] for each in "pause resume unpause mute unmute snooze ack acknowledge".split()
}
OF_ALERTS: Final[frozenset[Verb]] = frozenset(("snooze", "acknowledge"))  # digests have neither
DONE: Final[dict[Verb, str]] = {
    "mute": "muted", "snooze": "snoozed", "unmute": "unmuted", "test": "tested",
    "acknowledge": "acknowledged",
}  # fmt: skip
THE: Final = frozenset("the this that my our".split())
ALL: Final = frozenset("all every each both".split())
OF: Final = frozenset("of for".split())
# What a digest is called by its schedule, under every word for it.
KINDS: Final = {
    **{each: each for each in (*ADVERBS, "biweekly")},
    **{name: WEEKDAY_NAMES[day].lower() for name, day in WEEKDAYS.items()},
    **ALSO_ADVERBS,
}
OF_KIND: Final[dict[str, Verb]] = {
    spelling: verb for spelling, verb in VERBS.items()
    if verb in {"pause", "resume", "remove", "edit", "change"}
}  # fmt: skip
# Words that may follow a list and add nothing.
EXISTS: Final = (
    ("are", "there"), ("do", "we", "have"), ("do", "i", "have"), ("have", "we"), ("are", "set"),
    ("are", "set", "up"), ("exist",), ("are", "active"), ("rules",), ("please",), ("do", "you",
    "have"), ("here",), ("in", "this", "channel"), ("of", "this", "channel"),
)  # fmt: skip
POLITE: Final = (("now",), ("please",), ("thanks",), ("thank", "you"), ("again",), ("for", "now"))
WHICH: Final = re.compile(r"#?([1-9][0-9]{0,5})|([0-9a-f]{12})")
YEAR: Final = re.compile(r"(19|20|21)[0-9]{2}")  # `alerts 2026` is a question


class Managed(NamedTuple):
    """A verb and the thing that it is for: a number of the channel, an id or one of `KINDS`; empty
    for the only one.

    `noun` is empty where the words name none. `rest` has the words that follow, as typed.
    """

    verb: Verb
    noun: Noun = ""
    which: str = ""
    rest: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, self))


def read_number(t: Text, i: int) -> tuple[str, int] | None:
    """Read `2`, `#2`, or an id as buttons know it."""
    end = i + 1
    while glued(t, end):
        end += 1
    found = WHICH.fullmatch(t.phrase(i, end).lower())
    return (found[1] or found[2], end) if found else None


def _no_year(t: Text, i: int) -> tuple[str, int] | None:
    """Return a number that is no year."""
    found = read_number(t, i)
    return found if found and not (word(t, i) != "#" and YEAR.fullmatch(found[0])) else None


def _wrong(t: Text, i: int) -> tuple[str, int] | None:
    """Return a number that none of them can have."""
    return (word(t, i), i + 1) if word(t, i).isdigit() and not read_number(t, i) else None


def _any(t: Text, i: int) -> tuple[None, int] | None:
    """Read `all of our`, `all`: a list of them."""
    j = i
    while word(t, j) in {"me", "us", "all", "any", "of"} | THE:
        j += 1
    return (None, j) if j > i else None


_list: Final = partial(Managed, "list")
_history: Final = partial(Managed, "history")
_about: Final = partial(Managed, "about")


def _every(verb: Verb, noun: Noun) -> Managed:
    raise UnreadableError(
        f"I {verb} one {noun} at a time. `/billing {noun}s` shows their numbers; then try "
        f"`/billing {noun} {verb} 2`",
        "all",
        suggestions=(f"{noun}s",),
    )


def _no_number(noun: Noun, number: str) -> Managed:
    raise _unknown(noun, number)


def _unknown(noun: Noun, number: str) -> UnreadableError:
    return UnreadableError(
        f'No {noun} has the number "{number}". See `/billing {noun}s` for those that there are',
        number,
    )


MANAGED: Final = Table[Managed](
    (
        Row("<noun:noun>", _list, "digests", "list digest"),
        Row("<noun:noun> list|show|all", _list, "alerts list", "list alert"),
        Row("<shows> [<any>] <noun:noun>", _list, "show me all our digests", "list digest"),
        Row("what|which <noun:noun>", _list, "which alerts", "list alert"),
        Row("what|which <noun:noun> are paused|active|muted|on|off", _list,
            "which digests are paused", "list digest"),
        Row("when is|does|will [<the>] next <digest:noun> [come|due|sent|be|run] [sent|posted]",
            _list, "when is the next digest", "list digest"),
        Row("[<the>] next <digest:noun>", _list, "next digest", "list digest"),
        Row("how many <noun:noun> are set [up]", _list, "how many alerts are set up",
            "list alert"),
        Row("how many <noun:noun> are paused|active|muted|on|off", _list,
            "how many digests are paused", "list digest"),
        Row("what are [<any>] <noun:noun>", _list, "what are our digests", "list digest"),
        Row("do we|i|you have <any> <noun:noun>", _list, "do we have any alerts", "list alert"),
        Row("are there <any> <noun:noun>", _list, "are there any digests", "list digest"),
        Row("<noun:noun> <no_year:which>", _about, "digest 2", "about digest 2"),
        Row("<shows> [<the>] <noun:noun> <no_year:which>", _about,
            "show the alert 2", "about alert 2"),
        Row("<noun:noun> <verb:verb> <which:which>", Managed, "digest pause #2", "pause digest 2"),
        Row("<noun:noun> <which:which> <numbered:verb>", Managed,
            "alert 2 off", "pause alert 2"),
        Row("<noun:noun> <wrong:number> <numbered>", _no_number, "digest 0 pause"),
        Row("<noun:noun> <switch:verb> <which:which>", Managed, "alert off 2", "pause alert 2"),
        Row("<noun:noun> <sure:verb>", Managed, "alert mute", "mute alert"),
        Row("<noun:noun> <sure:verb> it", Managed, "digest resume it", "resume digest"),
        Row("<noun:noun> <sends:verb> [now]", Managed, "digest send now", "send digest"),
        Row("<noun:noun> history <of> [<the>] [<noun>] <which:which>", _history,
            "alert history of alert 2", "history alert 2"),
        Row("<verb:verb> [me|us] [of] [<the>] <noun:noun> [<which:which>]", Managed,
            "stop the digest", "pause digest"),
        Row("<of_kind:verb> [<the>] <kind:which> <digest:noun>", Managed,
            "stop the weekly digest", "pause digest weekly"),
        Row("<sets:verb> [<the>] <noun:noun> <which:which>", Managed,
            "set alert 1", "change alert 1"),
        Row("<sets:verb> <the> <noun:noun>", Managed, "make the digest", "change digest"),
        Row("<verb:verb> <all> [of] [<the>] <noun:noun>", _every, "remove all digests"),
        Row("turn|switch <switch:verb> <all> [of] [<the>] <noun:noun>", _every,
            "turn off all alerts"),
        Row("turn|switch <switch:verb> [<the>] <noun:noun> [<which:which>]", Managed,
            "turn off the alert", "pause alert"),
        Row("turn|switch <switch:verb> [<the>] <kind:which> <digest:noun>", Managed,
            "turn off the weekly digest", "pause digest weekly"),
        Row("turn|switch [<the>] <noun:noun> [<which:which>] <switch:verb>", Managed,
            "turn digest 2 on", "resume digest 2"),
        Row("[<shows>] [<the>] history <of> [<the>] <noun:noun> [<which:which>]", _history,
            "show the history of alert 2", "history alert 2"),
        Row("<shows> [<any>] <noun:noun> history", _history,
            "show alerts history", "history alert"),
        Row("<alone:verb>", Managed, "resume", "resume"),
        Row("<verb:verb> it|this|that", Managed, "stop it", "pause"),
        Row("<sets:verb> it|this|that", Managed, "set it", "change"),
        Row("turn|switch it|this|that <switch:verb>", Managed, "turn it off", "pause"),
        Row("turn|switch <switch:verb> it|this|that", Managed, "switch on it", "resume"),
    ),
    noun=NOUNS, verb=VERBS, sure=SURE, sends=SENDS, sets=SETS, switch=SWITCH, numbered=NUMBERED,
    of_kind=OF_KIND, kind=KINDS, digest=DIGESTS,
    alone=ALONE, the=THE, all=ALL, of=OF, shows=SHOWS, any=_any, which=read_number,
    no_year=_no_year, wrong=_wrong,
)  # fmt: skip


def read_managed(t: Text) -> Managed | None:
    """Return the verb that the text applies to an existing alert or digest; None where it applies
    none, as in `show alerts last week` and `alert when …`.

    Raises UnreadableError where words that follow have no use.
    """
    i = behind_please(t)
    found = MANAGED.read(t, i)
    if found is None:
        return None
    managed, end = found
    noun: Noun = managed.noun or ("alert" if managed.verb in OF_ALERTS else "")
    managed = managed._replace(noun=noun, rest=t.phrase(end, len(t.words)))
    return TAILS.get(managed.verb, _nothing_after)(managed, t, i, end)


def _nothing_after(managed: Managed, t: Text, i: int, end: int) -> Managed | None:
    if t.words[end:] in {(), *POLITE}:
        return managed._replace(rest="")
    if not managed.which and (word(t, i) not in NOUNS or managed.verb == "send"):
        return None  # `send the digest every Monday`, `stop alerts last week`
    if word(t, i + 1) in SWITCH:
        return None  # `alert on 90 % of 4000 sessions per day`
    raise unused(managed)


def _listed(managed: Managed, t: Text, _: int, end: int) -> Managed | None:
    return managed._replace(rest="") if t.words[end:] in {(), *EXISTS} else None


def _named(managed: Managed, t: Text, i: int, end: int) -> Managed | None:
    """Return what it is to be called, as typed, without `to` and quotes."""
    if not managed.noun or (
        not managed.which and word(t, i) == "name" and word(t, i + 1) == "alerts"
    ):
        return None  # `name alerts last week`
    to = word(t, end) in {"to", "as"}
    name, sign, rule = t.phrase(end, len(t.words)).partition(":")
    if sign and rule and not managed.which:
        raise UnreadableError(
            f'A new {managed.noun} has its name at the end. Shall I set it up as "{name}"?', name,
            suggestions=(f'{managed.noun} {rule.strip()} called "{name.strip()}"',),
        )  # fmt: skip
    return managed._replace(rest=t.phrase(end + to, len(t.words)).strip("\"'“”"))


def _snoozed(managed: Managed, _: Text, __: int, ___: int) -> Managed | None:
    return managed if managed.noun else None


def unused(managed: Managed) -> UnreadableError:
    """Return the refusal of the words that follow, for which the verb has no use."""
    example = f"/billing {managed.noun} {managed.verb} {managed.which or 2}"
    if managed.rest.isdigit():
        return _unknown(managed.noun, managed.rest)
    snoozed = managed.verb in {"mute", "pause"} and managed.noun == "alert" and managed.which
    return UnreadableError(
        f'I can\'t use "{managed.rest}" there. Try `{example}`', managed.rest,
        suggestions=(f"alert snooze {managed.which} {managed.rest}",) if snoozed else (),
    )  # fmt: skip


def _edited(managed: Managed, t: Text, i: int, end: int) -> Managed | None:
    """Return a change, whose words follow `to`, or a verb that can mean nothing else."""
    to = word(t, end) == "to"
    text = t.phrase(end + to, len(t.words))
    changed = managed._replace(rest=text)
    if not managed.noun:
        return changed if to and (word(t, i) in MOVES or _is_part(t, end + 1)) else None
    the = word(t, i + 1) in THE
    if word(t, i) in NOUNS or the or managed.which or to or not text:
        return changed
    return None


def _is_part(t: Text, i: int) -> bool:
    """Tell whether only a count or a weekday follows from `i` on, which is no question."""
    count = read_amount(t, i)
    return (count is not None and count[1] == len(t.words)) or (
        word(t, i) in WEEKDAYS and i + 1 == len(t.words)
    )


def _told(managed: Managed, t: Text, _: int, end: int) -> Managed | None:
    """Read `digest 2 at 10` and `alert 1 to 20000` as changes; `alert 5 to 7 Nov` is a question."""
    if end == len(t.words):
        return managed
    to = word(t, end) == "to"
    adverb = word(t, end) in ADVERBS and end + 1 == len(t.words)  # `alert 2 weekly`
    if managed.noun == "digest" or adverb or (to and _is_part(t, end + 1)):
        return managed._replace(verb="change", rest=t.phrase(end + to, len(t.words)))
    return None


# Readers of the words that may follow a verb, where these are more than a courtesy.
TAILS: Final[dict[Verb, Callable[[Managed, Text, int, int], Managed | None]]] = {
    "list": _listed, "edit": _edited, "change": _edited, "about": _told, "snooze": _snoozed,
    "name": _named,
}  # fmt: skip
