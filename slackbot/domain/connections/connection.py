"""Connections to Kore.ai: the credentials of a workspace, and which of them covers a bot."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from slackbot.domain.errors import ConfigurationError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.usage.fetching.routes import NOWHERE, Route, Routes

Scope = Literal["bot", "account"]
LONGEST_NAME = 40
MOST_NAMED = 3


class Connection(FrozenModel):
    """A credential at Kore.ai, without its secret.

    `bot_id` is the one bot that it covers; empty where it covers all that Kore.ai lets it read.
    `id` is `ENVIRONMENT`, or follows from host and client: see `connection_id`. `host` is as
    `host_of` returns it.
    """

    id: str
    name: str
    host: str
    scope: Scope
    client_id: str
    bot_id: str = ""
    changed_at: AwareDatetime | None = None

    @property
    def label(self) -> str:
        """Its id where operators see it, in metrics and lists."""
        return self.id or "environment"

    @property
    def route(self) -> Route:
        """Return the scope of jobs for a bot that it covers."""
        return Route(self.id, self.scope == "account")

    @property
    def credential(self) -> tuple[str, str]:
        """Return a key that two connections share if they are of the same app at Kore.ai."""
        return (self.host, self.client_id)

    @property
    def covers(self) -> str:
        """Return the bots that it covers, in words."""
        if self.bot_id:
            return f"bot {self.bot_id}"
        return "its account" if self.scope == "account" else "every bot"


def host_of(url: str) -> str:
    """Return the address of a connection's host as it is stored: without a slash at its end."""
    return url.rstrip("/")


def connection_id(host: str, client_id: str) -> str:
    """Return the key under which figures, calls and habits of these credentials are stored."""
    return sha256(f"{host}\n{client_id}".encode()).hexdigest()[:12]


class Coverage(NamedTuple):
    """The connections of a workspace, the one from the environment last, else oldest first.

    `found` has the id of the connection that knows a bot, by the bot's id, as Kore.ai told it.
    """

    connections: tuple[Connection, ...] = ()
    found: Mapping[str, str] = {}

    def candidates(self, bot_id: str) -> tuple[Connection, ...]:
        """Return the connections that may cover the bot: its own, or the one that knows it, or
        else all that are not for another bot."""
        own = [each for each in self.connections if each.bot_id == bot_id]
        if own:
            return (own[0],)
        others = tuple(each for each in self.connections if not each.bot_id)
        known = [each for each in others if each.id == self.found.get(bot_id)]
        return tuple(known) or others

    def unsure(self, bot_ids: Iterable[str]) -> list[str]:
        """Return those of the bots that more than one connection may cover."""
        return [bot_id for bot_id in bot_ids if len(self.candidates(bot_id)) > 1]

    def routes(self, bot_ids: Collection[str]) -> Routes:
        """Return the bots' routes: where several connections may cover a bot, the first of them."""
        candidates = {bot_id: self.candidates(bot_id) for bot_id in bot_ids}
        return Routes({id_: found[0].route for id_, found in candidates.items() if found})

    def with_found(self, found: Mapping[str, str]) -> "Coverage":
        """Return the coverage with these bots found, too."""
        return self._replace(found={**self.found, **found})

    def connection(self, id_: str) -> Connection | None:
        """Return the connection with that id."""
        return next((each for each in self.connections if each.id == id_), None)

    def named(self, words: str) -> Connection | None:
        """Return the connection with that name or id; upper and lower case are the same."""
        name = words.strip().casefold()
        return next(
            (each for each in self.connections if name in (each.name.casefold(), each.id)), None
        )


def not_covered(bot_ids: Collection[str]) -> ConfigurationError:
    """Make the error for bots that no connection of the workspace covers."""
    ids = list(bot_ids)
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ConfigurationError(
        f"No connection to Kore.ai covers {', '.join(ids[:MOST_NAMED])}{more}. Check the id with "
        "`/billing bots`. If it is right, ask your admin for a connection: "
        "`slackbot connection add`"
    )


def gone(bot_ids: Collection[str], connection: str) -> ConfigurationError:
    """Make the error for a job whose connection the workspace does not have."""
    if connection == NOWHERE:
        return not_covered(bot_ids)
    return ConfigurationError(
        "The connection to Kore.ai for this was removed meanwhile. Ask again, or see "
        "`slackbot connection list`."
    )
