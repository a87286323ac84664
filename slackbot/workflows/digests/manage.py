"""Manages a channel's digests: sets up, lists, sends, pauses, changes and removes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Self

from slackbot.domain.access.audit import Did
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState
from slackbot.domain.digests.plan import format_slot
from slackbot.domain.digests.schedule import next_slot
from slackbot.domain.errors import UserError
from slackbot.language.digests.asked import run_at
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    DigestHistory,
    EditDigest,
    ListDigests,
    NameDigest,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
)
from slackbot.language.digests.reading import DigestSentence, read_change, read_digest
from slackbot.language.digests.set_up import set_up_digest
from slackbot.language.verbs import KINDS
from slackbot.ports import DueDigest, Opened, Ports
from slackbot.workflows.audit import last_changes, record
from slackbot.workflows.context import UNDO, CommandContext, which_one
from slackbot.workflows.setup_lock import setup_lock

MOST_RUNS = 20  # that are shown
PAUSED = (
    "is paused. Resume it with `/billing digests resume {n}`, or remove it with "
    "`/billing digests remove {n}`"
)
CHANGES = {
    PauseDigest: (DigestState.PAUSED, PAUSED),
    ResumeDigest: (DigestState.ACTIVE, "is back on. Next: {when}."),
    RemoveDigest: (DigestState.REMOVED, "is removed: {what}.{undo}"),
}
DID: Final[dict[type, Did]] = {
    PauseDigest: "paused", ResumeDigest: "resumed", RemoveDigest: "removed",
}  # fmt: skip
FOR_YOU = (
    "Digest {number} is for you alone: it comes in our direct messages, and nobody else sees "
    "it here."
)
NONE_YET = "This channel has no digest yet. Try `/billing digest every Monday at 9am`"


@dataclass(frozen=True)
class _DigestContext(CommandContext):
    """Adds the channel's digests."""

    digests: Sequence[DueDigest]

    async def at(self, channel: str) -> Self:
        """Returns the same for what belongs to that channel, with its digests."""
        if channel == self.home:
            return self
        digests = await _seen(self.ask, channel, self.ports)
        return replace(await super().at(channel), digests=digests)


async def manage_digests(ask: Ask, command: DigestCommand, ports: Ports) -> None:
    """Do what `command` says, and tell the asker, or the channel if it concerns everybody.

    Raises UserError if it cannot be done; then nothing has changed.
    """
    if isinstance(command, CreateDigest):
        async with setup_lock(ask):
            return await _create(command, await _context(ask, ports))
    channel = await _context(ask, ports)
    match command:
        case EditDigest():
            await _edit(command, channel)
        case ListDigests():
            await _list(channel)
        case DigestHistory():
            await _history(command, channel)
        case SendDigest():
            await _send(command.which, channel)
        case NameDigest():
            await _name(command, channel)
        case PauseDigest() | ResumeDigest() | RemoveDigest():
            await _change(command, channel)
    return None


async def _context(ask: Ask, ports: Ports) -> _DigestContext:
    digests = await _seen(ask, ask.home, ports)
    return await _DigestContext.of(ask, ports, digests=digests)


async def _seen(ask: Ask, channel: str, ports: Ports) -> list[DueDigest]:
    """Return the channel's digests without those of other people."""
    found = await ports.digests.store.of_channel(ask.team, channel)
    return [due for due in found if due.digest.is_seen_by(ask.user)]


async def _create(command: CreateDigest, channel: _DigestContext) -> None:
    ask, store = channel.ask, channel.ports.digests.store
    await channel.permit(Action.SET_UP)
    id_ = sha256(ask.id.encode()).hexdigest()[:12]
    known = await store.find(ask.team, id_)  # saved by the first try before a crash
    if not known:
        await channel.refuse_many("digests", len(channel.digests), store.count)
    sentence = read_digest(command.text, channel.reading)
    new = Digest(
        team=ask.team,
        channel=ask.home,
        id=id_,
        number=known.number if known else 0,
        owner=ask.user,
        to=ask.user if sentence.to_me else "",
        name=sentence.name or "",
        schedule=sentence.schedule,
        created_at=channel.now,
    )
    digest, opened = _filled(new, sentence, channel)
    _refuse_twice(digest, channel)
    if not known:
        number = await store.next_number(ask.team, ask.home)
        digest = digest.model_copy(update={"number": number})
    await _confirmed(digest, opened, channel, changed=False)


