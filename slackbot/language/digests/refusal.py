"""Why the question of a digest is refused, with examples that are digests."""

from collections.abc import Collection
from typing import Final

from slackbot.domain.channel import unknown_bot
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.bots import known_names
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.vocabulary import is_known
from slackbot.language.digests.cut import EXAMPLE
from slackbot.language.questions.refusal import EXAMPLE as ASKED

UNTIL: Final = frozenset("until till ending".split())
EXCEPT: Final = frozenset("except excluding skipping skip".split())
JOINERS: Final = frozenset(("and", ",", "&"))


def refused(error: UnreadableError, question: str, names: Collection[str]) -> UnreadableError:
    """The same refusal, said of a digest."""
    t = tokens_of(question)
    words = set(t.words)
    if UNTIL & words:
        return _not_served(t, UNTIL, "A digest has no last day", "comes until you stop it")
    if EXCEPT & words:
        return _not_served(t, EXCEPT, "A digest leaves no day out", "names its weekdays instead")
    if name := _stranger(t, names):
        return UnreadableError(unknown_bot(name, names), name)
    return UnreadableError(error.message.replace(ASKED, EXAMPLE), error.words)


def _not_served(t: Text, leads: frozenset[str], never: str, instead: str) -> UnreadableError:
    first = next(i for i, each in enumerate(t.words) if each in leads)
    said = t.said(first, len(t.words))
    return UnreadableError(
        f'{never}, so I have no use for "{said}": it {instead}. Try `/billing digest every Monday '
        "and Thursday at 9`, and later `/billing digest pause 2` or `/billing digest remove 2`",
        said,
    )


def _stranger(t: Text, names: Collection[str]) -> str:
    """What is joined to a bot of the channel and is none, such as in `for SalesBot and NoSuch`."""
    for place, knowns in known_names(t, names).items():
        for known in knowns:
            i = known.end
            if word(t, place - 1) != "for" or word(t, i) not in JOINERS:
                continue
            while word(t, i) in JOINERS:
                i += 1
            if i < len(t.words) and not is_known(word(t, i)) and not known_names(t, names).get(i):
                return t.said(i, i + 1)
    return ""
