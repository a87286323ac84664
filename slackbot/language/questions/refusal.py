"""Says why a question is refused: it names the words, says what there is, and offers what was
meant."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.channel import quoted
from slackbot.domain.errors import UnreadableError
from slackbot.domain.spelling import did_you_mean, nearest
from slackbot.language.alerts.lead import (
    behind_noun,
    behind_when,
    behind_wish,
    leads_to_mention,
)
from slackbot.language.alerts.recognition import alert_example, is_rule
from slackbot.language.core.courtesy import behind_please, behind_to_me
from slackbot.language.core.question_clauses import VERSUS
from slackbot.language.core.readers import glued, read_number, tried, word
from slackbot.language.core.rows import BOTS, OUTPUT, ROWS, SIZES
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.weekdays import EVERY, GROUPS, WORKING, read_weekdays
from slackbot.language.core.words import (
    BILLING_WORDS,
    FISCAL,
    LAST,
    MONTHS,
    NUMBERS,
    ORDINALS,
    TO,
    UNITS,
    WEEKDAY_PLURALS,
)
from slackbot.language.names.bots import known_names
from slackbot.language.names.zones import AMBIGUOUS, one_clock
from slackbot.language.periods.fiscal import read_fiscal_unit
from slackbot.language.questions.facts import ALLOWANCES, FACTS
from slackbot.language.questions.sentence import CHATTER, PREPOSITIONS, Attempt
from slackbot.language.questions.topics import FoundTopic, topics_of
from slackbot.language.schedules.cadence import read_cadence
from slackbot.language.schedules.times import read_time
from slackbot.language.slips.offers import COMMAND
from slackbot.language.slips.typos import corrected
from slackbot.language.slips.vocabulary import is_known, one_meant
from slackbot.language.verbs import KINDS

LEADS: Final = PREPOSITIONS | TO | frozenset("by per as with from since about via vs bot".split())
# Words that a text may lose without a change of meaning.
SPARE: Final = CHATTER | PREPOSITIONS | frozenset("so again exactly about it's there's".split())
IDLE: Final = CHATTER | frozenset("used use using".split())
ALIKE: Final = 0.75  # how much of a bot's name must be there
# Verbs of those who want no more of what comes by itself, and its names.
ENDS: Final = frozenset(
    "stop pause cancel end remove delete disable silence mute suspend unsubscribe kill".split()
)
# Words before the question of a digest.
SENDING: Final = frozenset(
    """send post schedule email mail share deliver subscribe remind give get show run me us to of
    with a an the report summary digest""".split()
)
MANAGED: Final = {
    each: noun
    for noun, names in {
        "alert": "alert alerts notification notifications warning warnings",
        "digest": "digest digests report reports summary summaries",
    }.items()
    for each in names.split()
}
EMPTY: Final = frozenset("null undefined none nil nan na tbd todo xxx placeholder".split())
MOST_EMPTY: Final = 2  # words of such a text: `na` is a word of Portuguese
CODE: Final = frozenset("select insert curl sudo import def function var http rm".split())
BY: Final = frozenset(("by", "per"))
ROWS_NAMED: Final = BOTS | SIZES.keys()
LONGER: Final = MONTHS.keys() | frozenset("month months quarter year weeks".split())
MOST_LOST: Final = 2  # spare words in a row
ASKED_WORDS: Final = FACTS.words() | ROWS.words() | OUTPUT.words() | ALLOWANCES
LONGEST_TRIED: Final = 15  # words: each try takes as long as reading the text


class Edit(NamedTuple):
    """Replaces the tokens `[first, last)` by other words."""

    first: int
    last: int
    words: str


@dataclass(frozen=True)
class Refused:
    """A text that no row of clauses fits, and the attempt to read it."""

    t: Text
    names: Collection[str]
    attempt: Attempt
    tried: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, t: Text, names: Collection[str]) -> "Refused":
        """Try to read the text."""
        attempt = Attempt(t, names, month_first=t.month_first)
        attempt.read()
        return cls(t, names, attempt)

    @property
    def far(self) -> int:
        """Return the first token that nothing could use."""
        return self.attempt.far

    def reads(self, text: str) -> bool:
        """Tell whether a text without this fault is a question."""
        if text not in self.tried:
            self.tried[text] = self._reads(text)
        return self.tried[text]

    def _reads(self, text: str) -> bool:
        attempt = Attempt(tokens_of(text), self.names, month_first=self.t.month_first)
        return tried(attempt.read) is not None

    def says(self, message: str, *tries: Sequence[Edit]) -> UnreadableError:
        """Return the refusal with `message`, which offers each of the tries."""
        first = min((each.first for edits in tries for each in edits), default=0)
        last = max((each.last for edits in tries for each in edits), default=len(self.t.words))
        instead = [_edited(self.t, first, last, edits) for edits in tries]
        return UnreadableError(message, self.t.phrase(first, last), instead)

    def kept(self) -> str:
        """Return the bots of the channel and the longest period that the text names, as typed."""
        t = self.t
        periods = self.attempt.periods
        found = [(read[1] - i, i, read[1]) for i in range(len(t.words))
                 if self._begins_alone(i) and (read := periods.read(i))
                 and self._ends_alone(read[1])]  # fmt: skip
        spans = [max(found, key=lambda each: each[0])[1:]] if found else []
        period = t.phrase(*spans[0]) if spans else ""
        return f"{period} {self.bots()}".strip()

    def _begins_alone(self, i: int) -> bool:
        """Tell whether what is at `i` is no part of a number or a date before it."""
        ordinal = word(self.t, i) in ORDINALS and word(self.t, i - 1) in LAST | ORDINALS.keys()
        part = ordinal or word(self.t, i - 1) == "half"
        return not (part or glued(self.t, i) or word(self.t, i - 1).isdigit())

    def _ends_alone(self, i: int) -> bool:
        """Tell whether no number or date goes on at `i`."""
        return not (glued(self.t, i) or word(self.t, i).isdigit())

    @cached_property
    def topics(self) -> list[FoundTopic]:
        """Return the topics of the text."""
        return topics_of(self.t)

    def bots(self) -> str:
        """Return the bots of the channel that the text names: `for SupportBot and SalesBot`."""
        known = known_names(self.t, self.names) if self.names else {}
        bots = {each.name for names in known.values() for each in names}
        return f"for {' and '.join(map(quoted, sorted(bots)))}" if bots else ""

    @cached_property
    def unknown(self) -> tuple[tuple[int, int], ...]:
        """Return the runs of words that are not ours, with what is written onto them."""
        return tuple(self._unknown())

    def _unknown(self) -> Iterator[tuple[int, int]]:
        i = 0
        known = known_names(self.t, self.names) if self.names else {}
        ends = {i: max(each.end for each in names) for i, names in known.items()}
        while i < len(self.t.words):
            j = i = ends.get(i, i)
            while (
                j < len(self.t.words)
                and j not in ends
                and (not _is_ours(self.t.words[j]) or (j > i and self.t.tokens[j].glued))
            ):
                j += 1
            if j > i:
                yield i, j
            i = max(j, i + 1)


def _is_ours(word: str) -> bool:
    """Tell whether questions have a use for `word`."""
    return is_known(word) or word in ASKED_WORDS


def refusal(t: Text, names: Collection[str], attempt: Attempt | None = None) -> UnreadableError:
    """Return the error for a text that no row of clauses fits; `attempt` is the one at reading it,
    if it was made already."""
    known = attempt and attempt.t.source == t.source  # not one without its quotes
    refused = Refused(t, names, attempt) if attempt and known else Refused.of(t, names)
    found = (reason(refused) for reason in REASONS)
    return next(filter(None, found))


def _zone(r: Refused) -> UnreadableError | None:
    return one_clock(word(r.t, r.far)) if word(r.t, r.far) in AMBIGUOUS else None


def _alert(r: Refused) -> UnreadableError | None:
    """Offer an alert: the text begins as `tell me when …`, or it is a rule without the word."""
    t = r.t
    i = behind_please(t)
    when = behind_when(t, behind_wish(t, i) or behind_noun(t, i) or len(t.words))
    if not (when or leads_to_mention(t, i) or tried(is_rule, t)):
        return None
    if word(t, i) == "days":
        return None  # `days without usage last month`
    example, own = alert_example(t)
    if not (own or when or leads_to_mention(t, i)) and r.topics:
        return None
    words = t.phrase(min(r.far, len(t.words) - 1), len(t.words))
    offered = (f"{COMMAND}{example}",) if own else ()
    return UnreadableError(
        f'I couldn\'t read "{words}" as a question. For an alert, try "{example}".', words, offered
    )


def _slip(r: Refused) -> UnreadableError | None:
    """Offer the text with its slips mended, where that is a question."""
    known = {k for each in r.topics for k in range(each.first, each.last)}
    if any(known & set(range(*run)) for run in r.unknown):
        return None  # a word of a topic is no slip
    tries = (corrected(r.t, least=3), corrected(r.t, least=4, ordinary=True))
    mended = next((each for each in tries if each and r.reads(each[0].source)), None)
    if mended and NUMBERS.keys() & set(mended[0].words) - set(r.t.words):
        return None  # "right" is not likely "eight"
    if mended is None:
        return None
    typed, meant = r.t.source.split(), mended[0].source.split()
    while typed and meant and typed[-1] == meant[-1]:
        typed, meant = typed[:-1], meant[:-1]
    while typed and meant and typed[0] == meant[0]:
        typed, meant = typed[1:], meant[1:]
    phrase, instead = " ".join(typed), " ".join(meant)
    return UnreadableError(f'I don\'t know "{phrase}". {did_you_mean(instead)}', phrase, (instead,))


def _bot(r: Refused) -> UnreadableError | None:
    """Offer the bot of whose name an unknown word is a part."""
    for run in r.unknown:
        if edit := _bot_edit(r, *run):
            phrase = r.t.phrase(edit.first, edit.last)
            return r.says(f'I know no bot "{phrase}" here. Did you mean this one?', (edit,))
    return None


def _bot_edit(r: Refused, first: int, last: int) -> Edit | None:
    end = last + (word(r.t, last) in {"bot", "bots"})
    name = nearest(r.t.phrase(first, end), r.names, least=ALIKE)
    lead = "" if word(r.t, first - 1) in {"for", "of"} else "for "
    return Edit(first, end, f"{lead}{quoted(name)}") if name else None


def _versus(r: Refused) -> UnreadableError | None:
    """Refuse to compare two units, and offer to show both beside each other."""
    for k in range(1, len(r.t.words) - 1):
        if word(r.t, k) not in VERSUS:
            continue
        phrase = r.t.phrase(k - 1, k + 2)
        if word(r.t, k - 1) in BILLING_WORDS and word(r.t, k + 1) in BILLING_WORDS:
            return r.says(
                f'I compare periods. For "{phrase}", one answer can show both units.',
                (Edit(k, k + 1, "and"),),
            )
    return None


def _topic(r: Refused) -> UnreadableError | None:
    """Say what the app has instead of what the text asks for, where a topic knows the words."""
    found = r.topics
    if not found:
        return None
    unknown = {k for first, last in r.unknown for k in range(first, last)}
    blamed = [each for each in found if unknown & set(range(each.first, each.last))]
    for main in dict.fromkeys((*blamed, *found)):
        error = _about(r, main, found, blamed)
        if error.instead or main.topic.sure:
            return error
    return None


def _about(
    r: Refused, main: FoundTopic, found: list[FoundTopic], blamed: list[FoundTopic]
) -> UnreadableError:
    """Return what is said of one topic of the text."""
    phrase = r.t.phrase(main.first, main.last)
    pieces = [piece for piece in main.topic.instead if not piece.startswith(COMMAND)]
    tries = (_readable_try(r, main, piece, found, blamed) for piece in pieces)
    error = r.says(main.topic.says.format(it=f'"{phrase}"'), *filter(None, tries))
    commands = [piece for piece in main.topic.instead if piece.startswith(COMMAND)]
    if not error.instead and not commands:  # then the period and the bots, which were understood
        kept = r.kept()
        whole = (f"{piece} {kept}".strip() for piece in pieces)
        commands = [f"{COMMAND}{text}" for text in whole if text and r.reads(text)]
    words = error.words if error.instead else phrase
    return UnreadableError(error.message, words, (*error.instead, *commands))


def _readable_try(
    r: Refused, main: FoundTopic, piece: str, found: list[FoundTopic], blamed: list[FoundTopic]
) -> tuple[Edit, ...] | None:
    """Return the fewest edits with which the text is a question that has `piece`."""
    own = Edit(main.first, main.last, piece)
    covered = {k for each in found for k in range(each.first, each.last)}
    names = [_bot_edit(r, *run) for run in r.unknown if not covered & set(range(*run))]
    bots = [edit for edit in names if edit]
    for topics in (blamed, found) if blamed != found else (found,):
        others = [
            Edit(each.first, each.last, each.topic.instead[0])
            for each in topics
            if each != main and not each.topic.instead[0].startswith(COMMAND)
        ]
        named = {k for edit in bots for k in range(edit.first, edit.last)}
        lost = {k for first, last in r.unknown for k in range(first, last)} - covered - named
        drops = [Edit(k, k + 1, "") for k in lost]
        dropping = [(own, *others, *bots, *drops)] if drops else []
        for edits in ((own, *others, *bots), *dropping, *_sparing(r, own, others)):
            if r.reads(_edited(r.t, 0, len(r.t.words), edits)):
                return _trimmed(r, edits)
    return None


def _trimmed(r: Refused, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Return the edits, and leave out polite words at both ends where that still reads."""
    first, last = 0, len(r.t.words)
    while first < min(each.first for each in edits) and word(r.t, first) in IDLE:
        first += 1
    while last > max(each.last for each in edits) and word(r.t, last - 1) in IDLE:
        last -= 1
    ends = (Edit(0, first, ""), Edit(last, len(r.t.words), ""))
    less = (*edits, *(each for each in ends if each.last > each.first))
    return less if r.reads(_edited(r.t, 0, len(r.t.words), less)) else edits


