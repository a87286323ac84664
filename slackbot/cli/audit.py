"""Records what is changed here in the audit that `/billing audit` shows."""

import secrets
from datetime import datetime

from slackbot.domain.access.audit import Change, Did, What
from slackbot.domain.ask import first_id
from slackbot.domain.connections.connection import Connection
from slackbot.store.audit import AuditStore
from slackbot.store.databases.database import Database

KEPT = {"name", "host", "scope", "client_id", "bot_id"}  # of a connection


async def record(
    database: Database,
    at: datetime,
    team: str,
    what: What,
    did: Did,
    thing: str,
    before: Connection | None = None,
    after: Connection | None = None,
) -> None:
    """Record that somebody at the command line `did` something to `thing` of the workspace."""
    change = Change(
        team=team,
        channel="",
        at=at,
        by="",
        what=what,
        did=did,
        thing=thing,
        before=before.model_dump(include=KEPT) if before else None,
        after=after.model_dump(include=KEPT) if after else None,
    )
    await AuditStore(database).record(f"{first_id(at)}-{secrets.token_hex(8)}", change)
