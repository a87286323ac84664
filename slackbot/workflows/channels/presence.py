"""Comes into a channel and leaves it: says what to do first, and what cannot be posted any more."""

from typing import Final

import structlog

from slackbot import telemetry
from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import RuleState
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState
from slackbot.domain.errors import SlackbotError
from slackbot.ports import Ports
from slackbot.workflows.alerts.context import seen_rules
from slackbot.workflows.alerts.tell import stop_alert
from slackbot.workflows.context import CommandContext
from slackbot.workflows.permit import decide

log = structlog.get_logger()

GONE: Final = (
    "I was removed from the channel, so I can't post there. Invite me again, and resume it: "
    "`/invite @Billing`"
)


async def greet(ask: Ask, ports: Ports) -> None:
    """Tell the one who has invited the app what to do first, or what they can resume."""
    channel = await CommandContext.of(ask, ports)
    asks = await decide(ask, channel.person.actor, Action.ASK, ports)
    if not asks.allowed:
        return
    found = [due.digest for due in await ports.digests.store.of_channel(ask.team, ask.home)]
    digests = [each for each in found if each.is_seen_by(ask.user)]
    alerts = [each.alert for each in await seen_rules(ask, ask.home, ports)]
    await ports.notifier.greet(
        ask,
        channel.bots,
        [each for each in digests if each.state is DigestState.STOPPED and each.reason == GONE],
        [each for each in alerts if each.state is RuleState.STOPPED and each.reason == GONE],
    )


async def leave(ask: Ask, ports: Ports) -> None:
    """Stop what posts in the channel that the app has left, and tell its owners. It can be
    repeated: what is stopped stays so."""
    for due in await ports.digests.store.of_channel(ask.team, ask.home):
        if due.digest.is_active and not due.digest.to:
            await _stop_digest(due.digest, ask, ports)
    for watched in await ports.alerts.store.of_channel(ask.team, ask.home):
        if watched.alert.is_active and not watched.alert.to:
            await stop_alert(watched, GONE, ports)


async def _stop_digest(digest: Digest, ask: Ask, ports: Ports) -> None:
    stopped = digest.model_copy(update={"state": DigestState.STOPPED, "reason": GONE})
    await ports.digests.store.save(stopped, None, None)
    run = DigestRun(
        team=ask.team,
        digest_id=digest.id,
        key=f"left-{ask.id}",
        due_at=ask.received_at,
        state=RunState.FAILED,
    )
    try:
        await ports.digests.notifier.tell_failed(stopped, run)
    except SlackbotError as error:
        log.warning(telemetry.DIGEST_FAILED, digest=digest.id, owner_not_told=error.message)
