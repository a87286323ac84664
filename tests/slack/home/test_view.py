"""The Home tab within Slack's limits, and without anybody's markup."""

import json
from datetime import UTC, datetime, time

from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.episode import State
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.channel import ChannelBots, LinkedBot, LinkRequest
from slackbot.domain.digests.digest import Digest, DigestState
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.home import (
    Administration,
    Asked,
    Health,
    Home,
    HomeChannel,
    HomeDigest,
    Unwatched,
)
from slackbot.domain.query import Unit
from slackbot.sandbox.blocks.view import validate_view
from slackbot.slack.home.view import MOST_BLOCKS, home_view

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
EVIL = "<!channel> & *b* " + "x" * 40
BOT = LinkedBot(id="st-1", name=EVIL, linked_by="U1")


def digest(number: int, state: DigestState = DigestState.ACTIVE) -> HomeDigest:
    schedule = Schedule(recurrence=Weekly(weekdays=(0,)), at=time(9), zone="Europe/Berlin")
    made = Digest(
        team="T1", channel="C1", id=f"d{number}", number=number, owner="U1", schedule=schedule,
        state=state, reason=EVIL, created_at=NOW,
    )  # fmt: skip
    return HomeDigest(made, next_slot(schedule, NOW) if made.is_active else None, None)


def alert(number: int, state: RuleState = RuleState.STOPPED) -> Watched:
    rule = AlertRule(
        kind=Kind.AMOUNT, unit=Unit.SESSION, levels=(Level(at=10),), every="day", zone="UTC"
    )
    made = Alert(
        team="T1", channel="C1", id=f"a{number}", number=number, owner="U1", rule=rule,
        state=state, reason=EVIL, created_at=NOW,
    )  # fmt: skip
    return Watched(alert=made, memory=State(rule_id=made.id))


def home(channels: int, *, admin: bool = True, waiting: int = 9) -> Home:
    here = HomeChannel(
        id="C1",
        name="finance",
        zone="Europe/Berlin",
        bots=ChannelBots(bots=(BOT,)),
        limits=(EVIL, "x" * 5000),
        digests=tuple(digest(n, [*DigestState][n % 3]) for n in range(9)),
        alerts=tuple(alert(n) for n in range(9)),
    )
    administration = Administration(
        health=Health({"environment": None}, NOW, 2, 1, 3, 1),
        waiting=(LinkRequest(channel="C1", bot=BOT),) * waiting,
        linked=40,
        watched=10,
        unwatched=(Unwatched("C1", (EVIL,) * 30),) * 30,
    )
    return Home(
        at=NOW,
        zone="Europe/Berlin",
        channels=(here,) * channels,
        more=7,
        recent=(Asked("C1", EVIL * 15, NOW), Asked("C1", "", NOW)),
        administration=administration if admin else None,
    )


def test_it_is_valid_however_much_there_is() -> None:
    for channels in (0, 1, 30):
        blocks = home_view(home(channels))
        assert len(blocks) <= MOST_BLOCKS
        assert validate_view({"type": "home", "blocks": blocks}) == []
        assert "<!channel>" not in json.dumps(
            [b for b in blocks if b["type"] != "actions"]
        ).replace(json.dumps(EVIL * 15)[1:-1], "")


def test_only_an_admin_sees_the_whole() -> None:
    said = json.dumps(home_view(home(1)))
    assert "For admins" in said
    assert "10 of 40 bots" in said  # also where it lists fewer: those of the admin's channels
    assert "For admins" not in json.dumps(home_view(home(1, admin=False)))


def test_without_a_channel_it_says_how_to_begin() -> None:
    said = json.dumps(home_view(home(0, admin=False)))
    assert "/invite @Billing" in said
    assert "Three steps" in said


def test_each_button_names_its_channel() -> None:
    blocks = home_view(home(1, admin=False))
    asking = [b["accessory"]["action_id"] for b in blocks if "accessory" in b]
    assert asking
    assert all(action.endswith("@C1") for action in asking)
    assert len(set(asking)) == len(asking)
