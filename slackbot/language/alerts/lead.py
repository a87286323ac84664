"""What stands before and behind a rule and is no part of it: `tell us when …`, `…, let me know`."""

from typing import Final

from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.core.mentions import is_mention
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

TELLS: Final = frozenset("alert tell warn notify inform ping remind".split())
LEADS: Final = TELLS | {"let", "page", "call", "mention", "cc"}
WHOM: Final = frozenset("me us everyone everybody".split())
PLACES: Final = (("the", "team"), ("the", "channel"), ("this", "channel"))
WHEN: Final = frozenset("when whenever if once".split())
PLEASE: Final = frozenset("please pls plz kindly hey hi hello".split())
ASKED: Final = (
    ("can", "you"), ("could", "you"), ("would", "you"), ("will", "you"),
    *((who, *wants) for who in ("i", "we") for wants in (("want",), ("need",), ("would", "like"))),
)  # fmt: skip
TOLD: Final = frozenset("alerted told notified warned informed pinged".split())
MAKES: Final = frozenset("set create add make new configure".split())
BETWEEN: Final = frozenset("up me us a an the new another".split())
NOUNS: Final = frozenset("alert alerts notification notifications warning".split())
# What is watched behind `an alert for`, where else a bot is named.
WATCHED: Final = frozenset(
    "no zero more fewer less over under above below unusual unusually forecast when if any".split()
)
EVERY: Final = frozenset("per every a an each in within /".split())


def behind_lead(t: Text) -> int:
    """The place behind `when`, `tell us if`, `please set up an alert for`; 0 where none leads."""
    i = behind_please(t)
    i = behind_wish(t, i) or behind_noun(t, i) or i
    i = behind_whom(t, i)
    i += i > 0 and word(t, i) == "and" and is_mention(t, i + 1)
    i += word(t, i) in {":", "-"} and i > 0
    if behind_when(t, i):
        return behind_when(t, i)
    names = word(t, i) == "for" and word(t, i + 1) not in WATCHED | UNIT_WORDS
    drops = word(t, i) in {"for", "on", "about"} and word(t, i - 1) in NOUNS and not names
    return i + drops


def behind_when(t: Text, i: int) -> int:
    """The place behind `when`, `if ever`, or 0; `once a day` says how often."""
    j = i + (word(t, i) == "that")
    if word(t, j) not in WHEN or (word(t, j) == "once" and word(t, j + 1) in EVERY):
        return 0
    return j + 1 + (word(t, j + 1) in {"that", "ever"})


def behind_please(t: Text) -> int:
    """The place behind `please`, `can you please`, `I want you to`."""
    i = 0
    while word(t, i) in PLEASE | {","}:
        i += 1
    asked = next((words for words in ASKED if t.words[i : i + len(words)] == words), ())
    i += len(asked)
    while asked and word(t, i) in PLEASE | {"you", "to"}:
        i += 1
    return i


def behind_wish(t: Text, i: int) -> int:
    """The place behind `tell us`, `let me know`, `be told`, or 0 where nobody is to be told."""
    if word(t, i) in {"be", "get"} and word(t, i + 1) in TOLD:
        return i + 2
    if word(t, i) == "know" and i > 0:
        return i + 1
    if word(t, i) == "let":
        j = behind_whom(t, i + 1)
        return j + 1 if j > i + 1 and word(t, j) == "know" else 0
    if word(t, i) not in TELLS:
        return 0
    j = behind_whom(t, i + 1)
    return j if j > i + 1 or behind_when(t, j) else 0


def behind_noun(t: Text, i: int) -> int:
    """The place behind `set up an alert`, and `an alert` behind `I want`; or 0."""
    makes = word(t, i) in MAKES
    if not makes and i == 0:
        return 0
    j = i + makes
    while word(t, j) in BETWEEN:
        j += 1
    return j + 1 + (word(t, j + 1) in {"rule", "message"}) if word(t, j) in NOUNS else 0


def behind_whom(t: Text, i: int) -> int:
    """The place behind `us`, `the team`; `i` where nobody is named."""
    if word(t, i) in WHOM:
        return i + 1
    return i + 2 * any(t.words[i : i + 2] == place for place in PLACES)


def behind_tail(t: Text, i: int) -> int:
    """The end of the text where all from `i` on is `then tell us please`; or 0."""
    j = i
    while word(t, j) in PLEASE | {"then", ","}:
        j += 1
    j = behind_wish(t, j) if word(t, j) not in {"know", "be", "get"} else 0
    while j and word(t, j) in PLEASE | {"about", "it"}:
        j += 1
    return j if j == len(t.words) else 0


def leads_to_mention(t: Text, i: int) -> int:
    """The place of `@anna` in `ping @anna when …`, `tell me and @anna when …`, or 0."""
    j = behind_whom(t, i + 1)
    j += j > i + 1 and word(t, j) == "and"
    return j if word(t, i) in LEADS and is_mention(t, j) else 0
