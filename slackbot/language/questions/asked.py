"""Reads a question in a channel: perhaps in a thread, and about bots that the channel has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.errors import UnknownBotError, UserError
from slackbot.domain.group import NONE_HERE
from slackbot.domain.query import UsageQuery
from slackbot.language.context import ReadingContext
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query, try_query
from slackbot.language.questions.words import words_of
from slackbot.language.slips.offers import COMMAND, offering, with_offers


def read_question(
    words: str, context: ReadingContext, earlier: UsageQuery | None = None
) -> UsageQuery:
    """Return what is asked, in the thread of `earlier` if there is one.

    Raises UnreadableError, whose suggestions need no thread.
    """
    if earlier is None:
        return read_query(words, context)
    with _whole(words, lambda text: read_follow_up(text, earlier, context)):
        return read_follow_up(words, earlier, context)


def read_question_of(
    words: str,
    context: ReadingContext,
    linked: ChannelBots,
    earlier: UsageQuery | None = None,
) -> tuple[UsageQuery, tuple[LinkedBot, ...]]:
    """Return what is asked, and the bots that it is about.

    Raises UnreadableError, and UnknownBotError for a name that the channel does not have.
    """

    def read(text: str) -> UsageQuery:
        query = read_follow_up(text, earlier, context) if earlier else try_query(text, context)
        linked.choose(query)
        return query

    with _whole(words, read) if earlier else offering(words, read):
        query = read_follow_up(words, earlier, context) if earlier else read_query(words, context)
        if query.by_group and linked.bots and not linked.groups:
            by_bot = words_of(query.model_copy(update={"by_group": False}))
            raise UnknownBotError(NONE_HERE, "", (), (by_bot,))
        return query, linked.choose(query)


@contextmanager
def _whole(words: str, read: Callable[[str], UsageQuery]) -> Iterator[None]:
    """Add to each error what people may ask instead, in words that need no thread."""
    try:
        yield
    except UserError as error:
        if not error.instead:
            raise
        offered = with_offers(error, words, read).suggestions
        commands = tuple(each[1:] for each in error.instead if each.startswith(COMMAND))
        texts = (each if each in commands else words_of(read(each)) for each in offered)
        raise type(error)(error.message, error.words, (), tuple(texts)) from None
