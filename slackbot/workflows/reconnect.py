"""Tests workspaces that Slack disconnected until they are back, and then tells the owners."""

from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError, SlackRefusedError
from slackbot.ports import Ports
from slackbot.workflows.digests.failed import TOKEN

log = structlog.get_logger()


async def reconnect(ports: Ports) -> None:
    """Resume each workspace whose token Slack accepts again.

    First tell the owners of digests or alerts, which did not run meanwhile.
    """
    digests = ports.digests
    for team, since in (await digests.disconnections.disconnected()).items():
        try:
            if not await digests.notifier.is_connected(team):
                continue
            for owner in sorted(await _owners(team, ports)):
                await _tell_back(team, owner, since, ports)
        except SlackbotError as error:
            log.warning(telemetry.DISCONNECTED, team=team, said=error.message)
            continue  # tried again
        await digests.disconnections.reconnect(team)
        log.warning(telemetry.RECONNECTED, team=team)


async def _tell_back(team: str, owner: str, since: datetime, ports: Ports) -> None:
    """Tell an owner; those who cannot be reached, such as who has left, keep nobody waiting."""
    try:
        await ports.digests.notifier.tell_back(team, owner, since)
    except SlackRefusedError as error:
        if error.reason in TOKEN:
            raise
        log.warning(telemetry.RECONNECTED, team=team, owner_not_told=error.reason)


async def _owners(team: str, ports: Ports) -> set[str]:
    rules = await ports.alerts.store.active(team)
    return {*await ports.digests.store.owners(team), *(each.alert.owner for each in rules)}
