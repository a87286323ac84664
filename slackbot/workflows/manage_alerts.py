"""A channel's thresholds: tried on the past, set up, listed, and answered by buttons, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from slackbot.domain.ask import Ask
from slackbot.domain.channel import LINK_FIRST, ChannelBots, unknown_bot
from slackbot.domain.checking import bots_of, hours_of, pace
from slackbot.domain.episode import (
    Acknowledge,
    Event,
    Mute,
    Phase,
    Resume,
    SnoozeFor,
    State,
    Step,
    Unmute,
)
from slackbot.domain.episode_step import step
from slackbot.domain.errors import (
    UnknownBotError,
    UserError,
)
from slackbot.domain.evaluation import needs
from slackbot.domain.evaluation_replay import replay_needs
from slackbot.domain.grammar.alerts import (
    AcknowledgeAlert,
    AlertCommand,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    MuteAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SaveAlert,
    SnoozeAlert,
    TryAlert,
    UnmuteAlert,
)
from slackbot.domain.grammar.thresholds import read_threshold
from slackbot.domain.grammar.thresholds_allowance import with_allowance
from slackbot.domain.permission import Action
from slackbot.domain.threshold import Threshold
from slackbot.domain.threshold_rule import RuleState, ThresholdRule, Watched, rule_of
from slackbot.domain.threshold_words import describe
from slackbot.ports import OpenTrial, Ports
from slackbot.workflows.check_thresholds import missing
from slackbot.workflows.place import Place
from slackbot.workflows.tell_notices import (
    happened,
    remembered,
    show_changed,
    show_latest,
    tell_notices,
)
from slackbot.workflows.try_threshold import try_threshold

MOST_RULES = 50  # of one channel
MOST_TOLD = 20
TRYING = "One moment: I am fetching the figures to try it on."
NONE_YET = "This channel has no alert yet. Try `/billing alert when sessions > 10000 per day`"
CHANGED = "Somebody has just changed that alert: see `/billing alerts`"
SNOOZES = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}
SAID = {
    MuteAlert: "it is checked, and says nothing new until `/billing alerts unmute {n}`",
    UnmuteAlert: "it speaks again.",
}
CHANGES = {
    PauseAlert: (RuleState.PAUSED, "is paused. Go on with `/billing alerts resume {n}`"),
    ResumeAlert: (RuleState.ACTIVE, "goes on."),
    RemoveAlert: (RuleState.REMOVED, "is removed: {what}."),
}


@dataclass(frozen=True)
class _Channel(Place):
    """The place of a command, with its rules."""

    rules: Sequence[Watched]


async def manage_alerts(ask: Ask, command: AlertCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker, or where it is everybody's matter the channel.

    Raises UserError where it cannot be done; nothing has changed then.
    """
    rules = await ports.thresholds.store.of_channel(ask.team, ask.channel)
    channel = _Channel(**vars(await Place.of(ask, ports)), rules=rules)
    match command:
        case ListAlerts():
            await _list(channel)
        case AlertHistory():
            await _history(command, channel)
        case AcknowledgeAlert() | SnoozeAlert() | MuteAlert() | UnmuteAlert():
            await _answer(command, channel)
        case PauseAlert() | ResumeAlert() | RemoveAlert():
            await _change(command, channel)
        case _:
            await _set_up(command, channel)


async def _set_up(
    command: CreateAlert | EditAlert | SaveAlert | TryAlert, channel: _Channel
) -> None:
    match command:
        case CreateAlert():
            await _try(await _proposed(command.text, channel), channel)
        case EditAlert():
            await _try(await _proposed(command.text, channel, command.which), channel)
        case SaveAlert():
            await _save(await _proposed(command.text, channel, command.which), channel)
        case TryAlert():
            await channel.permit(Action.ASK)
            watched = await _find(command.which, channel)
            await _try(watched.rule, channel, now=True)


async def _proposed(text: str, channel: _Channel, which: str = "") -> ThresholdRule:
    """The rule in `text`, or the one of that number as it would be then. Raises UserError."""
    ask = channel.ask
    old = (await _own(which, channel)).rule if which else None
    if old is None:
        await channel.permit(Action.LINK)
    elif not text:
        raise UserError(
            "Type it with its new words. These are its present ones: "
            f"`/billing alerts edit {old.number} {describe(old.threshold)}`"
        )
    threshold = await _read(text, channel)
    old = old or ThresholdRule(
        team=ask.team,
        channel=ask.channel,
        id=sha256(ask.id.encode()).hexdigest()[:12],
        number=0,
        owner=ask.user,
        threshold=threshold,
        created_at=channel.now,
    )
    update = {"threshold": threshold, "bot_ids": _bot_ids(threshold, channel.bots)}
    rule = old.model_copy(update=update)
    if not bots_of(rule, channel.bots):
        raise UnknownBotError(LINK_FIRST)
    return rule