def _sparing(r: Refused, own: Edit, others: list[Edit]) -> Iterator[tuple[Edit, ...]]:
    """Return the edits, without a spare word or two before or after them."""
    for first, last in ((1, 0), (2, 0), (0, 1)):
        around = (*r.t.words[own.first - first : own.first], *r.t.words[own.last : own.last + last])
        if own.first >= first and all(each in SPARE for each in around):
            yield Edit(own.first - first, own.last + last, own.words), *others


def _recurring(r: Refused) -> UnreadableError | None:
    """Offer a digest for `every Monday`, `weekly on Fridays`, `daily at 9`."""
    if VERSUS & set(r.t.words):
        return None
    for k in range(len(r.t.words)):
        end, timed = _behind_schedule(r.t, k)
        if not end:
            continue
        phrase, at = r.t.phrase(k, end), "" if timed else " at 9"
        left = tokens_of(f"{r.t.phrase(0, k)} {r.t.phrase(end, len(r.t.words))}")
        rest = left.phrase(_behind_send(left), len(left.words))
        if rest and not r.reads(rest):
            rest = Refused.of(replace(tokens_of(rest), month_first=r.t.month_first), r.names).kept()
        message = f'"{phrase}" sounds like a digest, which comes by itself.'
        alone = any(behind_to_me(left, i) for i in range(len(left.words)))
        to_me = "to me " if alone and "to me" not in rest.lower() else ""
        if word(r.t, k) not in EVERY:
            message = f'I can post a digest "{phrase}". Shall I set it up?'
        days = () if timed else _of_period(r, k, rest)
        digest = f"{COMMAND}digest {to_me}{phrase}{at} {rest}".strip()
        return UnreadableError(message, phrase, (*days, digest))
    return None


