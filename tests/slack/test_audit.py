"""How changes are drawn: escaped, with who and when, in pieces that Slack takes."""

from slackbot.domain.access.audit import Change
from slackbot.ports import Signed
from slackbot.slack.audit import NONE, change_list, signed_lines, since
from tests.fakes import NOW

CHANGE = Change(
    team="T1",
    channel="C1",
    at=NOW,
    by="U1",
    what="link",
    did="changed",
    thing="st-1",
    before={"name": "<!channel> & co"},
    after={"name": "Sales"},
)


def test_a_change_is_one_line_and_calls_nobody_by_a_name() -> None:
    shown = change_list([CHANGE], "Europe/Berlin", "`/billing audit page 2`")
    assert shown.text.splitlines()[0] == (
        "• Tue 24 Nov 2026, 10:30 – <@U1> changed the link of st-1: "
        "&lt;!channel&gt; &amp; co → Sales (in <#C1>)"
    )
    assert "Times are in Europe/Berlin." in shown.text
    assert "Older: `/billing audit page 2`" in shown.text


def test_a_direct_message_has_no_link() -> None:
    assert (
        "(in a direct message)"
        in change_list([CHANGE.model_copy(update={"channel": "D1"})], "UTC", "").text
    )


def test_who_is_at_the_server_is_nobody_in_slack() -> None:
    change = CHANGE.model_copy(
        update={"channel": "", "by": "", "what": "connection", "thing": "<!here>", "did": "removed"}
    )
    assert change_list([change], "UTC", "").text.splitlines()[0] == (
        "• Tue 24 Nov 2026, 09:30 – somebody at the command line of the server removed the "
        "connection &lt;!here&gt;"
    )


def test_no_change_is_said() -> None:
    assert change_list([], "UTC", "").text == NONE


def test_a_full_page_fits_slacks_sections() -> None:
    long = CHANGE.model_copy(update={"before": {"name": "&" * 1000}})
    shown = change_list([long] * 15, "UTC", "")
    assert max(len(block["text"]["text"]) for block in shown.blocks if "text" in block) <= 3000


def test_who_set_a_line_and_when() -> None:
    lines = [Signed(text="a <b>", by="U1", at=NOW), Signed(text="c", by="U2"), Signed(text="d")]
    assert signed_lines(lines, "UTC").text.splitlines() == [
        "a &lt;b&gt; – set by <@U1> on 24 Nov 2026",
        "c – set by <@U2>",
        "d",
    ]


def test_since_when_or_by_whom_later() -> None:
    assert since(None, "UTC") == ""
    assert since(CHANGE, "UTC") == " · changed by <@U1> on 24 Nov 2026"
    added = CHANGE.model_copy(update={"did": "added"})
    assert since(added, "UTC") == " on 24 Nov 2026"
