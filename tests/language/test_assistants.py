"""Commands for the tokens of assistants."""

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.assistants import ListTokens, MakeToken, RevokeToken
from slackbot.language.commands import read_command
from slackbot.language.understanding import stores

READ = {
    "token": MakeToken(),
    "token for 30 days": MakeToken(days=30),
    "tokens": ListTokens(),
    "token list": ListTokens(),
    "token revoke 3fa9c1": RevokeToken(id="3fa9c1"),
    "tokens remove #3FA9C1": RevokeToken(id="3fa9c1"),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_said_of_tokens(text: str) -> None:
    assert read_command(text) == READ[text]
    assert stores(text) == (READ[text] != ListTokens())


@pytest.mark.parametrize("text", ["token for 0 days", "token for 400 days", "token revoke Anna"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_command(text)