def _of_period(r: Refused, i: int, rest: str) -> tuple[str, ...]:
    """Offer `Tuesdays last month` for `every Tuesday last month`, whose period has several."""
    days = read_weekdays(r.t, i + 1) if word(r.t, i) in EVERY else None
    if not days or len(days[0]) > 1 or LONGER.isdisjoint(rest.lower().split()):
        return ()
    text = f"{WEEKDAY_NAMES[days[0][0]]}s {rest}"
    return (f"{COMMAND}{text}",) if r.reads(text) else ()


def _behind_send(t: Text) -> int:
    """Return the position after `post`, `schedule`, `email me a report of`."""
    i = behind_please(t)
    while word(t, i) in SENDING:
        i += 1
    return i


def _behind_schedule(t: Text, i: int) -> tuple[int, bool]:
    """Return the position after how often a digest comes, and whether a time is said; 0 without a
    schedule. A bare adverb is none: it may be said of something else."""
    if i and word(t, i) in GROUPS.keys() | WORKING:
        return 0, False  # `the first 5 business days`
    if read_number(t, i - 1) and word(t, i - 2) in LAST:
        return 0, False  # `last 3 Sundays`
    try:
        found = read_cadence(t, i)
        end = found[1] if found else i
        time = read_time(t, end) if end > i else None
    except UnreadableError:
        return 0, False
    if time:
        return time[1], True
    return (end if end > i + 1 or word(t, i) in WEEKDAY_PLURALS else 0), False


