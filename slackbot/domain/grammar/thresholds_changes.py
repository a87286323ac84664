"""How much a figure has changed: `up 30 %`, `+30 %`, `doubles`, `30 % above last week`."""

from typing import Final

from slackbot.domain.grammar.dates_pieces import word
from slackbot.domain.grammar.thresholds_clauses import Found, Words
from slackbot.domain.grammar.thresholds_counts import behind_percent, read_count
from slackbot.domain.threshold import Side

AND: Final = frozenset(("and", "&"))
UP: Final = frozenset(
    "up rise rises rising increase increases increased grow grows growing grew".split()
)
DOWN: Final = frozenset(
    "down fall falls falling drop drops dropping dropped decrease decreases decreased decline "
    "declines shrink shrinks".split()
)


def read_way(w: Words, i: int) -> Found:
    """`up`, `falls by`: the direction of a change."""
    side = {True: Side.ABOVE, False: Side.BELOW}
    this = word(w.t, i)
    if this not in UP | DOWN:
        return None
    return ("way", side[this in UP]), i + 1 + (word(w.t, i + 1) == "by")


def read_floor(w: Words, i: int) -> Found:
    """`with a floor of 200`, `minimum 200`, and `and 200` behind the percentage of a change."""
    if word(w.t, i) in AND and behind_percent(w.t, i - 1) == i and (UP | DOWN) & set(w.t.words[:i]):
        least = read_count(w.t, i + 1)
        alone = least and not behind_percent(w.t, least[1])
        return (("floor", least[0]), least[1]) if least and alone else None
    j = i + (word(w.t, i) == "with")
    j += word(w.t, j) in {"a", "an", "the"}
    if word(w.t, j) not in {"floor", "minimum", "min"}:
        return None
    found = read_count(w.t, j + 1 + (word(w.t, j + 1) == "of"))
    return (("floor", found[0]), found[1]) if found else None
