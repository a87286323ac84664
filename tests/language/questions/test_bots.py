"""Which bots a question names, leaves out, or puts beside each other."""

from typing import Any

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Grouping, Unit
from slackbot.language.commands import Question, read_command
from slackbot.language.context import ReadingContext, named
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query
from tests.language.questions.asking import NOW, ask

NAMES = ("SupportBot", "SalesBot", "Help Desk", "Digest Bot", "pay.bot", "HR-Bot")
BESIDE = {"bots": ("SupportBot", "SalesBot"), "by_bot": True}

READ: dict[str, dict[str, Any]] = {
    "by bot": {"by_bot": True},
    "sessions last week per bot": {"by_bot": True, "units": (Unit.SESSION,)},
    "split by bot and by day": {"by_bot": True, "grouping": Grouping.DAY},
    "last week by hour by bot": {"by_bot": True, "grouping": Grouping.HOUR},
    "top bots": {"by_bot": True},
    "top 3 bots": {"top": 3},
    "compare bots": {"by_bot": True},
    "compare all the bots last month": {"by_bot": True},
    "SupportBot vs SalesBot": BESIDE,
    "last month, SupportBot versus SalesBot": BESIDE,
    "compare SupportBot with SalesBot last week": BESIDE,
    "compare SupportBot and SalesBot": BESIDE,
    "difference between support bot and sales bot last week": BESIDE,
    "bots last week": {"by_bot": True},
    "each bot last week": {"by_bot": True},
    "bots by cost last month": {"by_bot": True},
    "SupportBot or SalesBot last week": {"bots": ("SupportBot", "SalesBot")},
    "SupportBot & SalesBot last week": {"bots": ("SupportBot", "SalesBot")},
    "last week (SalesBot)": {"bots": ("SalesBot",)},
    "usage by SalesBot last week": {"bots": ("SalesBot",)},
    "spend on SalesBot last month": {"bots": ("SalesBot",)},
    "not SalesBot last week": {"excluded": ("SalesBot",)},
    "other than SalesBot last week": {"excluded": ("SalesBot",)},
    "SalesBot excluded last week": {"excluded": ("SalesBot",)},
    "please compare SupportBot with SalesBot": BESIDE,
    "all except SalesBot": {"excluded": ("SalesBot",)},
    "for all bots except SalesBot and Help Desk": {"excluded": ("SalesBot", "Help Desk")},
    "all bots but not SalesBot": {"excluded": ("SalesBot",)},
    "last week without SalesBot": {"excluded": ("SalesBot",)},
    "last week excluding salesbot": {"excluded": ("SalesBot",)},
    "all bots except Unheard last week": {"excluded": ("Unheard",)},
    "salesbot": {"bots": ("SalesBot",)},
    "sales bot": {"bots": ("SalesBot",)},
    "for the sales bot last week": {"bots": ("SalesBot",)},
    "sales last week": {"bots": ("SalesBot",)},
    "hr bot": {"bots": ("HR-Bot",)},
    "hrbot yesterday": {"bots": ("HR-Bot",)},
    "helpdesk": {"bots": ("Help Desk",)},
    "Help Desk last week": {"bots": ("Help Desk",)},
    "usage of help desk yesterday": {"bots": ("Help Desk",)},
    "Digest Bot by day": {"bots": ("Digest Bot",), "grouping": Grouping.DAY},
    "pay.bot yesterday": {"bots": ("pay.bot",)},
    "<http://pay.bot|pay.bot> yesterday": {"bots": ("pay.bot",)},
    "last week without alerts": {
        "units": (Unit.SESSION, Unit.CONVERSATION, Unit.REQUEST, Unit.PROACTIVE)
    },
}  # fmt: skip


@pytest.mark.parametrize("words", READ)
def test_bots_are_read(words: str) -> None:
    command = read_command(words)
    assert isinstance(command, Question)
    query = ask(command.text, names=NAMES)
    plain = {"bots": (), "excluded": (), "by_bot": False, "units": (), "grouping": None}
    wanted = plain | READ[words]
    assert {name: getattr(query, name) for name in wanted} == wanted
    assert not query.corrections


def test_what_two_bots_share_names_neither() -> None:
    names = ("Support Bot", "support-bot")
    assert ask("support bot last week", names=names).bots == ("Support Bot",)
    with pytest.raises(UnreadableError):
        ask("supportbot last week", names=names)


@pytest.mark.parametrize("words", ["today", "march", "last week"])
def test_a_word_of_ours_names_no_bot_by_a_part_of_its_name(words: str) -> None:
    assert ask(words, names=("TodayBot", "March Bot", "LastWeekBot")).bots == ()


def test_a_bot_is_compared_with_that_of_the_thread() -> None:
    context = ReadingContext(now=NOW, bots=named(NAMES))
    before = read_query("last week for SupportBot", context)
    query = read_follow_up("vs SalesBot", before, context)
    assert query.bots == ("SupportBot", "SalesBot")
    assert query.by_bot
    assert query.period == before.period


def test_by_bot_in_the_thread_of_one_bot_is_about_all() -> None:
    context = ReadingContext(now=NOW, bots=named(NAMES))
    before = read_query("last week for SupportBot", context)
    query = read_follow_up("by bot", before, context)
    assert (query.bots, query.is_of_all) == ((), True)


def test_a_bot_beside_nothing_is_refused() -> None:
    with pytest.raises(UnreadableError, match='Try "SupportBot vs SalesBot last week"'):
        ask("vs SalesBot", names=NAMES)
