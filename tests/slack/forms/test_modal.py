"""Forms as Slack's modals, the buttons that open them, and what comes back."""

from typing import Any

import pytest

from slackbot.domain.errors import UserError
from slackbot.language.forms.form import Field, FieldKind, Option, given
from slackbot.sandbox.blocks.view import validate_view
from slackbot.slack.blocks.blocks import about
from slackbot.slack.forms.buttons import Opening, form_button, form_option, opening_of
from slackbot.slack.forms.modal import errors_of, modal, ref_of, refusal, values_of
from slackbot.workflows.forms.desk import FormRef, ShownForm
from tests.rows import try_rows

EVIL = "<!channel> `*x*` & <@U1>"
OPTIONS = (Option("", "None"), Option("by day", "By day"), Option(EVIL, EVIL * 4))
FIELDS = tuple(Field(kind.value, EVIL, kind, OPTIONS[1:], EVIL * 20) for kind in FieldKind)
REF = FormRef(form="question", channel="C1", which="x" * 200, version="1" * 16)
SHOWN = ShownForm(
    REF, EVIL * 3, "Ask", FIELDS, given(text=EVIL, date="2026-11-30", time="09:30", choice="by day",
    several=["by day"], people=["U1"], channel="C1"), f"last week for {EVIL}", [EVIL] * 9, EVIL,
)  # fmt: skip

OPENINGS = [
    Opening("question"),
    Opening("digest", "C1"),
    Opening("digest", "C1", "2"),
    Opening("allowance", which="sessions per year for st-1"),
    Opening("alert", "C1", "2", "sessions over 500 per day, notify <@U1>"),
    Opening("alert", "C1", "", "at 50, 80 and 100 % of 40,000 sessions per month"),
]
STATE = {
    "text": {"field:text": {"type": "plain_text_input", "value": "500"}},
    "rows:1a2b": {"field:rows": {"selected_option": {"value": "by day"}}},
    "none:1a2b": {"field:none": {"selected_option": {"value": "-"}}},
    "bots:1a2b": {"field:bots": {"selected_options": [{"value": "a"}, {"value": "b"}]}},
    "on": {"field:on": {"selected_date": "2026-11-30"}},
    "at": {"field:at": {"selected_time": "09:30"}},
    "who": {"field:who": {"selected_users": ["U1"]}},
    "where": {"field:where": {"selected_conversation": "C1"}},
    "empty": {"field:empty": {"value": None, "selected_options": []}},
    "other": {"not-ours": {"value": "x"}},
}


def test_a_form_is_a_modal_that_slack_takes() -> None:
    for view in (modal(SHOWN), refusal(EVIL * 20)):
        assert validate_view(view) == []
        said = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"]
        assert not any("<!channel>" in text for text in said)


def test_what_is_filled_in_comes_back() -> None:
    assert values_of({"state": {"values": STATE}}) == given(
        text="500", rows="by day", bots=["a", "b"], on="2026-11-30", at="09:30", who=["U1"],
        where="C1",
    )  # fmt: skip
    assert values_of({}) == {}


def test_a_button_opens_what_it_was_made_for() -> None:
    def check(opening: Opening) -> None:
        made = form_button("Edit", *opening)
        assert opening_of(made) == opening
        (there,) = about([made], "C9")  # in a direct message
        assert there["action_id"].endswith("@C9")
        assert opening_of(there) == opening

    try_rows(OPENINGS, check)
    chosen = {"action_id": "ask:x", "selected_option": {"value": form_option("group", "gr-1")}}
    assert opening_of(chosen) == Opening("group", which="gr-1")
    typed = {"action_id": "ask:x", "selected_option": {"value": "alerts edit 2"}}
    assert opening_of(typed) == Opening("alert", which="2")


@pytest.mark.parametrize("data", ["", "x", "[]", "{}", '{"form":1}', '{"form":"a","user":"U1"}',
                                  '{"form":"' + "a" * 300 + '"}', "null"])  # fmt: skip
def test_odd_metadata_is_no_form(data: str) -> None:
    with pytest.raises(UserError, match="don't know this form"):
        ref_of({"private_metadata": data})
    assert ref_of({"private_metadata": REF.model_dump_json()}) == REF


def test_a_reason_stands_at_its_field_or_at_the_first() -> None:
    found: dict[str, Any] = errors_of(FIELDS, {"text": "Try `x`", "hidden": "y"})
    assert [*found.values()] == ["Try x", "y"]
    first, text = found
    blocks = [block["block_id"] for block in modal(SHOWN)["blocks"] if block["type"] == "input"]
    assert {first, text} <= {*blocks}
