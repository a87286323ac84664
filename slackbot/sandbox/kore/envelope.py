"""Writes summary jobs like Kore.ai: the answer to a POST, and to its status call."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from slackbot.sandbox.kore.jobs import Job
from slackbot.sandbox.kore.manners import Manners
from slackbot.sandbox.kore.summary import iso

ORG = "o-0a0b0c0d-1a2b-5c3d-8e4f-5a4db0c50001"
USER = "u-0a0b0c0d-1a2b-5c3d-8e4f-5a4db0c50002"


def submitted(job: Job, manners: Manners) -> dict[str, Any]:
    """Return the documented answer to a POST, field by field."""
    return {
        "reportId": str(job.report),
        "status": manners.running_word,
        "percentageComplete": 0,
        "orgId": ORG,
        "createdBy": USER,
        "jobType": "BILLINGSESSIONS_API",
        "action": "QUERY",
        "statusLogs": [],
        "_id": job.id,
        "lMod": iso(job.created.replace(microsecond=0)),  # whole seconds, as in the sample
        "createdOn": iso(job.created),
        "__v": 0,
    }


def told(job: Job, now: datetime, manners: Manners) -> dict[str, Any]:
    """Return the answer to a status call: running, failed or finished.

    Only the finished one is documented. A running or failed job is shown in the envelope of its
    POST, without a response (unknown, our choice).
    """
    job_id = job.id if manners.ids_match else job.other_id
    job_id = f"ds-{uuid4()}" if manners.ids_change else job_id
    if manners.never_finishes or now < job.finished:
        percent = manners.percentage(min(99, job.percent(now)))
        return submitted(job, manners) | {"_id": job_id, "percentageComplete": percent}
    if manners.fails is not None:
        failure = {"status": manners.failed_word, "statusLogs": [{"msg": manners.fails}]}
        return submitted(job, manners) | {"_id": job_id, "percentageComplete": 100} | failure
    return {
        "_id": job_id,
        "status": manners.success_word,
        "__v": 0,
        "lastModifiedBy": USER,
        "modifiedOn": iso(job.finished),
        "response": job.result,
    }
