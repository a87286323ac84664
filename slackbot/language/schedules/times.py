"""Reads the hour of a schedule: `at 9`, `9:00`, `at 5.30pm`, `at noon`, `at 8 in the evening`."""

from datetime import date, time
from functools import partial
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.patterns import Row, Table, as_read
from slackbot.language.core.readers import digits, glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import NUMBERS
from slackbot.language.periods.times_of_day.hours import ClockHour, read_hour, read_to

AT: Final = frozenset(("at", "@"))
HALVES: Final = {"morning": "am", "afternoon": "pm", "evening": "pm"}
DOZEN: Final = 12
DAY: Final = 24 * 60  # minutes
MARKS: Final = frozenset(", ; : . ( ) ? !".split())
TIMES: Final = "`at 9`, `at 16:30` or `at 5pm`"

FoundTime = tuple[time, int] | None


def read_time(t: Text, i: int, *, lone: bool = False) -> FoundTime:
    """Read the time of day at `i`; without `at` only what cannot be another number, or is a `lone`
    one.

    Raises UnreadableError where `at` is followed by nothing, or by a number that is no time.
    """
    at = word(t, i) in AT
    j = i + at
    if at and j >= len(t.words):
        raise UnreadableError(f"At what time? Try {TIMES}", t.phrase(i, j))
    found = HOURS.read(t, j)
    if found is None or _goes_on(t, found[1]):
        if at and word(t, j).isdigit():
            raise _no_time(t, i)
        return None
    hour, end = found
    if not (at or lone or hour.clear) or _is_range(t, end):
        return None
    return _checked(hour, t.phrase(i, end)), end


def _plain(t: Text, i: int) -> tuple[ClockHour, int] | None:
    """Read an hour as questions do, and `17.30`, `0930`, `nine`."""
    found = _dotted(t, i) or read_hour(t, i) or _four_digits(t, i)
    if found is None and NUMBERS.get(word(t, i), DOZEN + 1) <= DOZEN:
        return ClockHour(NUMBERS[word(t, i)]), i + 1
    return found


def _past(hour: ClockHour, minutes: int) -> ClockHour | None:
    if hour.minute or hour.second or (hour.half and hour.hour == DOZEN and minutes < 0):
        return None  # before noon it is not the same half of the day
    whole, minute = divmod((hour.hour * 60 + minutes) % DAY, 60)
    return hour._replace(hour=whole, minute=minute)


def _to(hour: ClockHour, minutes: int) -> ClockHour | None:
    return _past(hour, -minutes)


def _in_half(hour: ClockHour, half: str) -> ClockHour | None:
    open_ = not hour.half and 1 <= hour.hour <= DOZEN
    return hour._replace(half=half, clear=True) if open_ else None


# The minutes of `five past nine`. In digits, `5 to 9` are hours.
IN_WORDS: Final = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20}
MINUTES: Final = IN_WORDS | {str(number): number for number in (5, 10, 15, 20)}
CLOCKS: Final = Table[ClockHour](
    (
        Row("<hour:hour>", as_read, "17.30", "17:30"),
        Row("<hour:hour> o ' clock", as_read, "nine o'clock", "9:00"),
        Row("[a] half past <hour:hour>", partial(_past, minutes=30), "half past nine", "9:30"),
        Row("[a] <minutes:minutes> [minutes] past <hour:hour>", _past, "ten past 9", "9:10"),
        Row("[a] <in_words:minutes> [minutes] to <hour:hour>", _to, "a quarter to 9", "8:45"),
    ),
    hour=_plain, minutes=MINUTES, in_words=IN_WORDS,
)  # fmt: skip
HOURS: Final = Table[ClockHour](
    (
        Row("<clock:hour>", as_read, "0930", "9:30"),
        Row("<clock:hour> in the <half:half>", _in_half, "8 in the evening", "8:00 pm"),
    ),
    clock=CLOCKS.read, half=HALVES,
)  # fmt: skip


def _dotted(t: Text, i: int) -> tuple[ClockHour, int] | None:
    """Read `17.30`, which a question would take for a date."""
    hour, minute = digits(t, i, 1, 2), digits(t, i + 2, 2, 2)
    if not (hour and minute and word(t, i + 1) == "." and glued(t, i + 1) and glued(t, i + 2)):
        return None
    half = word(t, i + 3) in {"am", "pm", "a", "p"}
    if half or int(hour) >= 24 or int(minute) >= 60 or glued(t, i + 3):
        return None
    return ClockHour(int(hour), int(minute)), i + 3


def _four_digits(t: Text, i: int) -> tuple[ClockHour, int] | None:
    """Read `0930`."""
    four = digits(t, i, 4, 4)
    good = four and int(four[:2]) < 24 and int(four[2:]) < 60
    return (ClockHour(int(four[:2]), int(four[2:])), i + 1) if good else None


def _goes_on(t: Text, i: int) -> bool:
    """Tell whether the words go on as something else: `9:75`, `9.5`, `15th`, `13pm`."""
    mark = word(t, i) in MARKS and not glued(t, i + 1)
    return word(t, i) in {"am", "pm"} or (glued(t, i) and not mark)


def _is_range(t: Text, i: int) -> bool:
    """Tell whether the time is an end of a question's hours: `9am to 5pm`."""
    j = read_to(t, i)
    return bool(j and read_hour(t, j))


def _checked(hour: ClockHour, phrase: str) -> time:
    if hour.offset is not None:
        raise no_offset(phrase)
    moment = hour.on(date(2000, 1, 1))
    if moment.day.day != 1:
        raise UnreadableError(
            f'"{phrase}" is the next day\'s midnight. Please name that day, `at midnight`', phrase
        )
    if moment.at.second:
        raise UnreadableError(f'A digest comes on the minute, not "{phrase}". Try {TIMES}', phrase)
    return moment.at


def no_offset(phrase: str) -> UnreadableError:
    """Return the refusal of a zone that is a number."""
    return UnreadableError(
        f'An offset such as in "{phrase}" does not say when clocks change. '
        "Please name a city: `at 9 in Berlin`, or `at 9 UTC`",
        phrase,
    )


def _no_time(t: Text, i: int) -> UnreadableError:
    j = i + 2
    while glued(t, j):
        j += 1
    j += word(t, j) in {"am", "pm"}
    phrase = t.phrase(i, j)
    return UnreadableError(f'"{phrase}" is no time of day. Try {TIMES}', phrase)
