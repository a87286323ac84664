"""The buttons under an answer: each carries words that could be typed instead."""

from collections.abc import Iterator

from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.channel import quoted
from slackbot.domain.query import Grouping, UsageQuery
from slackbot.domain.usage import UsageReport
from slackbot.slack.blocks import Block, actions, button

LONGEST_WORDS = 200  # of a question
MOST_READINGS = 2
SIZES = tuple(Grouping)


def answer_buttons(ask: Ask, report: UsageReport) -> list[Block]:
    """Ask again, as CSV, in finer or coarser rows, for the period before, as otherwise read."""
    buttons = [
        button(label, f"ask:{name}", words)
        for name, label, words in _offers(ask, report)
        if len(words) <= LONGEST_WORDS
    ]
    return [actions(*buttons)] if buttons else []


def cancel_button(question: str) -> Block:
    """While it runs, for the one who asked; `question` is its id."""
    return actions(button("Cancel", CANCEL, question))


def _offers(ask: Ask, report: UsageReport) -> Iterator[tuple[str, str, str]]:
    query = report.query
    said = words_of(query)
    # A running period is named by its words: they mean more by now.
    again = ask.text if query.running and not ask.thread else said
    yield "refresh", "Refresh", f"{again} fresh"
    yield "csv", "CSV", f"{said} as csv"
    for other in _other_sizes(report.grouping):
        yield f"by-{other}", f"By {other}", words_of(query.model_copy(update={"grouping": other}))
    if report.before and not query.comparison:
        earlier = query.model_copy(update={"period": report.before})
        yield "before", "Previous period", words_of(earlier)
    for number, reading in enumerate(query.other_readings[:MOST_READINGS]):
        yield f"reading-{number}", f"Or: {reading.words}", reading.words


def _other_sizes(shown: Grouping | None) -> Iterator[Grouping]:
    """One finer and one coarser than the rows that are shown, or hours where there are none."""
    at = SIZES.index(shown) if shown else -1
    yield from (SIZES[near] for near in (at - 1, at + 1) if 0 <= near < len(SIZES))


def words_of(query: UsageQuery) -> str:
    """The query as it could be typed, at any later time."""
    parts = [query.period.describe()]
    if query.grouping:
        parts.append(f"by {query.grouping}")
    if query.units:
        parts.append(" and ".join(unit.plural for unit in query.units))
    if query.all_bots:
        parts.append("for all bots")
    elif query.bots:
        parts.append("for " + " and ".join(map(quoted, query.bots)))
    return " ".join(parts)
