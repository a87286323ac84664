"""What people paste is read as if it had been typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.language.commands import Link, Question, read_command
from slackbot.language.core.pasted import (
    DECORATION,
    LINKS,
    MARKUP,
    Replacement,
    typed,
    unaddressed,
)
from tests.language.questions.asking import ask

LAST_WEEK = "Mon 16 Nov – Sun 22 Nov 2026"


@pytest.mark.parametrize("row", [*LINKS, *MARKUP, *DECORATION], ids=lambda row: row.example)
def test_a_row_makes_its_example_plain(row: Replacement) -> None:
    example = row.example if row in LINKS else row.example.replace("—", "-")
    assert row.pattern.sub(row.instead, example).strip() == row.value
    assert typed(row.example) == " ".join(typed(row.value).split())


@pytest.mark.parametrize(
    "text",
    [
        "<@U0APP> last week by day",
        "<@U0APP>: last week by day",
        "<@U0APP>, <@U0APP> last week by day",
        "last week by day <@U0APP>",
        "last week <@U0APP|billing> by day",
        "/billing last week by day",
        "/billing /billing last week by day",
        "<@U0APP> /billing last week by day",
        "@Billing last week by day",
        "*last week* by day",
        "_last week_ by *day*",
        "~last month~ last week by day",
        "`last week by day`",
        "`/billing last week by day`",
        "```last week by day```",
        "```\nlast week\nby day\n```",
        "&gt; last week by day",
        "> last week\n> by day",
        '"last week by day"',
        "“last week by day”",
        "'last week by day'",
        "‘last week by day’",
        "• last week by day",
        "- last week by day",
        "* last week by day",
        ":tada: last week by day",
        "last week by day :chart_with_upwards_trend:",
        "🤖 last week by day",
        "last week by day 👩‍💻🇩🇪☀️",
        ":wave::skin-tone-3: last week by day!",
        "last week --by day",
        "last week --by=day",
        "last week —by day",
        "last week | by day",
        "last\u00a0week by\u2009day",
        "last week\u200b by day",
        "\u200flast week by day\u200e",
        "last\n week \t by day",
        "ｌａｓｔ ｗｅｅｋ by day",
    ],
)
def test_it_is_last_week_by_day(text: str) -> None:
    command = read_command(text)
    assert isinstance(command, Question)
    query = ask(command.text)
    assert (query.period.describe(), query.grouping) == (f"{LAST_WEEK} (UTC)", "day")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("last week for <http://support.bot|support.bot>", "last week for support.bot"),
        ("last week for <mailto:a@b.com|a@b.com>", "last week for a@b.com"),
        ("<tel:20261101|2026-11-01> to today", "2026-11-01 to today"),
        ("last week for Q&amp;A Bot", "last week for Q&A Bot"),
        ("alert when sessions &gt; 10 per day", "alert when sessions > 10 per day"),
        ("1—15 March", "1-15 March"),
        ("10'000 sessions", "10'000 sessions"),
        ("last week for my_bot_name and other_bot", "last week for my_bot_name and other_bot"),
        ("digest 30 4 1,15 * 5", "digest 30 4 1,15 * 5"),
        ("at ~500 to ~600", "at ~500 to ~600"),
        ("yesterday 9:00 to 10:30", "yesterday 9:00 to 10:30"),
        ("1 March -- 15 March", "1 March -- 15 March"),
        ("alert when sessions > 5 per day notify <!here>",
         "alert when sessions > 5 per day notify <!here>"),
    ],
)  # fmt: skip
def test_what_has_a_meaning_stays(text: str, plain: str) -> None:
    assert typed(text) == plain


@pytest.mark.parametrize(
    "text", ['"list alerts"', "`digests`", "<@U0APP> help", "/billing /billing bots"]
)
def test_commands_are_found_in_markup_too(text: str) -> None:
    assert not isinstance(read_command(text), Question)


def test_a_mention_stays_where_a_word_leads_to_it() -> None:
    assert unaddressed("share last week with <@U0B>") == "share last week with <@U0B>"
    assert unaddressed("last week <@U0B>") == "last week"
    command = read_command("settings approvers <@U0ANNA> <@U0BEN>")
    assert command == read_command("settings approvers U0ANNA U0BEN")


@pytest.mark.parametrize(
    "name", ["Helper 🤖", "Sales | EU", "*Star*", ":robot_face: Bot", "support.bot"]
)
def test_a_bot_is_found_by_its_name_as_it_was_linked(name: str) -> None:
    link = read_command(f"link st-1 as {name}")
    assert isinstance(link, Link)
    assert link.name == name.strip("*")
    for said in (name, f'"{name}"'):
        command = read_command(f"last week for {said}")
        assert isinstance(command, Question)
        assert ask(command.text, names=(name, "Other")).bots == (name,)


@given(st.text(max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = typed(text)
    assert typed(once) == once or "&" in once or "<" in text
