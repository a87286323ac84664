"""Sets up a rule: tries it on the past before it is saved; a saved rule is tried on the present."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from slackbot.domain.access.audit import Did
from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.checks.measure import needs
from slackbot.domain.alerts.checks.plan import bots_of, hours_of, pace, refuse_large_rule
from slackbot.domain.alerts.checks.replay import replay_needs
from slackbot.domain.alerts.checks.tariff import Tariff
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LINK_FIRST
from slackbot.domain.errors import UnknownBotError, UserError
from slackbot.domain.money.price import PriceList
from slackbot.language.alerts.change import read_change
from slackbot.language.alerts.commands import CreateAlert, EditAlert, SaveAlert, TryAlert
from slackbot.language.alerts.set_up import bot_ids_of, read_rule, with_group
from slackbot.language.alerts.to_me import read_to_me
from slackbot.language.names.called import read_called
from slackbot.ports import OpenTrial
from slackbot.workflows.alerts.check import missing, tariff_of
from slackbot.workflows.alerts.context import AlertContext
from slackbot.workflows.alerts.tell import show_changed
from slackbot.workflows.alerts.try_out import try_alert
from slackbot.workflows.audit import record
from slackbot.workflows.context import TOO_MANY

UNTRIED = "Name one bot, or save it untried: `/billing alerts save …`"
FOR_YOU = (
    "Alert {number} is for you alone: it comes in our direct messages, and nobody else sees it "
    "here."
)
TRYING = "One moment: I am fetching the figures to try it on."


async def set_up_alert(
    command: CreateAlert | EditAlert | SaveAlert | TryAlert, channel: AlertContext
) -> None:
    """Try the rule on the past, save it, or say what it would tell now. Raises UserError."""
    match command:
        case CreateAlert():
            await _try(*await _proposed(command.text, channel))
        case EditAlert():
            await _try(*await _proposed(command.text, channel, command.which))
        case SaveAlert():
            await _save(*await _proposed(command.text, channel, command.which or None))
        case TryAlert():
            watched, there = await channel.find(Action.ANSWER, command.which)
            await _try(watched.alert, there, now=True)


async def _proposed(
    text: str, channel: AlertContext, which: str | None = None
) -> tuple[Alert, AlertContext]:
    """Return the rule in `text`, as a new one or as a change of rule `which`, and the context of
    its channel. Raises UserError.
    """
    ask, old = channel.ask, None
    if which is not None:
        watched, channel = await channel.find(Action.CHANGE, which)
        old = watched.alert
    else:
        await channel.permit(Action.SET_UP)
    if old and not text:
        raise UserError(
            "Edit this and send it: "
            f"`/billing alerts edit {which or old.number} {describe_typed(old.rule)}`"
        )
    text, name = read_called(text)
    text, to_me = read_to_me(text)
    if old and to_me and not old.to:
        raise UserError(
            f"Alert {old.number} goes to its channel. Set up one of your own: "
            "`/billing alert when sessions > 10000 per day to me`"
        )
    allowances = await channel.ports.allowances.of(ask.team, channel.home)
    reading = replace(channel.reading, allowances=allowances)
    lead = f"alert edit {which}"
    rule = read_change(text, old.rule, reading, lead) if old else read_rule(text, reading)
    rule = with_group(rule, channel.bots)
    if rule.calls - (old.rule.calls if old else frozenset()):
        await channel.permit(Action.CALL)
    old = old or Alert(
        team=ask.team,
        channel=channel.home,
        id=sha256(ask.id.encode()).hexdigest()[:12],
        number=0,
        owner=ask.user,
        to=ask.user if to_me else "",
        rule=rule,
        created_at=channel.now,
    )
    if old.to and any(level.mentions for level in rule.levels):
        raise UserError("An alert for you alone calls nobody. Leave `notify …` out, or `to me`.")
    update = {"rule": rule, "bot_ids": bot_ids_of(rule, channel.bots)}
    named = {} if name is None else {"name": name}
    alert = old.model_copy(update={**update, **named})
    bots = bots_of(alert, channel.bots)
    if not bots:
        raise UnknownBotError(LINK_FIRST)
    settling = channel.ports.usage.settling
    tariff = Tariff(PriceList(allowances.prices, channel.bots.group_ids), channel.bots.bots)
    if refusal := tariff.refusal(rule):
        raise UserError(f"{refusal}.")
    hours = needs(rule, now=channel.now, settling=settling, since=channel.now, tariff=tariff)
    refuse_large_rule(len(tariff.bots_for(rule, bots)), hours)
    return alert, channel


async def _try(alert: Alert, channel: AlertContext, *, now: bool = False) -> None:
    """Fetch figures for a trial of the rule: on the past 90 days, or on `now`."""
    ask, ports, settling = channel.ask, channel.ports, channel.ports.usage.settling
    rule, tariff = alert.rule, await tariff_of(ask.team, alert.channel, channel.bots, ports)
    bots = tariff.bots_for(rule, bots_of(alert, channel.bots))
    if now:
        hours = needs(rule, now=channel.now, settling=settling, since=channel.now, tariff=tariff)
    else:
        hours = replay_needs(rule, now=channel.now, settling=settling, tariff=tariff)
        refuse_large_rule(len(bots), hours, UNTRIED)
    units = tariff.units(rule)
    wanted = [hours_of(bot.id, hours.start, channel.now, settling, units) for bot in bots]
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
    if not await ports.lanes.admit(ask):  # it counts until the engine has its figures
        raise UserError(TOO_MANY)
    try:
        await ports.notifier.tell(ask, TRYING)
        await ports.lanes.board(trial, requests)
    except Exception:
        await ports.lanes.leave(ask)
        raise


async def _save(alert: Alert, channel: AlertContext) -> None:
    """Tell the channel, then save the rule: if we cannot post there, notices would fail too."""
    ask, alerts = channel.ask, channel.ports.alerts
    # known if this is an edit, or repeated after a crash
    known = await alerts.store.find(ask.team, alert.id)
    changed = bool(alert.number)
    if not known:
        await channel.refuse_many("alerts", len(channel.rules), channel.ports.alerts.store.count)
    _refuse_twice(alert, channel)
    alert = _changed(alert, channel) if changed else await _numbered(alert, known, channel)
    every = pace(alerts.every, await alerts.store.checks(ask.team))
    often = f"checked every {round(every.every / timedelta(minutes=1))} minutes"

    async def confirm(there: Ask) -> None:
        await alerts.notifier.confirm(there, alert, channel.names, changed=changed, every=often)

    if alert.to:
        await confirm(ask.moved_to(alert.to).model_copy(update={"about": alert.channel}))
        await channel.ports.notifier.tell(ask, FOR_YOU.format(number=alert.number))
    else:
        await channel.announced(confirm)
    did: Did = "changed" if changed else "added"
    old = known.alert if known and changed else None
    await record(channel, "alert", did, f"alert {alert.number}", old, alert)
    await alerts.store.save(alert, known.anew() if known and changed else None)
    if ask.on_private:  # the trial, whose button must not save it again
        await channel.ports.notifier.dismiss(ask)
    if known and changed:
        await show_changed(known, channel.ports)
    await channel.tell_owner(alert, did)


def _refuse_twice(alert: Alert, channel: AlertContext) -> None:
    """Raise UserError if the channel has the same alert, since that is a slip."""
    for other in (watched.alert for watched in channel.rules):
        same = (other.rule, other.bot_ids, other.to) == (alert.rule, alert.bot_ids, alert.to)
        if same and other.id != alert.id:
            raise UserError(f"That's already set up as alert {other.number}.")


async def _numbered(alert: Alert, known: Watched | None, channel: AlertContext) -> Alert:
    """Return the rule with its number; after a crash it has one already."""
    ask, store = channel.ask, channel.ports.alerts.store
    number = known.alert.number if known else await store.next_number(ask.team, channel.home)
    return alert.model_copy(update={"number": number})


def _changed(alert: Alert, channel: AlertContext) -> Alert:
    """Return the changed rule; it watches from now on, even if we had stopped it."""
    goes_on = alert.state is RuleState.STOPPED
    again = {"state": RuleState.ACTIVE, "reason": ""} if goes_on else {}
    return alert.model_copy(update={"created_at": channel.now, **again})
