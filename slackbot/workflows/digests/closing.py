"""Closes the month that a digest has told."""

from slackbot.domain.ask import Ask, first_id
from slackbot.domain.digests.digest import DigestRun, RunState
from slackbot.ports import Ports


async def closing_of(run: DigestRun, ports: Ports) -> Ask | None:
    """Return what stands for `close October 2026` in the digest's thread, typed by its owner.

    None where the digest closes nothing, was sent on request, or has not told its month. The id is
    the same each time, so that the month is closed once; the owner's rights are those of then.
    """
    if run.day is None:
        return None
    digest = await ports.digests.store.find(run.team, run.digest_id)
    if digest is None or not digest.closes:
        return None
    told = await ports.digests.store.run(run.team, run.digest_id, run.key)
    if told is None or told.state is not RunState.SENT or told.period is None:
        return None
    return Ask(
        id=f"{first_id(run.due_at)}-{digest.id}-close-{run.key}",
        team=digest.team,
        channel=digest.channel,
        user=digest.owner,
        text=f"close {told.period.local_start:%B %Y}",
        received_at=ports.digests.clock.now(),
        thread=told.thread,
        whole=True,
    )