def _managed(r: Refused) -> UnreadableError | None:
    """Offer the lists where somebody wants an end of what comes by itself: `stop the daily
    alert`."""
    t = r.t
    i = behind_please(t)
    noun = next((MANAGED[each] for each in t.words if each in MANAGED), "")
    if word(t, i) not in ENDS or not noun:
        return None
    phrase, kind = t.phrase(i, len(t.words)), next((each for each in t.words if each in KINDS), "")
    is_clear = kind and noun == "digest" and not r.bots()
    by_name = (f"{COMMAND}stop the {kind} digest",) if is_clear else ()
    return UnreadableError(
        f'I can\'t tell which one you mean by "{phrase}". Each {noun} has a number, which you find '
        "here:", phrase, (*by_name, f"{COMMAND}{noun}s"))  # fmt: skip


def _count(r: Refused) -> UnreadableError | None:
    """Ask which days are meant by `42` or `7 days`."""
    number, unit = word(r.t, r.far), word(r.t, r.far + 1)
    if not number.isdigit() or (unit and unit not in UNITS) or r.far + 2 < len(r.t.words):
        return None
    phrase = r.t.phrase(r.far, r.far + 2)
    if unit:
        return UnreadableError(f'"{phrase}" of when?', phrase, (f"last {phrase}",))
    return UnreadableError(f'What is "{phrase}" the number of?', phrase, (f"last {phrase} days",))


