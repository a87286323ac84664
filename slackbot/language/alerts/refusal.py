"""Says why a rule is refused: the words that are wrong, and what would work in its kind."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.spelling import did_you_mean
from slackbot.language.alerts.rules.kinds import KINDS, likely_kind
from slackbot.language.alerts.vocabulary import RULES, meant_by
from slackbot.language.core.amounts import COINS
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.unreported import UNREPORTED

MOST_BLAMED: Final = 3  # words, where none of them is wrong by itself
OPENERS: Final = frozenset("per every each at in for by on over under within from > <".split())


def unread(t: Text, i: int) -> UnreadableError:
    """Return the refusal of words that begin no clause at `i`: it names the first that is not
    ours."""
    if error := _unreported(t, i):
        return error
    ahead = range(i, min(i + 1 + MOST_BLAMED, len(t.words)))
    wrong = next((k for k in ahead if not RULES.is_known(t.words[k])), None)
    start = i if wrong is None else wrong
    j, end = start, start + 1
    if wrong is None and word(t, i) in OPENERS:
        end = min(i + MOST_BLAMED, len(t.words))
    while start > i and glued(t, start):
        start -= 1
    while glued(t, end) and word(t, end) != ",":
        end += 1
    phrase = t.phrase(start, end)
    if code := COINS.get(word(t, i)):
        amount = f"{word(t, i - 1)} {code}" if word(t, i - 1).isdigit() else f"500 {code}"
        return UnreadableError(
            f'Which "{phrase}"? Write the currency as in `{amount}`', phrase, (code,)
        )
    meant = meant_by(word(t, j)) if phrase.lower() == word(t, j) else ""
    hint = did_you_mean(meant, example_for(t))
    return UnreadableError(
        f'I couldn\'t read "{phrase}". {hint}', phrase, (meant,) if meant else ()
    )


def _unreported(t: Text, i: int) -> UnreadableError | None:
    """Return the refusal of what Kore.ai doesn't report, such as tokens. What comes near is offered
    only where the rule's count can be one of it."""
    found = UNREPORTED.read(t, i)
    if found is None or not any(found[0].instead):
        return None
    topic, end = found
    phrase = t.phrase(i, end)
    return UnreadableError(topic.says.format(it=f'"{phrase}"'), phrase, topic.instead * topic.alike)


def example_for(t: Text) -> str:
    """Return an example of what the words are most likely about."""
    return KINDS[likely_kind(tuple(meant_by(each) or each for each in t.words))].example
