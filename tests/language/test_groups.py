"""Groups of bots in questions, digests, alerts and in the commands that set them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.cli.parse import answers
from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.errors import UserError
from slackbot.language.context import ReadingContext, named
from slackbot.language.group_names import read_group_name, read_members
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query
from slackbot.language.questions.words import words_of

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BOTS = ["SupportBot", "SalesBot", "ShopBot", "Research and Care"]
GROUPS = {"Retail": ["SalesBot", "ShopBot"], "Support": ["SupportBot"], "North America": BOTS[1:2]}
RETAIL = ["SalesBot", "ShopBot"]
CONTEXT = ReadingContext(now=NOW, bots=named(BOTS), groups=named(GROUPS))


def parsed(text: str, **more: Any) -> dict[str, Any]:
    line = json.dumps({"text": text, "bots": BOTS, "groups": GROUPS, **more})
    (answer,) = answers([line.encode()], NOW)
    return json.loads(answer)  # type: ignore[no-any-return]


# Each text with its bots, and whether its rows are groups, bots or none of both.
ASKED = [
    ("last month for Retail", RETAIL, ""),
    ("retail last week by day", RETAIL, ""),
    ("last week for the Retail group", RETAIL, ""),
    ("last week for group Retail", RETAIL, ""),
    ("last week for North America", ["SalesBot"], ""),
    ("last month by bot for Retail", RETAIL, "bot"),
    ("by group", BOTS, "group"),
    ("last month by group", BOTS, "group"),
    ("cost per cost centre last month", BOTS, "group"),
    ("last month by day and group", BOTS, "group"),
    ("last month by group for Retail", RETAIL, "group"),
    ("Retail vs Support", [*RETAIL, "SupportBot"], "group"),
    ("Retail vs Support last week by day", [*RETAIL, "SupportBot"], "group"),
    ("compare Retail with SupportBot", [*RETAIL, "SupportBot"], "group"),
    ("last week for Retail and Support", [*RETAIL, "SupportBot"], "group"),
    ("last week by bot for Retail and Support", [*RETAIL, "SupportBot"], "bot"),
    ("last week by day for Retail and Support", [*RETAIL, "SupportBot"], ""),
    ("SalesBot vs ShopBot", RETAIL, "bot"),
    ("all except Retail", ["SupportBot", "Research and Care"], ""),
    ("last week for all bots except Retail and SupportBot", ["Research and Care"], ""),
    ("support last week", ["SupportBot"], ""),
    ("top 3 groups last month", BOTS, "group"),
    ("top groups", BOTS, "group"),
    ("most expensive group last month", BOTS, "group"),
    ("which group used the most sessions last week", BOTS, "group"),
    ("least used groups", BOTS, "group"),
    ("which bot used the most last week", BOTS, "bot"),
    ("group by day last week", ["SupportBot"], ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bots", "rows"), ASKED)
def test_a_group_is_named_where_a_bot_is(text: str, bots: list[str], rows: str) -> None:
    answer = parsed(text)
    assert answer["ok"], answer
    assert answer["reading"]["bots"] == bots
    query = answer["query"]
    assert ("group" if query["by_group"] else "bot" if query["by_bot"] else "") == rows


@pytest.mark.parametrize(
    ("locale", "text", "rows"),
    [
        ("de-DE", "letzten Monat für Retail", ""),
        ("de-DE", "letzten Monat nach Gruppen", "group"),
        ("fr-FR", "le mois dernier pour Retail", ""),
        ("fr-FR", "le mois dernier par groupe", "group"),
        ("es-ES", "el mes pasado por grupo", "group"),
        ("pt-BR", "mês passado por grupo", "group"),
        ("ja-JP", "先月 グループ別", "group"),
    ],
)
def test_other_languages_keep_names_and_have_rows_of_groups(
    locale: str, text: str, rows: str
) -> None:
    answer = parsed(text, locale=locale)
    assert answer["ok"], answer
    assert answer["period"]["start"].startswith("2026-10-01")
    assert answer["reading"]["bots"] == (BOTS if rows else RETAIL)
    assert answer["query"]["by_group"] is bool(rows)


@pytest.mark.parametrize("text", [each[0] for each in ASKED])
def test_a_question_is_written_as_it_was_read(text: str) -> None:
    query = read_query(text, CONTEXT)
    again = read_query(words_of(query), CONTEXT)
    rows = (query.bots, query.excluded, query.by_bot, query.by_group, query.grouping)
    assert (again.bots, again.excluded, again.by_bot, again.by_group, again.grouping) == rows


def test_what_is_like_a_group_is_offered() -> None:
    answer = parsed("last week for Retial")
    assert 'Did you mean "Retail"?' in answer["error"]["message"]
    assert answer["buttons"][0]["text"] == 'last week for "Retail"'
    answer = parsed("last week for Foo")
    assert "no bot or group" in answer["error"]["message"]
    assert "Groups: Retail, Support, North America." in answer["error"]["message"]


def test_without_groups_there_are_no_rows_of_them() -> None:
    answer = parsed("last week by group", groups={})
    assert not answer["ok"]
    assert "/billing group Retail = SalesBot, ShopBot" in answer["error"]["message"]
    (button,) = answer["buttons"]
    assert button["text"] == "Mon 16 Nov – Sun 22 Nov 2026 (UTC) by bot"


@pytest.mark.parametrize(
    ("before", "words", "bots", "rows"),
    [
        ("last week for Retail", "by bot", ("Retail",), "bot"),
        ("last week for Retail", "by group", (), "group"),
        ("last week for Retail", "vs Support", ("Retail", "Support"), "group"),
        ("last week by group", "by bot", (), "bot"),
        ("last week by group", "last month", (), "group"),
        ("last week by group", "for Retail", ("Retail",), ""),
    ],
)
def test_a_follow_up_keeps_groups(before: str, words: str, bots: tuple[str], rows: str) -> None:
    query = read_follow_up(words, read_query(before, CONTEXT), CONTEXT)
    assert query.bots == bots
    assert ("group" if query.by_group else "bot" if query.by_bot else "") == rows


@pytest.mark.parametrize(
    ("text", "reads_as"),
    [
        ("digest every Monday for Retail", "for Retail"),
        ("digest every Monday Retail vs Support", "by group, for Retail, Support"),
        ("alert when sessions > 1000 per day for Retail", 'for "Retail"'),
        ("alert when sessions > 1000 per day for the Retail group", 'for "Retail"'),
        ("price 0.20 USD per conversation for Retail", "Retail"),
        ("allowance 60000 sessions per month for Retail", "Retail"),
        ("group Web = SalesBot, ShopBot", "Web"),
        ("group Retail add Research and Care", "Retail"),
    ],
)
def test_what_is_set_up_may_be_for_a_group(text: str, reads_as: str) -> None:
    answer = parsed(text)
    assert answer["ok"], answer
    assert reads_as in answer["reads_as"]


LINKED = ChannelBots(
    bots=tuple(LinkedBot(id=f"st-{n}", name=name, linked_by="U1") for n, name in enumerate(BOTS))
)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("SalesBot, ShopBot", ("st-1", "st-2")),
        ("ShopBot and salesbot", ("st-1", "st-2")),
        ('"Research and Care", SalesBot', ("st-1", "st-3")),
        ("SalesBot and Research and Care", ("st-1", "st-3")),
        ("SalesBot, ShopBot, and Research and Care", ("st-1", "st-2", "st-3")),
        ("st-2 & SalesBot", ("st-1", "st-2")),
        ("st-9", ("st-9",)),
    ],
)
def test_members_are_read(words: str, ids: tuple[str, ...]) -> None:
    assert read_members(words, LINKED, {"st-9"}) == ids


@pytest.mark.parametrize("words", ["st-9", "SalesBot, Foo", ",", "SalesBot ShopBot"])
def test_members_are_bots_of_the_channel(words: str) -> None:
    with pytest.raises(UserError):
        read_members(words, LINKED)


@pytest.mark.parametrize("name", ["Retail", "IT", "HR", "North America", "Éc0", "R&D", "Support"])
def test_names_of_groups(name: str) -> None:
    assert read_group_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "...", "help", "groups", "last week", "March", "sessions", "by day", "link", "all", "undo",
     "alerts", "none", "x" * 61, "a = b", "st-1", "gr-00000000000a", "settings",
     "all bots", "All our bots"],
)  # fmt: skip
def test_names_that_mean_something_else_are_refused(name: str) -> None:
    with pytest.raises(UserError):
        read_group_name(name)


def test_groups_may_be_texts_and_have_bots_that_are_not_linked() -> None:
    texts = ["Retail = SalesBot, Elsewhere", "Far = Elsewhere"]
    assert parsed("last week for Retail", groups=texts)["reading"]["bots"] == ["SalesBot"]
    assert not parsed("last week for Far", groups=texts)["ok"]
    assert not parsed("last week", groups={"Retail": "SalesBot"})["ok"]