def _half_typed(r: Refused) -> UnreadableError | None:
    """Refuse `between Sep 1 and`, `from March to`: one end is missing."""
    t = r.t
    last = word(t, len(t.words) - 1)
    if last not in TO | {"and", "-", "from", "between", "since"} or len(t.words) < 2:
        return None
    first = int(word(t, 0) in {"between", "from"})
    middle = t.phrase(first, len(t.words) - 1)
    return UnreadableError(
        f'"{t.source}" has no end. Up to when, or up to now?', t.source, (f"since {middle}",)
    )


def _after(lead: str, says: str, *pieces: str) -> Callable[[Refused], UnreadableError | None]:
    """Make a reason to refuse unknown words that follow one of the words in `lead`."""
    leads = frozenset(lead.split())

    def reason(r: Refused) -> UnreadableError | None:
        for first, last in r.unknown:
            start = first - 1 - (word(r.t, first - 1) in {"the", "a", "our", "my"})
            if word(r.t, start) not in leads:
                continue
            unread, phrase = r.t.phrase(first, last), r.t.phrase(start, last)
            meant = one_meant(unread.lower(), ROWS_NAMED, 3) if word(r.t, start) in BY else ""
            slip = (f"{word(r.t, start)} {meant}",) if meant else ()
            tries = [(Edit(start, last, piece),) for piece in (*slip, *pieces, "")]
            return r.says(says.format(it=f'"{unread}"', phrase=f'"{phrase}"'), *tries)
        return None

    return reason