async def _read(text: str, channel: _Channel) -> Threshold:
    set_ = await channel.ports.allowances.of(channel.ask.team, channel.ask.channel)
    return read_threshold(
        with_allowance(text, set_.allowances, channel.bots.bots),
        zone=channel.zone,
        week_start=channel.settings.week_start,
        names=channel.bots.names,
    )


def _bot_ids(threshold: Threshold, bots: ChannelBots) -> tuple[str, ...]:
    if not threshold.bot:
        return ()
    found = bots.find(threshold.bot)
    if found is None:
        raise UnknownBotError(unknown_bot(threshold.bot, bots.names))
    return (found.id,)


async def _try(rule: ThresholdRule, channel: _Channel, *, now: bool = False) -> None:
    """Say what the rule would have said in the past 90 days, or `now` would say, once its figures
    are there."""
    ask, ports, settling = channel.ask, channel.ports, channel.ports.usage.settling
    start = replay_needs(rule.threshold, now=channel.now, settling=settling).start
    if now:
        since = channel.now
        start = needs(rule.threshold, now=channel.now, settling=settling, since=since).start
    wanted = [hours_of(bot.id, start, channel.now, settling) for bot in bots_of(rule, channel.bots)]
    requests = await missing(ask.team, wanted, None, ports)
    trial = OpenTrial(
        ask=ask,
        rule=rule,
        now=now,
        requests=tuple(requests),
        until=ask.received_at + ports.question_deadline,
    )
    if not requests:
        return await try_threshold(trial, ports)
    await ports.notifier.tell(ask, TRYING)
    return await ports.lanes.board(trial, requests)


async def _save(rule: ThresholdRule, channel: _Channel) -> None:
    """Tell the channel, and save it: where nothing can be posted, no notice could be either."""
    ask, thresholds = channel.ask, channel.ports.thresholds
    known = await thresholds.store.find(ask.team, rule.id)  # an edit, or after a crash
    changed = bool(rule.number)
    if not changed and len(channel.rules) >= MOST_RULES:
        raise UserError(f"This channel has {MOST_RULES} alerts, as many as it may.")
    for other in (watched.rule for watched in channel.rules):
        same = (other.threshold, other.bot_ids) == (rule.threshold, rule.bot_ids)
        if same and other.id != rule.id:
            raise UserError(f"Alert {other.number} of this channel is just that already.")
    if not changed:
        number = (
            known.rule.number
            if known
            else await thresholds.store.next_number(ask.team, ask.channel)
        )
        rule = rule.model_copy(update={"number": number})
    if changed:
        rule = rule.model_copy(update={"created_at": channel.now})
    if rule.state is RuleState.STOPPED:
        rule = rule.model_copy(update={"state": RuleState.ACTIVE, "reason": ""})
    every = pace(thresholds.every, await thresholds.store.checks(ask.team))
    said = f"checked every {round(every.every / timedelta(minutes=1))} minutes"
    await channel.posted(
        thresholds.notifier.confirm(ask, rule, channel.names, changed=changed, every=said)
    )
    await thresholds.store.save(rule, known.anew() if known and changed else None)
    if known and changed:
        await show_changed(known, channel.ports)


async def _list(channel: _Channel) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    await ports.thresholds.notifier.list_rules(ask, channel.rules, channel.bots.bots)


async def _history(command: AlertHistory, channel: _Channel) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    chosen = [await _find(command.which, channel)] if command.which else channel.rules
    if not chosen:
        raise UserError(NONE_YET)
    told = [
        (watched.rule, each)
        for watched in chosen
        for each in await ports.thresholds.store.history(ask.team, watched.rule.id, MOST_TOLD)
    ]
    told.sort(key=lambda each: each[1].at, reverse=True)
    await ports.thresholds.notifier.list_told(ask, told[:MOST_TOLD], channel.names)


