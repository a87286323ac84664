"""Words that are joined before anything is read."""

import pytest

from slackbot.language.core.tokens import read_tokens


@pytest.mark.parametrize(("text", "words"), [
    ("week-end", ("weekend",)),
    ("the week-end", ("the", "weekend")),
    ("this week-end", ("this", "weekend")),
    ("two week-ends ago", ("two", "weekends", "ago")),
    ("week - end", ("week", "-", "end")),
])  # fmt: skip
def test_a_week_end_is_one_word_wherever_it_stands(text: str, words: tuple[str, ...]) -> None:
    assert read_tokens(text).words == words
