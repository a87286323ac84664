"""What Slack sends in all its forms, over Socket Mode and over HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.domain.ask import CANCEL, Mention, Thread
from slackbot.slack.inbound.loops import MOST_IN_CHANNEL, MOST_IN_THREAD
from slackbot.slack.inbound.payloads import NO_PLACE
from tests.slack.inbound.entries import (
    APP_BOT,
    APP_USER,
    HOME,
    Entry,
    Json,
    authorization,
    click,
    command,
    entry,
    mention,
)


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Entry]:
    """Each way to the app; neither we nor Bolt may complain."""
    with capture_logs() as lines:
        yield entry(request.param)
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []
    assert [line for line in caplog.records if line.levelname != "INFO"] == []


async def test_a_workflow_mentions_the_app_without_a_user(way: Entry) -> None:
    payload = mention(user=None, bot_id="BFLOW", subtype="bot_message", username="Monday report")
    ask = await way.asked("events_api", payload)
    assert (ask.user, ask.by_bot, ask.text) == ("", True, "last week")
    assert ask.thread == Thread(channel="C1", ts="100.000001")


@pytest.mark.parametrize(
    "text",
    [
        f"<@{APP_USER}>: last week",
        f"<@{APP_USER}> <@{APP_USER}>, last week",
        f"last <@{APP_USER}> week",
        f"last week <@{APP_USER}|billing>",
    ],
)
async def test_the_app_is_mentioned_anywhere(way: Entry, text: str) -> None:
    payload = mention()
    payload["event"]["text"] = text
    assert (await way.asked("events_api", payload)).text == "last week"


@pytest.mark.parametrize("text", ["unlink a\ud83d", "unlink a\0\ud83d", "unlink \ud83d\0a"])
async def test_what_no_database_stores_is_left_out(way: Entry, text: str) -> None:
    """Cut texts end in half a character; it must not come back as an event that fails again."""
    for kind, payload in (("events_api", mention(text)), ("interactive", click(value=text))):
        assert set((await way.asked(kind, payload)).text) == set("unlink a?")


async def test_mentions_of_others_stay(way: Entry) -> None:
    ask = await way.asked("events_api", mention("settings approvers <@U0ANNA>"))
    assert ask.text == "settings approvers <@U0ANNA>"


async def test_another_bot_mentions_the_app(way: Entry) -> None:
    ask = await way.asked("events_api", mention(user="UBOT", bot_id="BOTHER", app_id="A2"))
    assert (ask.user, ask.by_bot) == ("UBOT", True)


async def test_a_person_is_no_bot(way: Entry) -> None:
    ask = await way.asked("events_api", mention())
    assert (ask.user, ask.by_bot, ask.user_team) == ("U1", False, HOME)


@pytest.mark.parametrize("own", [{"user": APP_USER}, {"user": None, "bot_id": APP_BOT}])
async def test_the_app_does_not_answer_itself(way: Entry, own: Json) -> None:
    assert (await way.send("events_api", mention(**own)))[0] == 200
    assert way.taken.asks == []


async def test_bots_that_answer_each_other_reach_an_end(way: Entry) -> None:
    for n in range(10):
        reply = mention(f"and {n}?", ts=f"{n}.1", thread_ts="1.0", user="UBOT", bot_id="BOTHER")
        assert (await way.send("events_api", reply))[0] == 200
    assert len(way.taken.asks) == MOST_IN_THREAD
    for n in range(50):
        top = mention(ts=f"{100 + n}.1", user=None, bot_id="BOTHER")
        assert (await way.send("events_api", top))[0] == 200
    assert len(way.taken.asks) == MOST_IN_CHANNEL
    assert not (await way.asked("events_api", mention(thread_ts="1.0"))).by_bot  # people may go on
    way.clock.time += timedelta(hours=1)
    assert (await way.asked("events_api", mention(ts="999.1", user=None))).by_bot


@pytest.mark.parametrize("place", [{"channel": None}, {"ts": ""}])
async def test_a_mention_without_a_place_is_acknowledged(way: Entry, place: Json) -> None:
    status, _ = await way.send("events_api", mention(**place))
    assert (status, way.taken.asks) == (200, [])


@pytest.mark.parametrize(
    ("changed", "team"),
    [
        ({"team": None}, HOME),
        ({"team": None, "user": {"id": "U2"}}, HOME),  # no workspace at all: there is one
        ({"team": None, "user": {"id": "U2", "team_id": "T7"}}, "T7"),
        ({"team": {"id": "T7", "domain": "other"}}, "T7"),
        (
            {
                "team": None,
                "enterprise": {"id": "E1", "name": "org"},
                "is_enterprise_install": True,
                "user": {"id": "U2", "team_id": "E1"},
                "authorizations": [authorization(HOME, "E1")],
            },
            HOME,
        ),
    ],
)
async def test_whose_a_click_is(way: Entry, changed: Json, team: str) -> None:
    ask = await way.asked("interactive", click(**changed))
    assert (ask.team, ask.user, ask.text) == (team, "U2", "last week fresh")
    assert ask.thread == Thread(channel="C1", ts="100.000001")


@pytest.mark.parametrize("kind", ["static_select", "overflow"])
async def test_the_words_of_a_menu_are_those_of_the_option_that_was_chosen(
    way: Entry, kind: str
) -> None:
    option = {"text": {"type": "plain_text", "text": "1 day"}, "value": "alerts snooze 1d 2"}
    chosen = {"type": kind, "action_id": "ask:alert-snooze", "selected_option": option}
    ask = await way.asked("interactive", click(actions=[chosen]))
    assert (ask.text, ask.whole) == ("alerts snooze 1d 2", True)
    ask = await way.asked("interactive", click(actions=[{**chosen, "selected_option": None}]))
    assert ask.text == ""


async def test_a_click_may_name_its_channel_in_the_container_alone(way: Entry) -> None:
    ask = await way.asked("interactive", click(CANCEL, "q1", channel=None))
    assert (ask.channel, ask.command) == ("C1", CANCEL)


@pytest.mark.parametrize("changed", [{"user": None}, {"channel": None, "container": {}}])
async def test_a_click_from_nowhere_is_refused_in_words(way: Entry, changed: Json) -> None:
    status, said = await way.send("interactive", click(**changed))
    assert (status, way.taken.asks) == (200, [])
    assert NO_PLACE in said.replace("\\n", "\n")


@pytest.mark.parametrize(
    ("changed", "team"),
    [
        ({"enterprise_id": "E1", "is_ext_shared_channel": True}, HOME),
        ({"team_id": "T7", "is_ext_shared_channel": True}, HOME),  # our installation sees it
        ({"team_id": "T7", "authorizations": []}, "T7"),
        ({"team_id": "T7", "authorizations": None}, "T7"),
        ({"team_id": None, "context_team_id": HOME, "authorizations": None}, HOME),
        (  # somebody of another organisation writes in a channel of E1's workspace T7
            {
                "team_id": "T9",
                "context_team_id": "T7",
                "authorizations": [authorization(None, "E1")],
            },
            "T7",
        ),
        (
            {
                "team_id": "E1",
                "enterprise_id": "E1",
                "context_team_id": "T7",
                "context_enterprise_id": "E1",
                "authorizations": [authorization(None, "E1")],
            },
            "T7",
        ),
    ],
)
async def test_whose_an_event_is(way: Entry, changed: Json, team: str) -> None:
    ask = await way.asked("events_api", {**mention(), **changed})
    assert (ask.team, ask.user) == (team, "U1")


@pytest.mark.parametrize(
    ("event", "team"),
    [({"user_team": "T9"}, "T9"), ({"user_team": "E9", "team": "T1"}, ""), ({"team": None}, "")],
)
async def test_of_which_workspace_the_author_is(way: Entry, event: Json, team: str) -> None:
    assert (await way.asked("events_api", mention(**event))).user_team == team


@pytest.mark.parametrize(
    "changed",
    [{"enterprise_id": "E1", "enterprise_name": "org", "is_enterprise_install": "true"}, {}],
)
async def test_commands_of_organisations(way: Entry, changed: Json) -> None:
    ask = await way.asked("slash_commands", command(**changed))
    assert (ask.team, ask.channel, ask.user) == (HOME, "C1", "U1")


@pytest.mark.parametrize("missing", ["channel_id", "user_id"])
async def test_a_command_from_nowhere_is_refused_in_words(way: Entry, missing: str) -> None:
    status, said = await way.send("slash_commands", command(**{missing: ""}))
    assert (status, way.taken.asks) == (200, [])
    assert NO_PLACE in said


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("interactive", click("of an older version")),
        ("interactive", {**click(), "type": "message_action", "callback_id": "x"}),
        ("interactive", {"type": "view_submission", "view": {"id": "V"}, "team": None}),
        ("events_api", {**mention(), "event": {"type": "reaction_added", "user": "U1"}}),
        ("events_api", {**mention(), "event": {"type": "app_uninstalled"}}),
    ],
)
async def test_what_nobody_listens_to_is_acknowledged_quietly(
    way: Entry, kind: str, payload: Json
) -> None:
    with capture_logs() as lines:
        assert (await way.send(kind, payload))[0] == 200
    assert way.taken.asks == []
    assert [line["event"] for line in lines] == [telemetry.PAYLOAD_UNKNOWN]


async def test_another_command_is_answered_in_words(way: Entry) -> None:
    status, said = await way.send("slash_commands", command(command="/costs"))
    assert (status, "/billing help" in said) == (200, True)


# ---- edited mentions

EDITED: Json = {"edited": {"user": "U1", "ts": "150.000001"}}


def changed_message(**message: object) -> Json:
    """The same edit as the event of a changed message."""
    now = mention("last month", **EDITED)["event"] | {"type": "message"} | message
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": {name: value for name, value in now.items() if value is not None},
        "previous_message": mention()["event"],
        "channel": "C1",
        "ts": "150.000002",
        "event_ts": "150.000002",
        "channel_type": "channel",
    }
    return {**mention(), "event": event, "event_id": "Ev-changed"}


async def test_an_edit_is_one_request_in_whatever_event_it_comes(way: Entry) -> None:
    await way.asked("events_api", mention())
    first = await way.asked("events_api", {**mention("last month", **EDITED), "event_id": "Ev2"})
    second = await way.asked("events_api", changed_message())
    assert first == second
    assert first.mention == Mention(ts="100.000001", edited="150.000001")
    assert (first.text, first.whole, first.user) == ("last month", True, "U1")
    original, *edits = [request for request, _ in way.taken.asks]
    assert len({original}) == len(set(edits)) == 1
    assert original not in edits


async def test_an_edit_in_a_thread_is_still_a_follow_up(way: Entry) -> None:
    ask = await way.asked("events_api", mention("by hour", thread_ts="50.0", **EDITED))
    assert (ask.whole, ask.thread) == (False, Thread(channel="C1", ts="50.0"))


@pytest.mark.parametrize(
    "message",
    [
        {"text": "no longer about the app"},
        {"edited": None},  # Slack shows what is behind a link
        {"user": APP_USER},
        {"text": None},
    ],
)
async def test_other_changes_of_messages_are_none_of_ours(way: Entry, message: Json) -> None:
    assert (await way.send("events_api", changed_message(**message)))[0] == 200
    assert way.taken.asks == []
