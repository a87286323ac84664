"""Tokens: shown once, kept as a hash, seen and revoked by who made them or an admin."""

import re
from datetime import timedelta

from slackbot.domain.access.assistant import hash_of, team_of
from slackbot.domain.access.audit import AuditFilter
from tests.workflows.alerts.test_alerts import Office

TOKEN = re.compile(r"sbt-T1-[\w-]{43}")
MADE = re.compile(r"revoke ([0-9a-f]{6})")


async def test_a_token_is_shown_once_and_ends(office: Office) -> None:
    tokens = office.ports.assistants.tokens
    await office.type("token for 2 days")
    (told,) = office.said.told
    token, id_ = TOKEN.findall(told)[0], MADE.findall(told)[0]
    assert team_of(token) == "T1"
    now = office.clock.now()
    found = await tokens.find("T1", hash_of(token), now)
    assert found
    assert (found.user, found.id) == ("U1", id_)
    assert await tokens.find("T2", hash_of(token), now) is None
    assert await tokens.find("T1", hash_of(token), now + timedelta(days=2)) is None
    rows = await office.database.rows("SELECT * FROM assistant_tokens", {})
    assert token not in str(rows)
    await office.type("tokens")
    assert [line.text for line in office.said.signed] == [f"Token {id_}, good until 26 Nov 2026"]


async def test_only_its_person_or_an_admin_revokes_a_token(office: Office) -> None:
    await office.type("token")
    id_ = MADE.findall(office.said.told[0])[0]
    await office.type(f"token revoke {id_}", user="U2")
    await office.type("tokens", user="U2")
    assert [error.message.split(".")[0] for _, error in office.said.failed] == [
        f"You have no token `{id_}`",
        "There are no tokens",
    ]
    await office.type(f"token revoke {id_}", user="U9")
    assert not await office.ports.assistants.tokens.of("T1", office.clock.now())
    changes = await office.ports.audit.find("T1", AuditFilter(what="token"), 9)
    assert [(each.by, each.did, each.thing) for each in changes] == [
        ("U9", "removed", f"token {id_}"),
        ("U1", "added", f"token {id_}"),
    ]
