"""Routes: the connection to Kore.ai through which each bot's figures are fetched."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ENVIRONMENT = ""  # the id of the connection whose credential is in the environment
NOWHERE = "none"  # stands for the id of a connection where none covers the bot


class Route(NamedTuple):
    """The id of a connection, and whether its jobs are about the account, or each about a bot."""

    connection: str = ENVIRONMENT
    account: bool = False


NO_ROUTE = Route(NOWHERE)


@dataclass(frozen=True)
class Routes:
    """The route of each bot; those that are not named have the route `otherwise`."""

    by_bot: Mapping[str, Route] = field(default_factory=dict)
    otherwise: Route = NO_ROUTE

    def of(self, bot_id: str) -> Route:
        """Return the bot's route; its connection is `NOWHERE` where none covers the bot."""
        return self.by_bot.get(bot_id, self.otherwise)

    def split(self, bot_ids: Iterable[str]) -> dict[Route, tuple[str, ...]]:
        """Return the bots of each route; routes and bots keep their order."""
        found: dict[Route, tuple[str, ...]] = {}
        for bot_id in bot_ids:
            route = self.of(bot_id)
            found[route] = (*found.get(route, ()), bot_id)
        return found

    def shared_with(self, bot_ids: Collection[str], others: Iterable[str]) -> list[str]:
        """Return those of the `others` that one job can fetch together with any of the bots."""
        shared = {route for route in map(self.of, bot_ids) if route.account}
        return [bot_id for bot_id in others if self.of(bot_id) in shared]

    def covers_none(self, bot_ids: Collection[str]) -> bool:
        """Tell whether there are bots, and no connection covers any of them."""
        return bool(bot_ids) and all(self.of(id_).connection == NOWHERE for id_ in bot_ids)


# Where one credential serves all bots: that of the account, or one for the API of each bot.
ACCOUNT, EACH_BOT = Routes(otherwise=Route(account=True)), Routes(otherwise=Route())
