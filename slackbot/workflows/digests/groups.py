"""Groups the bots of digests due at one moment: one job of the account can fetch them all."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from slackbot.domain.channel import Bot
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.plan import bots_of, plan_digest
from slackbot.domain.digests.schedule import Slot, slot_on
from slackbot.domain.errors import UserError
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.language.digests.asked import context_at, query_at
from slackbot.ports import Ports

SOME_BOT = (Bot(id="st-any", name="any"),)
MOST_SLOTS = 8  # slots that are cached
AT_A_TIME = 20  # digests read before other tasks get a turn

Windows = frozenset[tuple[str, str, str]]
BotsByWindows = dict[Windows, set[str]]


class Groups:
    """Caches the bots of each window of a slot, for thousands of digests that ask.

    Every process finds the same, because the result depends only on the digests that existed when
    the slot came.
    """

    def __init__(self) -> None:
        self._slots: OrderedDict[tuple[str, str], asyncio.Task[BotsByWindows]] = OrderedDict()

    async def of(self, digest: Digest, slot: Slot, ports: Ports) -> frozenset[str]:
        """Return the bots of all digests with the same window at the moment of `slot`."""
        key = (digest.team, slot.at.isoformat())
        task = self._slots.get(key)
        if task is None or (task.done() and task.exception()):
            task = self._slots[key] = asyncio.create_task(_groups(digest.team, slot, ports))
            while len(self._slots) > MOST_SLOTS:
                self._slots.popitem(last=False)
        groups = await asyncio.shield(task)
        return frozenset(groups.get(_windows(query_at(digest, slot), slot), ()))


async def _groups(team: str, slot: Slot, ports: Ports) -> BotsByWindows:
    linked = await ports.channels.bots_of_all(team)
    found: BotsByWindows = {}
    known: dict[Hashable, Windows] = {}
    for count, digest in enumerate(await ports.digests.store.at_slot(team, slot.at)):
        if count % AT_A_TIME == 0:
            await asyncio.sleep(0)
        own = slot_on(digest.schedule, slot.day) or slot
        try:
            bots = bots_of(digest, linked[digest.channel]) if digest.channel in linked else ()
            words = _words(digest, own)
            windows = known.get(words) or _windows(query_at(digest, own), own)
        except UserError:
            continue  # its own run reports it
        known[words] = windows
        found.setdefault(windows, set()).update(bot.id for bot in bots)
    return found


def _words(digest: Digest, slot: Slot) -> Hashable:
    """Returns what its windows follow from. Reading is slow, and many digests have the same."""
    context = context_at(digest, slot)
    if not digest.question:
        context = replace(context, bots=())
    return digest.schedule, digest.question, context


def _windows(query: UsageQuery, slot: Slot) -> Windows:
    """Return the windows that are fetched, without bots."""
    jobs = plan_digest(query, SOME_BOT, slot.at, routes=ACCOUNT, batch=1).jobs
    return frozenset((job.start.isoformat(), job.end.isoformat(), job.grain) for job in jobs)
