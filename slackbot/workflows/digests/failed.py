"""Handles a failed run of a digest: it is retried or given up, or the digest is stopped."""

from datetime import datetime, timedelta

import structlog

from slackbot import telemetry
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState, RunState, next_try
from slackbot.domain.errors import (
    BugError,
    GivenUpError,
    SlackbotError,
    SlackRefusedError,
    TransientError,
    UserError,
)
from slackbot.ports import Ports

log = structlog.get_logger()

# Slack's words for an invalid token. They concern the whole workspace, not one digest.
TOKEN = {"token_revoked", "token_expired", "invalid_auth", "account_inactive", "not_authed"}
MOST_BUGS = 3  # tries after an error that we did not foresee
TELL_AGAIN = timedelta(minutes=10)


async def digest_failed(digest: Digest, run: DigestRun, error: SlackbotError, ports: Ports) -> None:
    """Store what follows from `error`, and tell the owner if the run or the digest ends.

    - Slack refuses the token: the workspace is disconnected, and the run goes on after that.
    - Only the owner can mend it (the channel, the bots, the words): the digest is stopped.
    - The work has ended its process twice: the run is given up.
    - Anything else: the run is retried until its deadline, and then given up.
    """
    now = ports.digests.clock.now()
    log.warning(telemetry.DIGEST_FAILED, digest=digest.id, run=run.key, error=type(error).__name__)
    if isinstance(error, SlackRefusedError) and error.reason in TOKEN:
        await ports.digests.disconnections.disconnect(digest.team, now, error.reason)
        return await _try_again(run, now, error, ports)
    if isinstance(error, UserError | SlackRefusedError):
        stopped = {"state": DigestState.STOPPED, "reason": error.message}
        digest = digest.model_copy(update=stopped)
        await ports.digests.store.save(digest, None, None)
        return await _give_up(digest, run, error, ports)
    if isinstance(error, GivenUpError):
        return await _give_up(digest, run, error, ports)
    at = next_try(run, now, error.retry_after if isinstance(error, TransientError) else None)
    is_over = at > (run.begun_at or run.due_at) + ports.digests.deadline
    if is_over or (isinstance(error, BugError) and run.attempts + 1 >= MOST_BUGS):
        return await _give_up(digest, run, error, ports)
    return await _try_again(run, at, error, ports)


async def failed_run(run: DigestRun, error: SlackbotError, ports: Ports) -> None:
    """Handle a failure like `digest_failed`, for a caller that has only the run."""
    if digest := await ports.digests.store.find(run.team, run.digest_id):
        known = await ports.digests.store.begin(run)
        await digest_failed(
            digest, known.model_copy(update={"attempts": run.attempts}), error, ports
        )


async def _try_again(run: DigestRun, at: datetime, error: SlackbotError, ports: Ports) -> None:
    later = {"state": RunState.RETRYING, "retry_at": at, "said": error.message}
    await ports.digests.store.record(run.model_copy(update=later))


async def _give_up(digest: Digest, run: DigestRun, error: SlackbotError, ports: Ports) -> None:
    now = ports.digests.clock.now()
    telemetry.DIGESTS.labels("failed").inc()
    failed = run.over(RunState.FAILED, now, error.message)
    failed = failed.model_copy(update={"retry_at": now})  # retried until its owner knows
    await ports.digests.store.record(failed)
    await tell_owner(digest, failed, ports)


async def tell_owner(digest: Digest, run: DigestRun, ports: Ports) -> None:
    """Tell the owner once that a run has failed; retry later while Slack is away."""
    told: dict[str, object] = {"told": True, "retry_at": None}
    try:
        await ports.digests.notifier.tell_failed(digest, run)
    except SlackRefusedError as error:  # the owner cannot be reached
        log.warning(telemetry.DIGEST_FAILED, digest=digest.id, owner_not_told=error.reason)
    except SlackbotError as error:
        log.warning(telemetry.DIGEST_FAILED, digest=digest.id, said=error.message)
        told = {"retry_at": ports.digests.clock.now() + TELL_AGAIN}
    await ports.digests.store.record(run.model_copy(update=told))
