"""Our reader of periods beside dateparser and date-wrangler, in one run, on texts of our own.

    python -m benchmarks.parse

Prints the share of texts read rightly, read wrongly and not read, the share of nonsense refused,
and the time for a text that has not been seen before. Wrong is the number that matters: a refusal
costs a second try, a wrong window a wrong bill. The windows follow our conventions
(`docs/dates.md`); where a peer has another one by design, such as looking ahead for a month
without a year, that counts as wrong here, because it is wrong for a bill. The texts are ours, and
our tests hold many of them: our own shares show that nothing got worse, the peers' what each of
these texts costs without a grammar.

date-wrangler is no dependency of ours: `pip install date-wrangler` adds its row. It reads no hours.
"""

import importlib
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from benchmarks.parse_cases import CASES, LONG_PIECES, NONSENSE, longest
from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
BASELINE = "date-wrangler"

Window = tuple[datetime, datetime]
Reader = Callable[[str], Window | None]


class Score(NamedTuple):
    """How one parser did."""

    name: str
    right: int
    wrong: int
    refused: int
    median_us: float
    p99_us: float


def ours(text: str) -> Window | None:
    """slackbot."""
    try:
        period = read_query(text, ReadingContext(now=NOW)).period
    except UnreadableError:
        return None
    return period.start, period.end


def dateparser_reader() -> Reader:
    """dateparser, one date: the day, month or year that it says it found."""
    data = importlib.import_module("dateparser.date")
    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "RELATIVE_BASE": NOW.replace(tzinfo=None),
    }
    parser = data.DateDataParser(languages=["en"], settings=settings)

    def read(text: str) -> Window | None:
        found = parser.get_date_data(text)
        if found.date_obj is None:
            return None
        start = found.date_obj.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
        if found.period == "week":
            start -= timedelta(days=start.weekday())
            return _cut(start, start + timedelta(days=7))
        if found.period == "month":
            start = start.replace(day=1)
            return _cut(start, (start + timedelta(days=32)).replace(day=1))
        if found.period == "year":
            start = start.replace(month=1, day=1)
            return _cut(start, start.replace(year=start.year + 1))
        return _cut(start, start + timedelta(days=1))

    return read


def date_wrangler_reader() -> Reader:
    """date-wrangler as it is; a text with several periods in it is not read."""
    wrangler = importlib.import_module("date_wrangler")

    def read(text: str) -> Window | None:
        found = wrangler.parse(text, today=NOW.date())
        if len(found) != 1 or found[0].range.start is None:
            return None
        first, last = found[0].range.start, found[0].range.end
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        end = datetime(last.year, last.month, last.day, tzinfo=UTC) if last else NOW
        return _cut(start, end)

    return read


def _cut(start: datetime, end: datetime) -> Window:
    return start, min(end, NOW)


def readers() -> Iterator[tuple[str, Reader]]:
    """Those that are installed, ours first."""
    yield "slackbot", ours
    for name, make in ((BASELINE, date_wrangler_reader), ("dateparser", dateparser_reader)):
        try:
            yield name, make()
        except ModuleNotFoundError:
            print(f"{name} is not installed; to compare: pip install {name}\n")


def _instant(text: str) -> datetime:
    return NOW if text == "now" else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _asked(read: Reader, text: str) -> tuple[Window | None, float]:
    began = time.perf_counter()
    try:
        found = read(text)
    except Exception as error:  # noqa: BLE001 - a peer's crash is an answer here: none
        print(f"  {text!r}: {type(error).__name__}")
        found = None
    return found, (time.perf_counter() - began) * 1e6


def score(name: str, read: Reader) -> Score:
    """Asks everything once, after one question that loads what is loaded once."""
    _asked(read, "5 May 2025")
    right = wrong = 0
    times = []
    for text, start, end in CASES:
        found, took = _asked(read, text)
        times.append(took)
        right += found == (_instant(start), _instant(end))
        wrong += found is not None and found != (_instant(start), _instant(end))
    answers = [_asked(read, text) for text in NONSENSE]
    times = sorted(times + [took for _, took in answers])
    refused = sum(found is None for found, _ in answers)
    return Score(
        name, right, wrong, refused, statistics.median(times), times[len(times) * 99 // 100]
    )


def main() -> None:
    """Prints one row for each parser, and how our time compares to the baseline's."""
    scores = [score(name, read) for name, read in readers()]
    print(f"{len(CASES)} periods, {len(NONSENSE)} texts to refuse\n")
    print("| parser | right % | wrong % | no answer % | refused % | µs median | µs p99 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for each in scores:
        right, wrong = each.right / len(CASES), each.wrong / len(CASES)
        print(
            f"| {each.name} | {right:.1%} | {wrong:.1%} | {1 - right - wrong:.1%} "
            f"| {each.refused / len(NONSENSE):.0%} | {each.median_us:.0f} | {each.p99_us:.0f} |"
        )
    ours_score = scores[0]
    for each in scores[1:]:
        ratio = ours_score.median_us / each.median_us
        print(f"\nmedian time of slackbot / {each.name} = {ratio:.2f}", end="")
    slowest = {piece: _asked(ours, longest(piece))[1] for piece in LONG_PIECES}
    piece = max(slowest, key=lambda each: slowest[each])
    print(f"\nthe longest text takes {slowest[piece] / 1000:.1f} ms at most: {piece!r} repeated")


if __name__ == "__main__":
    main()