async def _edit(command: EditDigest, channel: _DigestContext) -> None:
    old, channel = await _find(Action.CHANGE, command.which, channel)
    if not command.text:
        raise UserError(
            "Edit this and send it: "
            f"`/billing digests edit {_called(command.which, old)} {old.describe_typed()}`"
        )
    present = DigestSentence.model_validate(old, from_attributes=True)
    sentence = read_change(
        command.text,
        present,
        channel.reading,
        part=command.part,
        lead=f"digest edit {command.which}",
    )
    if sentence.to_me and not old.to:
        raise UserError(
            f"Digest {old.number} goes to its channel. Set up one of your own: "
            "`/billing digest to me every Monday at 9`"
        )
    name = old.name if sentence.name is None else sentence.name
    renamed = old.model_copy(update={"name": name})
    digest, opened = _filled(renamed, sentence, channel)
    if digest.state is DigestState.STOPPED:
        digest = digest.model_copy(update={"state": DigestState.ACTIVE, "reason": ""})
    await _confirmed(digest, opened, channel, changed=True)


def _filled(
    digest: Digest, sentence: DigestSentence, channel: _DigestContext
) -> tuple[Digest, Opened]:
    """Return the digest with the words of `sentence`, and its first question."""
    digest, plan, bots = set_up_digest(digest, sentence, channel.reading, channel.bots)
    query = channel.bots.with_names(plan.query)
    opened = Opened(query=query, bots=bots, jobs=plan.jobs, thread=None, before=plan.before)
    return digest, opened


def _refuse_twice(digest: Digest, channel: _DigestContext) -> None:
    """Raise UserError if the channel has the same digest, since that is a slip."""
    for other in (due.digest for due in channel.digests):
        same, new = map(_told_by, (other, digest))
        if same == new and other.id != digest.id:
            raise UserError(f"That's already set up as digest {other.number}.")


def _told_by(digest: Digest) -> tuple[object, ...]:
    """Return all that tells what comes, when, and to whom."""
    fixed = (digest.when_settled, digest.closes, digest.to)
    return (digest.schedule, digest.question, digest.bot_ids, *fixed)


async def _confirmed(
    digest: Digest, opened: Opened, channel: _DigestContext, *, changed: bool
) -> None:
    """Tell the channel, then save the digest: if we cannot post there, digests would fail too.

    Raises NotAllowedError for a digest that closes months, of somebody who may not close them.
    """
    if digest.closes:
        await channel.permit(Action.SET_MONEY)
    digests, settling = channel.ports.digests, channel.ports.usage.settling

    async def confirm(there: Ask) -> None:
        await digests.notifier.confirm(there, digest, opened, changed=changed, settling=settling)

    if digest.to:
        await confirm(channel.ask.moved_to(digest.to).model_copy(update={"about": digest.channel}))
        await channel.ports.notifier.tell(channel.ask, FOR_YOU.format(number=digest.number))
    else:
        await channel.announced(confirm)
    await _save(digest, channel, "changed" if changed else "added")


async def _save(digest: Digest, channel: _DigestContext, did: Did) -> None:
    ports = channel.ports
    old = next((due.digest for due in channel.digests if due.digest.id == digest.id), None)
    new = None if digest.state is DigestState.REMOVED else digest
    await record(channel, "digest", did, f"digest {digest.number}", old, new)
    slot = next_slot(digest.schedule, channel.now) if digest.is_active else None
    at = run_at(digest, slot, ports.usage.settling) if slot else None
    await ports.digests.store.save(digest, slot, at)


