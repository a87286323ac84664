"""The first half of a digest's run: fetches its figures, together with others that need the
same.
"""

from zoneinfo import ZoneInfo

from slackbot.domain.channel import Bot, LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun, RunState
from slackbot.domain.digests.plan import ask_of, bots_of, own, plan_digest, refuse_large_digest
from slackbot.domain.digests.schedule import Slot, slot_on
from slackbot.domain.errors import SlackbotError
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.domain.usage.fetching.routes import Routes
from slackbot.language.digests.asked import query_at
from slackbot.ports import OpenDigest, Opened, Ports
from slackbot.workflows.digests.deliver import deliver_digest, own_requests
from slackbot.workflows.digests.failed import digest_failed, tell_owner
from slackbot.workflows.holidays import ready
from slackbot.workflows.permit import permit_post
from slackbot.workflows.questions.fetch import known_usage, routes_of

PAUSED = "The digest was paused or removed before this run."


async def send_digest(run: DigestRun, ports: Ports) -> None:
    """Fetch the run's figures; `deliver_digest` follows when they are there.

    It can be repeated after a crash. `digest_failed` handles every failure.
    """
    digests = ports.digests
    known = await digests.store.begin(run.model_copy(update={"begun_at": digests.clock.now()}))
    digest = await digests.store.find(run.team, run.digest_id)
    run = known.model_copy(update={"attempts": run.attempts})
    if digest is None or known.state is RunState.SENT or _is_over(run, known):
        return None
    if known.state is RunState.FAILED:
        return await tell_owner(digest, run, ports)
    if run.day and not digest.is_active:
        return await digests.store.record(run.over(RunState.SKIPPED, digests.clock.now(), PAUSED))
    try:
        opened = await open_digest(digest, run, ports)
        found = [await known_usage(each, ports.usage, run.due_at) for each in own_requests(opened)]
        if all(found) and not await ports.lanes.find(run.team, opened.id):
            return await deliver_digest(opened, ports, [usage for usage in found if usage])
        return await ports.lanes.board(opened, opened.requests)
    except SlackbotError as error:
        return await digest_failed(digest, run, error, ports)


def _is_over(run: DigestRun, known: DigestRun) -> bool:
    """Tell whether this try is known to have failed; the engine gives the next try a run of its
    own.
    """
    return known.state is RunState.RETRYING and known.attempts >= run.attempts


async def open_digest(digest: Digest, run: DigestRun, ports: Ports) -> OpenDigest:
    """Return the run's question and its bots. Raises UserError if it can ask nothing any more."""
    ask = ask_of(digest, run)
    await permit_post(ask, ports)
    linked = await ports.channels.bots(digest.team, digest.channel)
    bots = bots_of(digest, linked)
    slot = slot_of(digest, run)
    await ready(digest.holidays, slot.at.year)
    settings = await ports.channels.settings(digest.team, digest.channel)
    query = linked.with_names(query_at(digest, slot))
    query = query.model_copy(update={"with_cost": settings.cost_always})
    refuse_large_digest(query, bots, slot.at)  # since it was set up, bots may have been linked
    earlier = await ports.digests.store.sent_before(run)
    fetched, routes = await _with_others(digest, slot, bots, ports)
    plan = plan_digest(
        query,
        fetched if run.day else bots,
        slot.at,
        routes=routes,
        batch=ports.usage.batch,
        earlier=earlier.period if earlier else None,
    )
    needed, jobs = own(plan.jobs, bots)
    return OpenDigest(
        ask=ask,
        digest=digest,
        run=run,
        opened=Opened(query=query, bots=bots, jobs=jobs, thread=None, before=plan.before),
        requests=tuple(
            UsageRequest(team=run.team, job=job, since=run.due_at, attempt=run.attempts)
            for job in needed
        ),
        until=(run.begun_at or run.due_at) + ports.digests.deadline,
    )


def slot_of(digest: Digest, run: DigestRun) -> Slot:
    """Return the slot of `run`; its moment, if it was requested or the schedule has changed
    since.
    """
    found = slot_on(digest.schedule, run.day) if run.day else None
    return found or Slot(
        day=run.due_at.astimezone(ZoneInfo(digest.schedule.zone)).date(), at=run.due_at
    )


async def _with_others(
    digest: Digest, slot: Slot, bots: tuple[LinkedBot, ...], ports: Ports
) -> tuple[tuple[Bot, ...], Routes]:
    """Return the bots to fetch, and their routes: where a job can be about several bots, those of
    all digests with this window.
    """
    own = [bot.id for bot in bots]
    routes = await routes_of(bots, bots, digest.team, ports)
    if not any(routes.of(id_).account for id_ in own):
        return bots, routes
    others = await ports.digests.groups.of(digest, slot, ports) - set(own)
    routes = await ports.usage.connections.routes(digest.team, [*own, *others])
    ids = sorted([*own, *routes.shared_with(own, others)])
    return tuple(Bot(id=id_, name=id_) for id_ in ids), routes
