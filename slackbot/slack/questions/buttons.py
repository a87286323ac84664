"""The buttons under an answer: each carries words that people could type instead."""

from collections.abc import Iterator, Sequence

from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.digests.plan import DIGEST
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, UsageQuery
from slackbot.domain.usage.report import UsageReport
from slackbot.language.questions.words import bots_of, words_of
from slackbot.language.understanding import stores
from slackbot.slack.blocks.blocks import Block, actions, button
from slackbot.slack.forms.buttons import form_button

LONGEST_WORDS = 200  # of a question
MOST_READINGS = 2
SIZES = tuple(size for size in Grouping if size is not Grouping.WEEKDAY)


def answer_buttons(ask: Ask, report: UsageReport, *, alone: bool = False) -> list[Block]:
    """Make the buttons: again, CSV, finer or coarser rows, the period before, other readings, the
    form of the question, and where the figures came from.

    `alone`: the answer is for the asker alone, who can get no file.
    """
    buttons = [
        button(label, f"ask:{name}", words)
        for name, label, words in _offers(ask, report)
        if len(words) <= LONGEST_WORDS and not (alone and name == "csv")
    ]
    changed = _own_words(ask) or words_of(_with_bots(report))
    if len(changed) <= LONGEST_WORDS:
        buttons.insert(-1, form_button("Change", "question", ask.home, text=changed))
    return [actions(*buttons)] if buttons else []


def suggestion_buttons(suggestions: Sequence[str]) -> list[Block]:
    """Make the buttons of a refusal: each asks its words, after a question if these change what is
    stored."""
    buttons = [
        button(
            words,
            f"ask:suggestion-{number}",
            words,
            confirm=f"This is as if you had typed: /billing {words}" if stores(words) else "",
        )
        for number, words in enumerate(suggestions)
    ]
    return [actions(*buttons)] if buttons else []


def cancel_button(question: str) -> Block:
    """Make the button that cancels the running question; `question` is its id."""
    return actions(button("Cancel", CANCEL, question))


def _offers(ask: Ask, report: UsageReport) -> Iterator[tuple[str, str, str]]:
    query = _with_bots(report)
    question = words_of(query)
    yield "refresh", "Refresh", f"{_again(ask, report) or question} fresh"
    yield "csv", "CSV", f"{question} as csv"
    for other in _other_sizes(report.grouping):
        yield f"by-{other}", f"By {other}", words_of(query.model_copy(update={"grouping": other}))
    if report.before and not query.comparison:
        yield "before", "Previous period", words_of(_of(query, report.before))
    for number, reading in enumerate(query.other_readings[:MOST_READINGS]):
        yield f"reading-{number}", f"Or: {reading.words}", words_of(_of(query, reading.period))
    yield "receipts", "Receipts", f"receipts {ask.id}"


def _of(query: UsageQuery, period: Period) -> UsageQuery:
    """Return the query for another, fixed period."""
    return query.model_copy(update={"period": period, "running": False, "until": None})


def _with_bots(report: UsageReport) -> UsageQuery:
    """Name the bots in the query, because the channel's default may change."""
    query = report.query
    if query.bots or query.is_of_all:
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
    named = query.bots or query.is_of_all
    return text if named else f"{text} {bots_of(_with_bots(report))}"


def _own_words(ask: Ask) -> str:
    """Return the asker's words where they are a whole question: a digest's are not."""
    return ask.text if ask.command != DIGEST and (ask.whole or not ask.thread) else ""


def _other_sizes(shown: Grouping | None) -> Iterator[Grouping]:
    """Yield a finer and a coarser grouping than the shown one, or hours if there is none."""
    at = SIZES.index(shown) if shown in SIZES else -1
    yield from (SIZES[near] for near in (at - 1, at + 1) if 0 <= near < len(SIZES))
