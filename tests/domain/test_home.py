"""What comes first on a Home tab, and what nothing watches."""

from datetime import UTC, datetime

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.home import Unwatched, unwatched
from slackbot.domain.query import Unit
from tests.rows import try_rows

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TWO = ChannelBots(
    bots=tuple(LinkedBot(id=f"st-{n}", name=n.upper(), linked_by="U1") for n in ("a", "b"))
)


def alert(*bots: str, channel: str = "C1") -> Alert:
    rule = AlertRule(
        kind=Kind.AMOUNT, unit=Unit.SESSION, levels=(Level(at=10),), every="day", zone="UTC"
    )
    return Alert(
        team="T1", channel=channel, id="a1", number=1, owner="U1", rule=rule, bot_ids=bots,
        created_at=NOW,
    )  # fmt: skip


def allowance(bot: str = "") -> ChannelAllowances:
    made = Allowance(bot_id=bot, unit=Unit.SESSION, amount=10, set_by="U1")
    return ChannelAllowances(allowances=(made,))


def test_a_bot_is_watched_by_an_alert_or_an_allowance() -> None:
    rows = [
        ([], {}, ("A", "B")),
        ([alert("st-a")], {}, ("B",)),
        ([alert()], {}, ()),
        ([alert(channel="C2")], {}, ("A", "B")),
        ([], {"C1": allowance("st-b")}, ("A",)),
        ([alert("st-a")], {"C1": allowance("st-b")}, ()),
        ([], {"C1": allowance()}, ()),
        ([], {"C2": allowance()}, ("A", "B")),
    ]

    def check(row: tuple[list[Alert], dict[str, ChannelAllowances], tuple[str, ...]]) -> None:
        alerts, limits, names = row
        expected = (Unwatched("C1", names),) if names else ()
        assert unwatched({"C1": TWO}, limits, alerts) == expected

    try_rows(rows, check)