async def _list(channel: _DigestContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.SEE)
    last = {}
    for due in channel.digests:
        for run in await ports.digests.store.runs(ask.team, due.digest.id, 1):
            last[due.digest.id] = run
    await ports.digests.notifier.list_digests(
        ask, channel.digests, last, channel.bots.named_things, await last_changes(channel, "digest")
    )


async def _history(command: DigestHistory, channel: _DigestContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.SEE)
    chosen = [due.digest for due in channel.digests]
    if command.which:
        digest, channel = await _find(Action.SEE, command.which, channel)
        chosen = [digest]
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
    """Begin a run for this moment; the digest's own slots stay as they are."""
    ask, ports = channel.ask, channel.ports
    digest, _ = await _find(Action.ANSWER, which, channel)
    now = ask.received_at
    run = DigestRun(team=ask.team, digest_id=digest.id, key=f"now-{ask.id}", due_at=now)
    # The scheduler starts it like a run that is retried.
    await ports.digests.store.begin(run.model_copy(update={"retry_at": ask.received_at}))
    await ports.notifier.tell(ask, f"Digest {digest.label} is being sent.")


async def _change(
    command: PauseDigest | ResumeDigest | RemoveDigest, channel: _DigestContext
) -> None:
    digest, channel = await _find(Action.CHANGE, command.which, channel)
    state, template = CHANGES[type(command)]
    digest = digest.model_copy(update={"state": state, "reason": ""})
    await _save(digest, channel, DID[type(command)])
    slot = next_slot(digest.schedule, channel.now)
    sentence = template.format(
        n=_called(command.which, digest),
        what=digest.describe_typed(),
        undo=UNDO if channel.ask.home == digest.channel else "",
        when=format_slot(slot, digest.schedule.zone),
    )
    await channel.ports.notifier.tell(channel.ask, f"Digest {digest.label} {sentence}")


async def _name(command: NameDigest, channel: _DigestContext) -> None:
    """Give the digest another name; when it comes stays as it is."""
    digest, channel = await _find(Action.CHANGE, command.which, channel)
    await _save(digest.model_copy(update={"name": command.name}), channel, "changed")
    sentence = f"Digest {digest.number} is called “{command.name}” now."
    await channel.ports.notifier.tell(channel.ask, sentence)


async def _only(channel: _DigestContext, kind: str) -> str:
    """Return the number of the channel's only digest, or of its only one that is called `kind`.
    Raises UserError if there is another one, or none."""
    digests = [due.digest for due in channel.digests]
    if not digests:
        raise UserError(NONE_YET)
    known = [each for each in digests if not kind or kind in each.schedule.recurrence.names]
    if len(known) != 1:
        await channel.permit(Action.SEE)
        words = {each.number: each.describe_typed() for each in known or digests}
        raise which_one("digest", words, "" if known else f'No digest here is "{kind}". ')
    return str(known[0].number)


def _called(which: str, digest: Digest) -> str:
    """Return what names the digest in a command: its id where the asker used that."""
    return which if which == digest.id else str(digest.number)


async def _find(
    action: Action, which: str, channel: _DigestContext
) -> tuple[Digest, _DigestContext]:
    """Return the channel's digest of that number, or of that id, which buttons send, or its only
    one of such a kind, or at all where `which` is empty, with the context of its own channel, if
    the asker may do `action` to it. Raises UserError.
    """
    await channel.permit(action)
    if not which or which in KINDS:
        which = await _only(channel, which)
    ask = channel.ask
    known = (due.digest for due in channel.digests if which == str(due.digest.number))
    found = next(known, None) or await channel.ports.digests.store.find(ask.team, which)
    numbers = ", ".join(str(due.digest.number) for due in channel.digests)
    has = f"It has: {numbers}. See `/billing digests`" if numbers else NONE_YET
    unknown = UserError(f"This channel has no digest {which}. {has}")
    if found is None or found.state is DigestState.REMOVED or not found.is_seen_by(ask.user):
        raise unknown
    thing = Thing(channel=found.channel, owner=found.owner, name=f"digest {found.number}")
    await channel.permit(action, thing, unknown)
    return found, await channel.at(found.channel)
