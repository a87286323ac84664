"""Remembers the names of the bots of accounts, so that no form waits for Kore.ai."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import structlog

from slackbot import telemetry
from slackbot.domain.channel import Bot
from slackbot.domain.errors import KoreRefusedError, SlackbotError
from slackbot.ports import Clock

log = structlog.get_logger()

FRESH = 1800.0  # seconds from one list to the next, if anybody opens a form
AGAIN = 60.0  # seconds until one that failed is tried again
WORKSPACES_KEPT = 1000


class Account(Protocol):
    """Lists the bots of an account."""

    async def bots(self) -> Sequence[Bot]:
        """Return the bots. Raises KoreRefusedError and KoreUnavailableError."""
        ...


Accounts = Callable[[str], Awaitable[Mapping[str, Account]]]


class _Listed(NamedTuple):
    by_account: Mapping[str, Sequence[Bot]]
    until: float  # of the monotonic clock


class ListedBots:
    """Implements AccountBots (see ports). Only ids and names are kept, and only in memory.

    `accounts` returns the accounts of a workspace by their ids.
    """

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock
        self._listed: dict[str, _Listed] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def of(self, team: str) -> Sequence[Bot]:
        """See AccountBots. A list that is old is fetched anew, for those who ask later."""
        listed = self._listed.get(team, _Listed({}, 0.0))
        if team not in self._tasks and listed.until <= self._clock.monotonic():
            self._tasks[team] = asyncio.create_task(self._refresh(team))
        bots = {bot.id: bot for each in listed.by_account.values() for bot in each}
        return tuple(bots.values())

    async def settle(self) -> None:
        """Wait until no list is being fetched."""
        await asyncio.gather(*self._tasks.values())

    async def aclose(self) -> None:
        """Stop fetching."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _refresh(self, team: str) -> None:
        last = self._listed.get(team, _Listed({}, 0.0))
        found, again = last.by_account, AGAIN
        try:
            found, again = await self._fetch(team, last.by_account)
        except SlackbotError as error:
            log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
        except Exception as error:  # noqa: BLE001 - its words and frames may have more than names
            log.error(telemetry.BUG, id=secrets.token_hex(4), error=type(error).__name__)  # noqa: TRY400 - see above
        finally:
            del self._tasks[team]
        self._listed.pop(team, None)
        while len(self._listed) >= WORKSPACES_KEPT:
            del self._listed[next(iter(self._listed))]
        self._listed[team] = _Listed(found, self._clock.monotonic() + again)

    async def _fetch(
        self, team: str, last: Mapping[str, Sequence[Bot]]
    ) -> tuple[Mapping[str, Sequence[Bot]], float]:
        """Return the bots of each account, and the seconds until they are to be fetched again."""
        found: dict[str, Sequence[Bot]] = {}
        again = FRESH
        for id_, account in (await self._accounts(team)).items():
            try:
                found[id_] = await account.bots()
            except KoreRefusedError:  # it is in the log, with the scope that is lacking
                found[id_] = ()
            except SlackbotError:  # so is this; what is known stays
                found[id_], again = last.get(id_, ()), AGAIN
        return found, again
