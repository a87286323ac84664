"""The buttons under an answer: each carries words that people could type instead."""

from collections.abc import Iterator
from datetime import timedelta

from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.channel import quoted
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, UsageQuery
from slackbot.domain.usage.comparison import same_part
from slackbot.domain.usage.report import UsageReport
from slackbot.slack.blocks.blocks import Block, actions, button

MINUTE = timedelta(minutes=1)
LONGEST_WORDS = 200  # of a question
MOST_READINGS = 2
SIZES = tuple(Grouping)


def answer_buttons(ask: Ask, report: UsageReport, *, alone: bool = False) -> list[Block]:
    """Make the buttons: again, CSV, finer or coarser rows, the period before, other readings.

    `alone`: the answer is for the asker alone, who can get no file.
    """
    buttons = [
        button(label, f"ask:{name}", words)
        for name, label, words in _offers(ask, report)
        if len(words) <= LONGEST_WORDS and not (alone and name == "csv")
    ]
    return [actions(*buttons)] if buttons else []


def cancel_button(question: str) -> Block:
    """Make the button that cancels the running question; `question` is its id."""
    return actions(button("Cancel", CANCEL, question))


def _offers(ask: Ask, report: UsageReport) -> Iterator[tuple[str, str, str]]:
    query = _with_bots(report)
    said = words_of(query)
    yield "refresh", "Refresh", f"{_again(ask, report) or said} fresh"
    yield "csv", "CSV", f"{said} as csv"
    for other in _other_sizes(report.grouping):
        yield f"by-{other}", f"By {other}", words_of(query.model_copy(update={"grouping": other}))
    if report.before and not query.comparison:
        yield "before", "Previous period", words_of(_of(query, report.before))
    for number, reading in enumerate(query.other_readings[:MOST_READINGS]):
        yield f"reading-{number}", f"Or: {reading.words}", words_of(_of(query, reading.period))


def _of(query: UsageQuery, period: Period) -> UsageQuery:
    """Return the query for another, fixed period."""
    return query.model_copy(update={"period": period, "running": False, "until": None})


def _with_bots(report: UsageReport) -> UsageQuery:
    """Name the bots in the query, because the channel's default may change."""
    query = report.query
    if query.bots or query.all_bots:
        return query
    return query.model_copy(update={"bots": tuple(bot.id for bot in report.bots)})


def _again(ask: Ask, report: UsageReport) -> str:
    """Return the asker's words for a running period with a named comparison.

    Both periods may have grown since. In a thread these words may be incomplete.
    """
    query = report.query
    if not (query.running and query.comparison) or (ask.thread and not ask.whole):
        return ""
    text = ask.text if query.stated else f"this month {ask.text}".strip()
    named = query.bots or query.all_bots
    return text if named else f"{text} {_bots(_with_bots(report))}"


def _other_sizes(shown: Grouping | None) -> Iterator[Grouping]:
    """Yield a finer and a coarser grouping than the shown one, or hours if there is none."""
    at = SIZES.index(shown) if shown else -1
    yield from (SIZES[near] for near in (at - 1, at + 1) if 0 <= near < len(SIZES))


def words_of(query: UsageQuery) -> str:
    """Write the query as people could type it at any later time.

    A running period then covers more, unless it is compared with a part of another period, which
    would not grow.
    """
    parts = [_window(query)]
    if query.grouping:
        parts.append(f"by {query.grouping}")
    if query.units:
        parts.append(" and ".join(unit.plural for unit in query.units))
    if query.all_bots or query.bots:
        parts.append(_bots(query))
    if query.top:
        parts.append(f"top {query.top}")
    if query.private:  # a private answer stays private
        parts.append("privately")
    return " ".join(parts)


def _window(query: UsageQuery) -> str:
    """Write the period and the compared one; the zone is written once, at the end."""
    period = query.period
    if query.comparison is None:
        return _going_on(query) if query.running else period.describe()
    said = period.describe().removesuffix(f" ({period.zone})")
    settled = query.model_copy(update={"running": False})
    whole = "" if same_part(settled, query.comparison) == query.comparison else "the whole of "
    return f"{said} vs {whole}{query.comparison.describe()}"


def _going_on(query: UsageQuery) -> str:
    """Write the whole of a running period; a later reading covers more of it."""
    start, end, zone = query.period.start, query.until, query.period.zone
    if end:
        return Period(start=start, end=end, zone=zone).describe()
    first, _ = Period(start=start, end=start + MINUTE, zone=zone).describe().split(" – ", 1)
    return f"since {first} ({zone})"


def _bots(query: UsageQuery) -> str:
    return "for all bots" if query.all_bots else "for " + " and ".join(map(quoted, query.bots))
