"""A rule in words is tried on the past before it is saved; a saved one is tried on what is now."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.checks.measure import needs
from slackbot.domain.alerts.checks.plan import bots_of, hours_of, pace
from slackbot.domain.alerts.checks.replay import replay_needs
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.channel import LINK_FIRST, ChannelBots, unknown_bot
from slackbot.domain.errors import UnknownBotError, UnreadableError, UserError
from slackbot.domain.permission import Action
from slackbot.language.alerts.commands import CreateAlert, EditAlert, SaveAlert, TryAlert
from slackbot.language.alerts.money import in_units
from slackbot.language.alerts.own_allowance import with_allowance
from slackbot.language.alerts.reading import read_alert
from slackbot.ports import OpenTrial
from slackbot.workflows.alerts.check import missing
from slackbot.workflows.alerts.context import AlertContext
from slackbot.workflows.alerts.tell import show_changed
from slackbot.workflows.alerts.try_out import try_alert

MOST_RULES = 50  # of one channel
TRYING = "One moment: I am fetching the figures to try it on."


async def set_up_alert(
    command: CreateAlert | EditAlert | SaveAlert | TryAlert, channel: AlertContext
) -> None:
    """Try the rule on the past, save it, or say what it would tell now. Raises UserError."""
    match command:
        case CreateAlert():
            await _try(await _proposed(command.text, channel), channel)
        case EditAlert():
            await _try(await _proposed(command.text, channel, command.which), channel)
        case SaveAlert():
            await _save(await _proposed(command.text, channel, command.which), channel)
        case TryAlert():
            await channel.permit(Action.ASK)
            watched = await channel.find(command.which)
            await _try(watched.alert, channel, now=True)


async def _proposed(text: str, channel: AlertContext, which: str = "") -> Alert:
    """The rule in `text`, or the one of that number as it would be then. Raises UserError."""
    ask = channel.ask
    old = (await channel.own(which)).alert if which else None
    if old is None:
        await channel.permit(Action.LINK)
    elif not text:
        raise UserError(
            "Type it with its new words. These are its present ones: "
            f"`/billing alerts edit {old.number} {describe_typed(old.rule)}`"
        )
    rule = await _read(text, channel)
    old = old or Alert(
        team=ask.team,
        channel=ask.channel,
        id=sha256(ask.id.encode()).hexdigest()[:12],
        number=0,
        owner=ask.user,
        rule=rule,
        created_at=channel.now,
    )
    update = {"rule": rule, "bot_ids": _bot_ids(rule, channel.bots)}
    alert = old.model_copy(update=update)
    if not bots_of(alert, channel.bots):
        raise UnknownBotError(LINK_FIRST)
    return alert


async def _read(text: str, channel: AlertContext) -> AlertRule:
    allowances = await channel.ports.allowances.of(channel.ask.team, channel.ask.channel)
    context = replace(channel.reading, allowances=allowances)
    try:
        return read_alert(with_allowance(text, context), context)
    except UnreadableError as error:
        raise in_units(text, allowances.prices) or error from error


def _bot_ids(rule: AlertRule, bots: ChannelBots) -> tuple[str, ...]:
    if not rule.bot:
        return ()
    found = bots.find(rule.bot)
    if found is None:
        raise UnknownBotError(unknown_bot(rule.bot, bots.names))
    return (found.id,)


async def _try(alert: Alert, channel: AlertContext, *, now: bool = False) -> None:
    """Say what the rule would have said in the past 90 days, or `now` would say, once its figures
    are there."""
    ask, ports, settling = channel.ask, channel.ports, channel.ports.usage.settling
    start = replay_needs(alert.rule, now=channel.now, settling=settling).start
    if now:
        since = channel.now
        start = needs(alert.rule, now=channel.now, settling=settling, since=since).start
    units = frozenset({alert.rule.unit})
    bots = bots_of(alert, channel.bots)
    wanted = [hours_of(bot.id, start, channel.now, settling, units) for bot in bots]
    requests = await missing(ask.team, wanted, channel.now, ports, routine=False)
    trial = OpenTrial(
        ask=ask,
        rule=alert,
        now=now,
        requests=tuple(requests),
        until=ask.received_at + ports.question_deadline,
    )
    if not requests:
        return await try_alert(trial, ports)
    await ports.notifier.tell(ask, TRYING)
    return await ports.lanes.board(trial, requests)


async def _save(alert: Alert, channel: AlertContext) -> None:
    """Tell the channel, and save it: where nothing can be posted, no notice could be either."""
    ask, alerts = channel.ask, channel.ports.alerts
    known = await alerts.store.find(ask.team, alert.id)  # an edit, or after a crash
    changed = bool(alert.number)
    _refuse(alert, channel)
    alert = _changed(alert, channel) if changed else await _numbered(alert, known, channel)
    every = pace(alerts.every, await alerts.store.checks(ask.team))
    said = f"checked every {round(every.every / timedelta(minutes=1))} minutes"
    await channel.posted(
        alerts.notifier.confirm(ask, alert, channel.names, changed=changed, every=said)
    )
    await alerts.store.save(alert, known.anew() if known and changed else None)
    if known and changed:
        await show_changed(known, channel.ports)
    await channel.changed(alert, "changed" if changed else "added")


def _refuse(alert: Alert, channel: AlertContext) -> None:
    """Raise UserError where the channel has as many as it may, or this one already."""
    if not alert.number and len(channel.rules) >= MOST_RULES:
        raise UserError(f"This channel has {MOST_RULES} alerts, as many as it may.")
    for other in (watched.alert for watched in channel.rules):
        same = (other.rule, other.bot_ids) == (alert.rule, alert.bot_ids)
        if same and other.id != alert.id:
            raise UserError(f"Alert {other.number} of this channel is just that already.")


async def _numbered(alert: Alert, known: Watched | None, channel: AlertContext) -> Alert:
    """A new one with its number, which after a crash it has already."""
    ask, store = channel.ask, channel.ports.alerts.store
    number = known.alert.number if known else await store.next_number(ask.team, ask.channel)
    return alert.model_copy(update={"number": number})


def _changed(alert: Alert, channel: AlertContext) -> Alert:
    """It watches from now on, also where we had stopped it."""
    goes_on = alert.state is RuleState.STOPPED
    again = {"state": RuleState.ACTIVE, "reason": ""} if goes_on else {}
    return alert.model_copy(update={"created_at": channel.now, **again})
