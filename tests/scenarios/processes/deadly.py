"""An app to which the figures of one bot are deadly: it is killed as it works on them."""

import asyncio
import os
import signal
from dataclasses import replace

from slackbot.bootstrap import App, Role
from slackbot.domain.usage.fetching.job import Usage
from slackbot.engine.job_queue import Lanes
from slackbot.ports import Fence, Ports
from slackbot.sandbox.kore.bots import SALES_BOT
from slackbot.settings import Settings
from slackbot.slack.outbound.clients import SlackClients
from slackbot.store.ledger import LedgerStore
from slackbot.telemetry import configure_logging
from slackbot.worker_threads import run_in_thread
from tests.clock import CLOCK

NAME = "deadly"  # in the place of one of `slackbot`'s commands


class DeadlyLedger(LedgerStore):
    """Implements Ledger (see ports)."""

    async def keep(self, team: str, usage: Usage) -> None:
        if SALES_BOT.id in usage.job.bot_ids:
            await run_in_thread(os.kill, os.getpid(), signal.SIGKILL)
        await super().keep(team, usage)


class DeadlyApp(App):
    """The app with that ledger."""

    def _ports(self, clients: SlackClients, lanes: Lanes, fence: Fence) -> Ports:
        ports, settings = super()._ports(clients, lanes, fence), self._settings
        ledger = DeadlyLedger(self._retrying, settings.connection, settings.settling)
        return replace(ports, usage=replace(ports.usage, ledger=ledger))


def main(words: list[str]) -> int:
    """Do what `slackbot ROLE` does, until it dies of it."""
    settings = Settings(_env_file=None)
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    asyncio.run(_serve(settings, Role(words[-1])))
    return 0


async def _serve(settings: Settings, role: Role) -> None:
    await DeadlyApp(settings, CLOCK, role).start()
    await asyncio.Event().wait()
