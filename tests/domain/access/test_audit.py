"""A change in words: what was done to what, and its values before and after."""

import pytest

from slackbot.domain.access.audit import Change, Did, Value, What, describe_change, unit_of
from slackbot.domain.allowance import Allowance
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from tests.fakes import NOW

BOT = "st-1"
PRICE = {"unit": "session", "amount": "0.20", "currency": "USD", "bot_id": "", "set_by": "U1"}
LINK = {"id": BOT, "name": "SupportBot", "linked_by": "U1", "is_default": True}
CONNECTION = {
    "name": "HR", "host": "https://kore", "scope": "bot", "client_id": "cs-hr",
    "bot_id": BOT,
}  # fmt: skip
CHANGES: list[tuple[What, Did, str, Value | None, Value | None, str]] = [
    ("link", "added", BOT, None, LINK, "added the link of st-1: SupportBot"),
    ("link", "removed", BOT, LINK, None, "removed the link of st-1: SupportBot"),
    (
        "link", "changed", BOT, LINK, LINK | {"name": "Sales"},
        "changed the link of st-1: SupportBot → Sales",
    ),
    ("link", "changed", BOT, LINK, LINK | {"is_default": False}, "changed the link of st-1"),
    (
        "settings", "changed", "zone", {"zone": None}, {"zone": "Europe/Berlin"},
        "changed the setting zone: none → Europe/Berlin",
    ),
    (
        "sharing", "changed", "sharing", {"sharing_allowed": False}, {"sharing_allowed": True},
        "changed the setting sharing: off → on",
    ),
    (
        "price", "changed", "sessions", PRICE, PRICE | {"amount": "0.30"},
        "changed the price of sessions: 0.20 USD per session → 0.30 USD per session",
    ),
    (
        "price", "removed", "alerts for st-1", PRICE | {"unit": "alert"}, None,
        "removed the price of alert messages for st-1: 0.20 USD per alert message",
    ),
    ("alert", "muted", "alert 2", {"muted": False}, {"muted": True}, "muted alert 2"),
    (
        "connection", "added", "HR", None, CONNECTION,
        "added the connection HR: bot st-1 at https://kore",
    ),
    (
        "connection", "changed", "HR", CONNECTION, CONNECTION | {"bot_id": ""},
        "changed the connection HR: bot st-1 at https://kore → every bot at https://kore",
    ),
    ("data", "removed", "a person", None, None, "removed what was kept of a person"),
    ("alert", "acknowledged", "alert 2", {"episodes": []}, {"answers": []}, "acknowledged alert 2"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "did", "thing", "before", "after", "said"), CHANGES)
def test_a_change_in_words(
    what: What, did: Did, thing: str, before: Value | None, after: Value | None, said: str
) -> None:
    change = Change(
        team="T1",
        channel="C1",
        at=NOW,
        by="U1",
        what=what,
        did=did,
        thing=thing,
        before=before,
        after=after,
    )
    assert describe_change(change) == said


def test_an_allowance_and_a_price_are_named_by_unit_and_bot() -> None:
    assert unit_of(Allowance(unit=Unit.SESSION, amount=1)) == "sessions"
    price = Price.model_validate(PRICE | {"bot_id": BOT})
    assert unit_of(price) == "sessions for st-1"
    assert unit_of(Allowance(unit=Unit.ALERT, amount=1)) == "alerts"  # as it was always stored
