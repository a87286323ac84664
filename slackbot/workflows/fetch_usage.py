"""One summary job, run in the lane of its scope."""

from slackbot.domain.job import SummaryJob, Usage
from slackbot.ports import Ports


async def fetch_usage(job: SummaryJob, ports: Ports) -> Usage:
    """The job's figures. The engine runs at most one job of a lane at a time."""
    return await ports.source.fetch(job)
