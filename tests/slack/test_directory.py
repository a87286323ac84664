"""Which kind of person Slack's profiles are about, and what Slack does not say."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from slackbot.domain.access.permission import Actor, PersonKind
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import User, Workspace
from slackbot.slack.directory import SlackDirectory, kind_of
from slackbot.slack.outbound.clients import slack_client
from tests.clock import seconds
from tests.fakes import FakeClock

OURS, THEIRS = "T0OURS", "T0THEIRS"

PROFILES: list[tuple[str, dict[str, Any], str, PersonKind]] = [
    ("a member", {"team_id": OURS}, "", PersonKind.MEMBER),
    (
        "whose request names no workspace",
        {"team_id": OURS, "is_stranger": False},
        "",
        PersonKind.MEMBER,
    ),
    ("a guest", {"team_id": OURS, "is_restricted": True}, "", PersonKind.GUEST),
    ("of one channel", {"team_id": OURS, "is_ultra_restricted": True}, "", PersonKind.GUEST),
    (
        "an admin's guest",
        {"team_id": OURS, "is_restricted": True, "is_admin": True},
        "",
        PersonKind.GUEST,
    ),
    ("of another workspace", {"team_id": THEIRS}, "", PersonKind.OUTSIDER),
    (
        "an admin there",
        {"team_id": THEIRS, "is_admin": True, "is_owner": True},
        "",
        PersonKind.OUTSIDER,
    ),
    ("a stranger", {"team_id": OURS, "is_stranger": True}, "", PersonKind.OUTSIDER),
    ("whose request says so", {"team_id": OURS}, THEIRS, PersonKind.OUTSIDER),
    ("of no workspace", {"is_admin": True}, "", PersonKind.OUTSIDER),
    ("without a profile", {}, "", PersonKind.OUTSIDER),
    ("a bot", {"team_id": OURS, "is_bot": True}, "", PersonKind.BOT),
    ("Slack's own", {"team_id": OURS, "id": "USLACKBOT", "is_bot": False}, "", PersonKind.BOT),
    ("a bot of others", {"team_id": THEIRS, "is_bot": True}, "", PersonKind.OUTSIDER),
    (
        "deactivated",
        {"team_id": OURS, "deleted": True, "is_admin": True},
        "",
        PersonKind.DEACTIVATED,
    ),
    ("there, too", {"team_id": THEIRS, "deleted": True}, "", PersonKind.DEACTIVATED),
    (
        "of several workspaces of an organisation, ours among them",
        {"team_id": THEIRS, "enterprise_user": {"teams": [THEIRS, OURS]}},
        THEIRS,
        PersonKind.MEMBER,
    ),
    (
        "of other workspaces of an organisation",
        {"team_id": THEIRS, "enterprise_user": {"teams": [THEIRS]}},
        "",
        PersonKind.OUTSIDER,
    ),
]


@pytest.mark.parametrize(
    ("profile", "said", "kind"), [row[1:] for row in PROFILES], ids=[row[0] for row in PROFILES]
)
def test_a_kind_is_what_the_profile_says(
    profile: dict[str, Any], said: str, kind: PersonKind
) -> None:
    assert kind_of(profile, OURS, said) is kind


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    slack = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(slack.app) as url:
        slack.url = url
        yield slack


def directory(slack: SlackSandbox, clock: FakeClock | None = None) -> SlackDirectory:
    client = slack_client(slack.bot_token, f"{slack.url}/api/")
    return SlackDirectory(client, clock or FakeClock(), slack.workspace.team_id)


@pytest.mark.parametrize(
    ("user", "kind"),
    [
        ("U0ANNA", PersonKind.MEMBER),
        ("U0ADMIN", PersonKind.MEMBER),
        ("U0GUEST", PersonKind.GUEST),
        ("U0OUTSIDER", PersonKind.OUTSIDER),
        ("U0ROBOT", PersonKind.BOT),
        ("U0NOBODY", PersonKind.OUTSIDER),  # user_not_found
        ("", PersonKind.BOT),  # a workflow
    ],
)
async def test_people_are_looked_up(slack: SlackSandbox, user: str, kind: PersonKind) -> None:
    assert (await directory(slack).person(user)).actor.kind is kind


@pytest.mark.parametrize(
    "what", [{"team": "T0PARTNER"}, {"is_restricted": True}, {"is_bot": True}, {"is_deleted": True}]
)
async def test_only_a_member_is_an_admin(slack: SlackSandbox, what: dict[str, Any]) -> None:
    admin = slack.workspace.users["U0ADMIN"]
    assert (await directory(slack).person(admin.id)).actor.is_admin
    slack.workspace.users[admin.id] = replace(admin, **what)
    assert not (await directory(slack).person(admin.id)).actor.is_admin


async def test_what_a_request_says_of_a_user_is_kept_apart(slack: SlackSandbox) -> None:
    people = directory(slack)
    anna = Actor(user="U0ANNA")
    assert (await people.person("U0ANNA", slack.workspace.team_id)).actor == anna
    assert (await people.person("U0ANNA", "T0PARTNER")).actor.kind is PersonKind.OUTSIDER
    assert (await people.person("U0ANNA")).actor == anna
    assert (await people.person("", "T0PARTNER")).actor.kind is PersonKind.OUTSIDER


async def test_a_slack_that_does_not_tell_of_channels_is_no_closed_one(slack: SlackSandbox) -> None:
    slack.faults.add("conversations.info", error="unknown_method", times=1)
    assert await directory(slack).shared("C0SUPPORT") is None


async def test_a_deactivated_bot_is_deactivated(slack: SlackSandbox) -> None:
    slack.workspace.users["U0OLD"] = User("U0OLD", "old", "Old", is_bot=True, is_deleted=True)
    assert (await directory(slack).person("U0OLD")).actor.kind is PersonKind.DEACTIVATED


@pytest.mark.parametrize(
    "what", [{"is_admin": False}, {"is_restricted": True}, {"is_deleted": True}]
)
async def test_rights_end_a_minute_late_at_most(slack: SlackSandbox, what: dict[str, Any]) -> None:
    clock = FakeClock()
    people, users = directory(slack, clock), slack.workspace.users
    before = (await people.person("U0ADMIN")).actor
    users["U0ADMIN"] = replace(users["U0ADMIN"], **what)
    await clock.sleep(59)
    assert (await people.person("U0ADMIN")).actor == before
    await clock.sleep(2)
    assert not (await people.person("U0ADMIN")).actor.is_admin