async def _answer(
    command: AcknowledgeAlert | SnoozeAlert | MuteAlert | UnmuteAlert, channel: _Channel
) -> None:
    """Whoever may ask may answer a notice; to mute a rule for all is to change it."""
    ports = channel.ports
    if isinstance(command, MuteAlert | UnmuteAlert):
        watched = await _own(command.which, channel)
        events: list[Event] = [Mute() if isinstance(command, MuteAlert) else Unmute()]
    else:
        watched = await _find(rule_of(command.episode), channel)
        await channel.permit(Action.LINK, watched.rule.channel)
        events = [_event(command, key, channel) for key in _episodes(command.episode, watched)]
    reason = ""
    for event in events:
        made = await happened(watched, event, ports)
        if made is None:
            raise UserError(CHANGED)
        reason = made.reason
        handed = [notice.key for notice in made.notices]
        await tell_notices(watched.rule.team, watched.rule.id, handed, ports)
    await show_latest(watched.rule, ports)
    said = SAID.get(type(command), f"{reason}.").format(n=watched.rule.number)
    await ports.notifier.tell(channel.ask, f"Alert {watched.rule.number}: {said}")


def _episodes(which: str, watched: Watched) -> list[str]:
    """The episode of that key, or all that fire. Raises UserError where none does."""
    memory = watched.memory
    if ":" in which:
        return [which]
    episodes = (each for watch in memory.watches for each in watch.episodes)
    firing = [each.key(memory.rule_id) for each in episodes if each.phase is Phase.FIRING]
    if not firing:
        raise UserError(f"Alert {watched.rule.number} is not firing just now.")
    return firing


def _event(command: AcknowledgeAlert | SnoozeAlert, episode: str, channel: _Channel) -> Event:
    by = channel.ask.user
    match command:
        case AcknowledgeAlert():
            return Acknowledge(episode=episode, by=by)
        case SnoozeAlert(until=until) if until in SNOOZES:
            moment = channel.now + SNOOZES[until]
            return SnoozeFor(episode=episode, by=by, kind="time", until=moment)
        case SnoozeAlert(until="change"):
            return SnoozeFor(episode=episode, by=by, kind="change")
    return SnoozeFor(episode=episode, by=by, kind="period")


async def _change(command: PauseAlert | ResumeAlert | RemoveAlert, channel: _Channel) -> None:
    """Paused, a rule forgets nothing; resumed, it is checked from now on, and speaks again."""
    watched = await _own(command.which, channel)
    state, said = CHANGES[type(command)]
    rule = watched.rule.model_copy(update={"state": state, "reason": ""})
    if isinstance(command, ResumeAlert):
        rule = await _resumed(watched, rule, channel)
    await channel.ports.thresholds.store.save(rule)
    sentence = said.format(n=rule.number, what=describe(rule.threshold))
    await channel.ports.notifier.tell(channel.ask, f"Alert {rule.number} {sentence}")
    await show_latest(rule, channel.ports)


async def _resumed(watched: Watched, rule: ThresholdRule, channel: _Channel) -> ThresholdRule:
    ports, now, threshold = channel.ports, channel.now, rule.threshold
    was_checked = watched.rule.is_active

    def resume(memory: State) -> Step:
        found = watched.model_copy(update={"memory": memory})
        kept = memory if was_checked else found.skipping(now)
        return step(step(kept, Resume(), now, threshold).state, Unmute(), now, threshold)

    if await remembered(watched, resume, ports) is None:
        raise UserError(CHANGED)
    return rule if was_checked else rule.model_copy(update={"created_at": now})


async def _own(which: str, channel: _Channel) -> Watched:
    """The rule that the asker may change. Raises UserError."""
    watched = await _find(which, channel)
    rule = watched.rule
    await channel.permit_change(f"alert {rule.number}", rule.owner, rule.channel)
    return watched


async def _find(which: str, channel: _Channel) -> Watched:
    """The channel's rule of that number, or the one of that id, from a button."""
    store = channel.ports.thresholds.store
    for watched in channel.rules:
        if which == str(watched.rule.number):
            return watched
    found = await store.find(channel.ask.team, which)
    if found and found.rule.state is not RuleState.REMOVED:
        return found
    numbers = ", ".join(str(watched.rule.number) for watched in channel.rules)
    known = f"It has: {numbers}. See `/billing alerts`" if numbers else NONE_YET
    raise UserError(f"This channel has no alert {which}. {known}")
