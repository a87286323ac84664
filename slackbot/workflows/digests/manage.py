"""A channel's digests: set up, listed, sent at once, paused, changed and removed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState
from slackbot.domain.digests.plan import bots_of, format_slot, plan_digest
from slackbot.domain.digests.schedule import Slot, next_slot
from slackbot.domain.errors import UserError
from slackbot.domain.permission import Action
from slackbot.language.digests.asked import kept_of, named_bots, query_at, run_at
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    DigestHistory,
    EditDigest,
    ListDigests,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
)
from slackbot.language.digests.reading import DigestSentence, read_digest
from slackbot.ports import DueDigest, Opened, Ports
from slackbot.workflows.context import CommandContext

MOST_DIGESTS = 50  # of one channel
MOST_RUNS = 20  # shown
FAR = timedelta(days=190)  # after half a year every moving period is another
CHANGES = {
    PauseDigest: (DigestState.PAUSED, "is paused. Go on with `/billing digests resume {n}`"),
    ResumeDigest: (DigestState.ACTIVE, "goes on, next on {when}."),
    RemoveDigest: (DigestState.REMOVED, "is removed: {what}."),
}
DID = {PauseDigest: "paused", ResumeDigest: "resumed", RemoveDigest: "removed"}
NONE_YET = "This channel has no digest yet. Try `/billing digest every Monday at 9am`"


@dataclass(frozen=True)
class _DigestContext(CommandContext):
    """Adds the channel's digests."""

    digests: Sequence[DueDigest]