def _unknown(r: Refused) -> UnreadableError | None:
    """Refuse unknown words anywhere in the text."""
    runs = r.unknown
    if not runs:
        return None
    edits = [Edit(first, last, "") for first, last in runs]
    wider = [Edit(first - (word(r.t, first - 1) in LEADS), last, "") for first, last in runs]
    phrase = " and ".join(f'"{r.t.phrase(first, last)}"' for first, last in runs[:2])
    rest = _edited(r.t, 0, len(r.t.words), edits)
    kept = r.kept()
    if not kept and not (rest and r.reads(rest)) and (error := _no_words(r, phrase)):
        return error
    whole = (f"{COMMAND}{kept}",) if kept and kept != rest and r.reads(kept) else ()
    capital = next((r.t.phrase(*run) for run in runs if r.t.phrase(*run)[:1].isupper()), "")
    if capital:
        message = f'I don\'t know {phrase}. If "{capital}" is a bot, write: for "{capital}".'
    elif len(runs) > 1:
        message = f"I don't know {phrase}, and I leave no word out by myself."
    elif rest and runs[0][0] == 0 and r.reads(rest):
        message = f"{phrase} before the period says nothing to me."
    elif rest and r.reads(rest):
        message = f"I got all but {phrase}."
    elif rest:
        message = f"I don't know {phrase}, and can't make a question of the rest either."
    else:
        return UnreadableError(
            f"I don't know {phrase}. Ask for a time, such as `last week`.",
            r.t.source,
            (f"{COMMAND}help",),
        )
    error = r.says(message, edits, wider)
    return UnreadableError(error.message, error.words, (*error.instead, *whole))


def _no_words(r: Refused, phrase: str) -> UnreadableError | None:
    """Refuse what is no sentence: another script, a placeholder, code, a word by itself."""
    source = r.t.source
    if not any(c.isascii() and c.isalpha() for c in source) and any(c.isalpha() for c in source):
        return UnreadableError(
            f'I couldn\'t read "{source}". My languages are English, German, French, Spanish, '
            "Portuguese and Japanese.", source, (f"{COMMAND}help dates",))  # fmt: skip
    if (set(r.t.words) & EMPTY and len(r.t.words) <= MOST_EMPTY) or any(
        c in source for c in "{}[]$<>"
    ):
        return UnreadableError(
            f'Nothing has filled in "{source}". Which period shall it be?', source,
            (f"{COMMAND}this month", f"{COMMAND}last month"))  # fmt: skip
    if set(r.t.words) & CODE and len(r.t.words) > 1:
        return UnreadableError(
            f'"{source}" looks like code. Ask in words, such as `last week by day`.', source,
            (f"{COMMAND}help",))  # fmt: skip
    if len(r.t.words) == 1:
        return UnreadableError(
            f"There's no period, bot or command here with the name {phrase}.", source,
            (f"{COMMAND}bots", f"{COMMAND}help"))  # fmt: skip
    return None


def _no_sense(r: Refused) -> UnreadableError:
    """Refuse a text whose words are all known, but together are no question."""
    t = r.t
    tries = [
        (Edit(k, k + length, ""),)
        for length in range(1, MOST_LOST + 1)
        for k in range(len(t.words) - length + 1)
        if len(t.words) <= LONGEST_TRIED
        and all(each in SPARE for each in t.words[k : k + length])
        and not glued(t, k)  # a sign within a number is no word
        and word(t, k - 1) not in LAST  # `last of the month` is a day
    ]
    rests = ((edits, _edited(t, 0, len(t.words), edits)) for edits in tries)
    readable = next((edits for edits, rest in rests if rest and r.reads(rest)), None)
    phrase = t.phrase(min(r.far, len(t.words) - 1), len(t.words))
    before = t.phrase(0, r.far)
    if readable:
        (lost,) = readable
        spare = t.phrase(lost.first, lost.last)
        return r.says(f'What is "{spare}" for? Without it I can answer.', readable)
    kept = r.kept()
    if before and r.reads(before):
        return _goes_on(r, before, phrase)
    if before and not all(each in CHATTER for each in t.words):
        whole = (f"{COMMAND}{kept}",) if kept and r.reads(kept) else (f"{COMMAND}help",)
        return UnreadableError(
            f'I read "{before}", and then I don\'t know how "{phrase}" goes on.', phrase, whole
        )
    if all(each in CHATTER for each in t.words):
        return UnreadableError(
            f'"{t.source}" names no figures. Shall it be this month?', t.source,
            (f"{COMMAND}this month", f"{COMMAND}help"),
        )  # fmt: skip
    if not any(each.isalnum() for each in t.source):
        return UnreadableError(f'"{t.source}" has no words in it. See `/billing help`.', t.source,
                               (f"{COMMAND}help",))  # fmt: skip
    if not kept and (error := _no_words(r, f'"{t.source}"')):
        return error
    if kept and kept != t.source and r.reads(kept):
        return UnreadableError(f'I can\'t make one question of "{t.source}". Is it about this?',
                               t.source, (f"{COMMAND}{kept}",))  # fmt: skip
    return UnreadableError(f'"{t.source}" is no question that I can answer. See `/billing help`.',
                           t.source, (f"{COMMAND}help",))  # fmt: skip


