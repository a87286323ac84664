"""The three questions of month end, as people word them: what we spent, why, and what is left."""

from slackbot.domain.query import Fact, UsageQuery
from slackbot.language.questions.words import words_of
from tests.language.questions.asking import ask
from tests.rows import try_rows

SPENT = (
    "what did we spend last month",
    "how much did we pay in October",
    "what was last month's bill",
    "total cost last month",
    "spend last month",
    "cost of last month",
    "what did October cost us",
    "how expensive was last month",
    "how much money did we spend in October",
    "October's bill",
    "bill for last month",
    "was october cheaper than september",
)
WHY = (
    "why did we spend more last month",
    "why did costs go up last month",
    "why was october more expensive than september",
    "why did october cost more than september",
    "what drove the cost last month",
    "what caused the increase in cost in October",
    "explain last month's cost",
    "why was the bill higher last month",
    "what explains the increase in spending last month",
    "why did our spend rise in October",
)
LEFT = (
    "what is left",
    "what is left of the budget",
    "how much budget is left",
    "how much is left this month",
    "remaining budget",
    "are we over budget",
    "budget left",
    "will we stay within budget this month",
    "how much of the allowance is left",
    "when will we run out of budget",
)


def _asked(words: str) -> tuple[UsageQuery, set[Fact]]:
    query = ask(words)
    return query, {asked.fact for asked in query.facts}


def test_each_is_asked_again_by_the_words_of_its_buttons() -> None:
    def try_one(words: str) -> None:
        query = ask(words)
        assert set(ask(words_of(query)).facts) == set(query.facts)

    try_rows((*SPENT, *WHY, *LEFT), try_one)


def test_what_was_spent_and_why() -> None:
    def try_one(words: str) -> None:
        query, facts = _asked(words)
        assert query.period.describe() == "Thu 1 Oct – Sat 31 Oct 2026 (UTC)"
        assert Fact.COST in facts
        assert (Fact.CHANGE in facts) == (words in WHY)
        assert query.all_bots

    try_rows((*SPENT, *WHY), try_one)


def test_what_is_left() -> None:
    def try_one(words: str) -> None:
        query, facts = _asked(words)
        assert Fact.ALLOWANCE in facts
        assert query.is_about_money == ("budget" in words)
        assert query.all_bots

    try_rows(LEFT, try_one)