async def manage_digests(ask: Ask, command: DigestCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker, or where it is everybody's matter the channel.

    Raises UserError where it cannot be done; nothing has changed then.
    """
    digests = await ports.digests.store.of_channel(ask.team, ask.channel)
    channel = await _DigestContext.of(ask, ports, digests=digests)
    match command:
        case CreateDigest():
            await _create(command, channel)
        case EditDigest():
            await _edit(command, channel)
        case ListDigests():
            await _list(channel)
        case DigestHistory():
            await _history(command, channel)
        case SendDigest():
            await _send(command.which, channel)
        case PauseDigest() | ResumeDigest() | RemoveDigest():
            await _change(command, channel)


async def _create(command: CreateDigest, channel: _DigestContext) -> None:
    ask, store = channel.ask, channel.ports.digests.store
    await channel.permit(Action.LINK)
    id_ = sha256(ask.id.encode()).hexdigest()[:12]
    if len(channel.digests) >= MOST_DIGESTS:
        raise UserError(f"This channel has {MOST_DIGESTS} digests, as many as it may.")
    sentence = read_digest(command.text, channel.reading)
    known = await store.find(ask.team, id_)  # after a crash, of the first try
    new = Digest(
        team=ask.team,
        channel=ask.channel,
        id=id_,
        number=known.number if known else 0,
        owner=ask.user,
        schedule=sentence.schedule,
        created_at=channel.now,
    )
    digest, opened = _filled(new, sentence, channel)
    _refuse_twice(digest, channel)
    if not known:
        number = await store.next_number(ask.team, ask.channel)
        digest = digest.model_copy(update={"number": number})
    await _confirmed(digest, opened, channel, changed=False)


async def _edit(command: EditDigest, channel: _DigestContext) -> None:
    old = await _own(command.which, channel)
    if not command.text:
        raise UserError(
            "Type it with its new words. These are its present ones: "
            f"`/billing digests edit {old.number} {_words(old)}`"
        )
    digest, opened = _filled(old, read_digest(command.text, channel.reading), channel)
    if digest.state is DigestState.STOPPED:
        digest = digest.model_copy(update={"state": DigestState.ACTIVE, "reason": ""})
    await _confirmed(digest, opened, channel, changed=True)


def _filled(
    digest: Digest, sentence: DigestSentence, channel: _DigestContext
) -> tuple[Digest, Opened]:
    """The digest as `sentence` has it, and what it will ask first. Raises UserError where it could
    not be answered."""
    digest = digest.model_copy(
        update={
            "schedule": sentence.schedule,
            "question": sentence.question,
            "when_settled": sentence.when_settled,
            **kept_of(channel.reading),
            "bot_ids": (),
        }
    )
    slot = next_slot(sentence.schedule, channel.now)
    digest = digest.model_copy(update={"bot_ids": named_bots(digest, slot, channel.bots)})
    _refuse_frozen(digest, slot)
    query, bots = query_at(digest, slot), bots_of(digest, channel.bots)
    plan = plan_digest(query, bots, slot.at, account=True, batch=len(bots))
    return digest, Opened(query=query, bots=bots, jobs=plan.jobs, thread=None, before=plan.before)


def _refuse_twice(digest: Digest, channel: _DigestContext) -> None:
    """The same digest twice in a channel is a slip."""
    for other in (due.digest for due in channel.digests):
        same = (other.schedule, other.question, other.bot_ids, other.when_settled)
        new = (digest.schedule, digest.question, digest.bot_ids, digest.when_settled)
        if same == new and other.id != digest.id:
            raise UserError(f"Digest {other.number} of this channel is just that already.")


def _refuse_frozen(digest: Digest, slot: Slot) -> None:
    """A digest of fixed dates, also of each year's, would tell the same for months."""
    slots = [slot, *(next_slot(digest.schedule, slot.at + times * FAR) for times in (1, 2))]
    periods = [query_at(digest, each).period for each in slots]
    if any(one == other for one, other in pairwise(periods)):
        raise UserError(
            f"{periods[0].describe()} would be the same each time. Name a period that moves on, "
            "such as `last 7 days`, or none: then the schedule decides."
        )


async def _confirmed(
    digest: Digest, opened: Opened, channel: _DigestContext, *, changed: bool
) -> None:
    """Tell the channel, and save it: where nothing can be posted, no digest could be either."""
    ask, digests, settling = channel.ask, channel.ports.digests, channel.ports.usage.settling
    await channel.posted(
        digests.notifier.confirm(ask, digest, opened, changed=changed, settling=settling)
    )
    await _save(digest, channel, "changed" if changed else "added")


async def _save(digest: Digest, channel: _DigestContext, did: str) -> None:
    ports = channel.ports
    slot = next_slot(digest.schedule, channel.now) if digest.is_active else None
    at = run_at(digest, slot, ports.usage.settling) if slot else None
    await ports.digests.store.save(digest, slot, at)
    telemetry.set_up(channel.ask, "digest", did, digest=digest.id)


async def _list(channel: _DigestContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    last = {}
    for due in channel.digests:
        for run in await ports.digests.store.runs(ask.team, due.digest.id, 1):
            last[due.digest.id] = run
    await ports.digests.notifier.list_digests(ask, channel.digests, last, channel.bots.bots)


async def _history(command: DigestHistory, channel: _DigestContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    chosen = [due.digest for due in channel.digests]
    if command.which:
        chosen = [await _find(command.which, channel)]
    if not chosen:
        raise UserError(NONE_YET)
    runs = [
        (digest, run)
        for digest in chosen
        for run in await ports.digests.store.runs(ask.team, digest.id, MOST_RUNS)
    ]
    runs.sort(key=lambda each: each[1].due_at, reverse=True)
    await ports.digests.notifier.list_runs(ask, runs[:MOST_RUNS])


async def _send(which: str, channel: _DigestContext) -> None:
    """Begin a run of now; the digest's own slots stay as they are."""
    ask, ports = channel.ask, channel.ports
    digest = await _find(which, channel)
    await channel.permit(Action.LINK, digest.channel)
    now = ask.received_at
    run = DigestRun(team=ask.team, digest_id=digest.id, key=f"now-{ask.id}", due_at=now)
    # The clock takes it up as it takes up what is tried again.
    await ports.digests.store.begin(run.model_copy(update={"retry_at": ask.received_at}))
    await ports.notifier.tell(ask, f"Digest {digest.number} is being sent.")


async def _change(
    command: PauseDigest | ResumeDigest | RemoveDigest, channel: _DigestContext
) -> None:
    digest = await _own(command.which, channel)
    state, said = CHANGES[type(command)]
    digest = digest.model_copy(update={"state": state, "reason": ""})
    await _save(digest, channel, DID[type(command)])
    slot = next_slot(digest.schedule, channel.now)
    sentence = said.format(
        n=digest.number,
        what=_words(digest),
        when=format_slot(slot, digest.schedule.zone),
    )
    await channel.ports.notifier.tell(channel.ask, f"Digest {digest.number} {sentence}")


def _words(digest: Digest) -> str:
    """The digest as it could be typed again."""
    settled = " when settled" if digest.when_settled else ""
    return f"{digest.schedule.describe()} {digest.question}".strip() + settled


async def _own(which: str, channel: _DigestContext) -> Digest:
    """The digest that the asker may change. Raises UserError."""
    digest = await _find(which, channel)
    await channel.permit_change(f"digest {digest.number}", digest.owner, digest.channel)
    return digest


async def _find(which: str, channel: _DigestContext) -> Digest:
    """The channel's digest of that number, or the one of that id, from a direct message."""
    for due in channel.digests:
        if which in (str(due.digest.number), due.digest.id):
            return due.digest
    found = await channel.ports.digests.store.find(channel.ask.team, which)
    if found and found.state is not DigestState.REMOVED:
        return found
    numbers = ", ".join(str(due.digest.number) for due in channel.digests)
    known = f"It has: {numbers}. See `/billing digests`" if numbers else NONE_YET
    raise UserError(f"This channel has no digest {which}. {known}")
