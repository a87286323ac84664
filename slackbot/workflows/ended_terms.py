"""Tells a channel how the term of an allowance or a budget has ended, once, when its figures are
settled."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import structlog

from slackbot import telemetry
from slackbot.domain.access.audit import unit_of
from slackbot.domain.allowance import Allowance, ChannelAllowances, term_of
from slackbot.domain.ask import Ask, first_id
from slackbot.domain.channel import ChannelSettings
from slackbot.domain.errors import NotAllowedError, SlackbotError
from slackbot.domain.period import DAY, Period
from slackbot.ports import Ports
from slackbot.workflows.limits import MOMENT, KnownUsage, LimitSource, standing_at_end
from slackbot.workflows.permit import permit_post

log = structlog.get_logger()

TERM: Final = "term"  # stands for the command, since nobody typed one
PATIENCE: Final = 2 * DAY  # for figures that are not known yet; then the channel hears so
LATEST: Final = 3 * DAY  # after its end, a term is not told any more
UNKNOWN: Final = "I don't have all figures of it. Ask for them, such as `/billing last month`"


async def tell_ended_terms(ports: Ports, now: datetime) -> None:
    """Tell each channel which of its terms have ended. It can be repeated, and run in several
    processes: each message is posted once."""
    for team in await ports.allowances.teams():
        for channel, known in (await ports.allowances.of_all(team)).items():
            try:
                await _tell(team, channel, known, now, ports)
            except NotAllowedError:  # others would see it
                continue
            except SlackbotError as error:
                log.warning(telemetry.NOTICE_FAILED, channel=channel, said=error.message)


async def _tell(
    team: str, channel: str, known: ChannelAllowances, now: datetime, ports: Ports
) -> None:
    settings = await ports.channels.settings(team, channel)
    ended: dict[datetime, list[tuple[Allowance, Period]]] = {}
    for each in known.allowances:
        term = await _ended(team, each, settings, now, ports)
        if term:
            ended.setdefault(term.end, []).append((each, term))
    for end, limits in ended.items():
        ask = _ask(team, channel, end)
        since = {change.thing: change.at for change in await ports.audit.last(team, channel)}
        own = [(each, term) for each, term in limits if since.get(unit_of(each), end) <= end]
        lines = await _lines(team, channel, known, settings, own, now, ports)
        if lines:
            await permit_post(ask, ports)
            await ports.notifier.announce(ask, "\n".join(lines))


async def _ended(
    team: str, allowance: Allowance, settings: ChannelSettings, now: datetime, ports: Ports
) -> Period | None:
    """Return the term that has ended lately, and whose figures have settled."""
    zone = settings.zone or (await ports.directory.of(team).person(allowance.set_by)).zone
    term = term_of(allowance, term_of(allowance, now, zone).start - MOMENT, zone)
    return term if term.end + ports.usage.settling <= now < term.end + LATEST else None


async def _lines(
    team: str,
    channel: str,
    known: ChannelAllowances,
    settings: ChannelSettings,
    limits: Sequence[tuple[Allowance, Period]],
    now: datetime,
    ports: Ports,
) -> list[str]:
    """Write how each ended; nothing while figures may still come."""
    linked = await ports.channels.bots(team, channel)
    lines = []
    for allowance, term in limits:
        source = LimitSource(team, linked, known, term.zone, settings.holidays or "")
        currencies = {"", *(price.currency for price in known.prices)}
        if not source.bots_of(allowance) or allowance.currency not in currencies:
            continue
        stood = await standing_at_end(source, allowance, term, KnownUsage.of(ports))
        if stood and stood.standing.used:
            standing = stood.standing.used
            standing = f"{standing[0].upper()}{standing[1:]}"
        elif now < term.end + PATIENCE:
            return []
        else:
            standing = f"{allowance.amount_in_words}. {UNKNOWN}"
        names = [bot.name for bot in source.bots_of(allowance)]
        whose = f"{', '.join(names)}: " if allowance.bot_id or allowance.group else ""
        last = (term.local_end - MOMENT).date()
        lines.append(f"{whose}{standing}. The term ended on {last:%a} {last.day} {last:%b}.")
    return lines


def _ask(team: str, channel: str, end: datetime) -> Ask:
    """Return what stands for a command; its id is the same for the same ended terms."""
    id_ = sha256(f"{team} {channel} {end.isoformat()}".encode()).hexdigest()[:12]
    return Ask(
        id=f"{first_id(end)}-{TERM}-{id_}",
        team=team,
        channel=channel,
        user="",
        text="",
        command=TERM,
        received_at=end,
        by_bot=True,
    )