def _goes_on(r: Refused, before: str, phrase: str) -> UnreadableError:
    """Refuse what follows a question: it offers both parts, or all that was understood."""
    t, kept = r.t, r.kept()
    instead: tuple[str, ...] = ("",)
    if kept != before and r.bots() and r.reads(kept):
        instead = (f"{COMMAND}{kept}",)
    elif any(each.isdigit() for each in t.words[r.far :]):  # a number is not left out
        instead = (f"{COMMAND}help",)
    elif word(t, r.far) not in VERSUS:  # `last week last month`, `last week or last month`
        other = t.phrase(r.far + (word(t, r.far) in {"or", "/"}), len(t.words))
        instead = ("", f"{COMMAND}{other}") if r.reads(other) else instead
    return UnreadableError(f'I got "{before}", but not what "{phrase}" adds.', phrase, instead)


def _fiscal(r: Refused) -> UnreadableError | None:
    for k in range(len(r.t.words)):
        if word(r.t, k - 1) == "by" and (unit := read_fiscal_unit(r.t, k)):
            phrase = r.t.phrase(k, unit[1])
            return UnreadableError(
                f'Rows are calendar quarters: I can\'t split usage by "{phrase}".',
                phrase,
                ("quarter",),
            )
    for k in range(len(r.t.words)):
        if word(r.t, k) == "tax" and word(r.t, k + 1) not in UNITS:
            continue
        if word(r.t, k) in FISCAL:
            phrase = r.t.phrase(k, k + 2)
            if word(r.t, k) == "tax":
                return UnreadableError(
                    f'I know no tax years ("{phrase}"). Try dates, such as '
                    '"6 Apr 2025 to 5 Apr 2026".', phrase, (f"this {phrase[4:]}",))  # fmt: skip
            return UnreadableError(
                f'I couldn\'t read "{phrase}". Of a fiscal year I know "FY26", "Q2 FY26", '
                '"last fiscal quarter" and "fiscal YTD".',
                phrase,
                ("this fiscal year",),
            )
    return None


REASONS: Final = (
    _zone,
    _managed,
    _alert,
    _slip,
    _versus,
    _half_typed,
    _fiscal,
    _recurring,
    _topic,
    _bot,
    _count,
    _after("by per", "I can't split usage {phrase}: rows are hours, days, weeks or months.",
            "by day"),
    _after("for of bot bots", "I know no bot called {it}, nor another {phrase}."),
    _after("as", "I can't make {it}. Beside the answer in Slack there are CSV and Excel files.",
            "as csv", "as excel"),
    _after("vs versus against with", "I can't compare with {it}, only with a period.",
            "vs previous period"),
    _after("since from after before until till to between",
            "Which day is {it}? I need a date, a weekday or a month there."),
    _after("last past previous this next current every each",
            "{phrase} isn't a period that I know, nor a bot."),
    _after("in on at during", "{it} is neither a time nor a time zone that I know."),
    _after("and , &", "I don't know {it}, which you want as well."),
    _unknown,
    _no_sense,
)  # fmt: skip


def _edited(t: Text, first: int, last: int, edits: Sequence[Edit]) -> str:
    """Return the tokens `[first, last)` as typed, with other words in the place of some."""
    parts, i = [], first
    for edit in sorted(edits):
        parts += [t.phrase(i, edit.first), edit.words]
        i = edit.last
    parts.append(t.phrase(i, last))
    return " ".join(filter(None, parts))
