"""Sets up a digest from its words, or refuses what could not be sent."""

from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.plan import DigestPlan, bots_of, plan_digest, refuse_large_digest
from slackbot.domain.digests.schedule import Slot, next_slot
from slackbot.domain.errors import UserError
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.language.context import ReadingContext
from slackbot.language.digests.asked import kept_of, named_bots, query_at
from slackbot.language.digests.reading import DigestSentence

FAR = timedelta(days=190)  # after half a year every relative period has changed


class DigestSetUp(NamedTuple):
    """A digest, and the plan and the bots of its first question."""

    digest: Digest
    plan: DigestPlan
    bots: tuple[LinkedBot, ...]


def set_up_digest(
    digest: Digest, sentence: DigestSentence, context: ReadingContext, linked: ChannelBots
) -> DigestSetUp:
    """Return the digest with the words of `sentence`.

    Raises UserError if its question could not be answered.
    """
    digest = digest.model_copy(
        update={
            "schedule": sentence.schedule,
            "question": sentence.question,
            "when_settled": sentence.when_settled,
            "closes": sentence.closes,
            **kept_of(context),
            "bot_ids": (),
        }
    )
    slot = next_slot(sentence.schedule, context.now)
    digest = digest.model_copy(update={"bot_ids": named_bots(digest, slot, linked)})
    _refuse_frozen(digest, slot)
    query, bots = query_at(digest, slot), bots_of(digest, linked)
    refuse_large_digest(query, bots, slot.at)
    plan = plan_digest(query, bots, slot.at, routes=ACCOUNT, batch=len(bots))
    return DigestSetUp(digest, plan, bots)


def _refuse_frozen(digest: Digest, slot: Slot) -> None:
    """Raise UserError for fixed dates, with a year or without: such a digest tells the same for
    months.
    """
    slots = [slot, *(next_slot(digest.schedule, slot.at + times * FAR) for times in (1, 2))]
    periods = [query_at(digest, each).period for each in slots]
    if any(one == other for one, other in pairwise(periods)):
        raise UserError(
            f"{periods[0].describe()} would be the same each time. Name a period that moves on, "
            "such as `last 7 days`, or none: then the schedule decides."
        )
