"""A workspace whose token Slack took no more is looked at until it is back, and its owners told."""

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.ports import Ports

log = structlog.get_logger()


async def reconnect(ports: Ports) -> None:
    """Go on with each workspace that takes our token again; first tell those who own digests or
    alerts, which rested."""
    digests = ports.digests
    for team, since in (await digests.connections.disconnected()).items():
        try:
            if not await digests.notifier.is_connected(team):
                continue
            for owner in sorted(await _owners(team, ports)):
                await digests.notifier.tell_back(team, owner, since)
        except SlackbotError as error:
            log.warning(telemetry.DISCONNECTED, team=team, said=error.message)
            continue  # the next time
        await digests.connections.reconnect(team)
        log.warning(telemetry.RECONNECTED, team=team)


async def _owners(team: str, ports: Ports) -> set[str]:
    rules = await ports.alerts.store.active(team)
    return {*await ports.digests.store.owners(team), *(each.alert.owner for each in rules)}
