"""Reads what a digest asks at one of its slots: its words mean what they mean at that moment."""

from datetime import datetime, timedelta

from slackbot.domain.channel import ChannelBots
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.schedule import Slot, upcoming, window_words
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import WEEK
from slackbot.language.context import ReadingContext, named
from slackbot.language.core.readers import tried
from slackbot.language.digests.reading import question_at
from slackbot.language.questions.reading import read_query


def query_at(digest: Digest, slot: Slot) -> UsageQuery:
    """Return what the digest asks at `slot`, however late it is run. Raises UnreadableError."""
    query = _asked_at(digest, slot)
    return query.model_copy(
        update={"bots": digest.bot_ids, "all_bots": not digest.bot_ids, "excluded": ()}
    )


def named_bots(digest: Digest, slot: Slot, linked: ChannelBots) -> tuple[str, ...]:
    """Return the ids of the bots and groups that its words name, or of the bots that they leave;
    none where it is about all of them.

    Raises UnreadableError, and UnknownBotError for a name that the channel does not know.
    """
    query = _asked_at(digest, slot)
    bots = linked.choose(query)
    if query.excluded:
        return tuple(bot.id for bot in bots)
    return linked.ids_of(query.bots)


def _asked_at(digest: Digest, slot: Slot) -> UsageQuery:
    return question_at(digest.schedule, slot, digest.question, context_at(digest, slot))


def context_at(digest: Digest, slot: Slot) -> ReadingContext:
    """Return the context in which the words of the digest are read at `slot`."""
    return ReadingContext(
        now=slot.at,
        zone=digest.schedule.zone,
        locale=digest.locale,
        week_start=digest.week_start,
        fiscal_year=digest.fiscal_year,
        holidays=digest.holidays,
        bots=named(name for name in digest.names if name not in digest.groups),
        groups=named(digest.groups),
    )


def kept_of(context: ReadingContext) -> dict[str, object]:
    """Return the fields of a digest that keep `context` for its slots: see `context_at`."""
    return {
        "names": context.names,
        "groups": context.group_names,
        "locale": context.locale,
        "week_start": context.week_start,
        "fiscal_year": context.fiscal_year,
        "holidays": context.holidays,
    }


def question_text(digest: Digest, slot: Slot, query: UsageQuery) -> str:
    """Write what the digest asks, with the window of its schedule where its words name no other.

    A window that is another one at other slots is left to `asks_since_before`.
    """
    window = window_words(digest.schedule, slot)
    if _has_own_window(digest, slot, query) or asks_since_before(digest, slot, query):
        return digest.question
    return f"{window} {digest.question}".strip()


def asks_since_before(digest: Digest, slot: Slot, query: UsageQuery) -> bool:
    """Tell whether the digest covers the time since its slot before, be that one day or several."""
    if _has_own_window(digest, slot, query):
        return False
    slots = (slot, *upcoming(digest.schedule, slot.at, WEEK.days))
    return len({window_words(digest.schedule, each) for each in slots}) > 1


def _has_own_window(digest: Digest, slot: Slot, query: UsageQuery) -> bool:
    """Tell whether its words name a period, also where that is the schedule's at this slot."""
    context = context_at(digest, slot)
    if query.period != question_at(digest.schedule, slot, "", context).period:
        return True
    asked = tried(read_query, digest.question, context)  # some need a period before them
    return asked is not None and asked.stated


def run_at(digest: Digest, slot: Slot, settling: timedelta) -> datetime:
    """Return the time of the slot, or a later one at which the figures of its window are
    settled."""
    if not digest.when_settled:
        return slot.at
    query = tried(query_at, digest, slot)  # its run says why it is refused
    if query is None or query.running:
        return slot.at
    return max(slot.at, query.period.end + settling)
