"""Shows what an alert would have said in the past 90 days, or would say now; remembers nothing."""

from slackbot.domain.alerts.checks.measure import measure, needs
from slackbot.domain.alerts.checks.plan import bots_of, hours_of
from slackbot.domain.alerts.checks.replay import replay, replay_needs
from slackbot.domain.alerts.episode import State
from slackbot.domain.alerts.transitions import check
from slackbot.domain.channel import Bot
from slackbot.domain.errors import SlackbotError, UnknownBotError, UserError
from slackbot.domain.usage.fetching.job import Usage
from slackbot.ports import OpenTrial, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.alerts.check import figures, tariff_of
from slackbot.workflows.questions.deliver import failures_of


async def try_alert(open_: OpenTrial, ports: Ports) -> None:
    """Show the trial's result to the asker, or why there is none. It can be repeated after a
    crash.
    """
    try:
        await _try(open_, ports)
    except SlackbotError as error:
        await ports.notifier.fail(open_.ask, None, error)


async def _try(open_: OpenTrial, ports: Ports) -> None:
    ask, alert, settling = open_.ask, open_.rule, ports.usage.settling
    linked = await ports.channels.bots(alert.team, alert.channel)
    bots: tuple[Bot, ...] = bots_of(alert, linked)
    if gone := alert.unlinked(linked.names_by_id):
        raise UnknownBotError(f"{gone}, so there is nothing to try. See `/billing bots`")
    outcomes = await ports.lanes.outcomes(open_, open_.requests)
    if failure := next(failures_of(outcomes), None):
        raise failure
    fetched = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    now = min((usage.fetched_at for usage in fetched), default=ask.received_at)
    known = await ports.alerts.store.find(alert.team, alert.id)
    memory = known.memory if known else State(rule_id=alert.id)
    # A rule without windows tells what holds now, not what was missed.
    bound = alert.rule.is_bound
    since = memory.since(alert.created_at, alert.rule) if bound else ask.received_at
    rule, names = alert.rule, linked.names_by_id
    tariff = await tariff_of(alert.team, alert.channel, linked, ports)
    if refusal := tariff.refusal(rule):  # a price may have been removed meanwhile
        raise UserError(f"{refusal}.")
    needed = (
        needs(rule, now=ask.received_at, settling=settling, since=since, tariff=tariff)
        if open_.now
        else replay_needs(rule, now=ask.received_at, settling=settling, tariff=tariff)
    )
    start, units = needed.start, tariff.units(rule)
    wanted = [
        hours_of(bot.id, start, ask.received_at, settling, units)
        for bot in tariff.bots_for(rule, bots)
    ]
    usages = await figures(alert.team, wanted, fetched, ports)
    if not open_.now:
        minute = now.replace(second=0, microsecond=0)
        muted = memory.muted  # a changed rule stays muted
        found = await run_in_thread(
            replay, rule, bots, usages, now=minute, settling=settling, muted=muted, tariff=tariff
        )
        return await ports.alerts.notifier.show_replay(ask, alert, found, names)
    measured = await run_in_thread(
        measure, rule, bots, usages, now=now, settling=settling, since=since, tariff=tariff
    )
    step = check(memory, measured, now, rule)
    return await ports.alerts.notifier.show_trial(ask, alert, measured, step, names)
