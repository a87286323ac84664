"""Groups of bots, such as cost centres: a workspace's own, while bots have names in channels."""

import re
from collections.abc import Iterable

from slackbot.domain.frozen import FrozenModel

GROUP_ID = re.compile(r"gr-[0-9a-f]{12}")
MOST_GROUPS = 200  # of a workspace
MOST_MEMBERS = 100
NONE_HERE = "No groups of bots here yet. Make one: `/billing group Retail = SalesBot, ShopBot`"
IN_NONE = "In no group"  # the row of the bots that no group has


class BotGroup(FrozenModel):
    """A group of bots. `bot_ids` are sorted, and may be of bots that a channel does not have.

    `id` stays when the group is renamed, and is never used again. `set_by` is its owner.
    """

    id: str
    name: str
    bot_ids: tuple[str, ...] = ()
    set_by: str = ""


def ids_by_bot(groups: Iterable[BotGroup]) -> dict[str, frozenset[str]]:
    """Return the ids of the groups of each bot that is in any."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for bot_id in group.bot_ids:
            found.setdefault(bot_id, set()).add(group.id)
    return {bot_id: frozenset(ids) for bot_id, ids in found.items()}
