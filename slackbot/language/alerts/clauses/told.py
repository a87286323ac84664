"""Reads whom a rule mentions, and at which of its levels."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import RuleText
from slackbot.language.alerts.clauses.counts import read_counts
from slackbot.language.alerts.clauses.hours import read_hours_list
from slackbot.language.core.clause_reader import FoundClause
from slackbot.language.core.readers import word
from slackbot.language.names.mentions import is_mention, read_mentions

TELL: Final = frozenset("notify mention mentioning notifying ping page cc".split())
# Words that tell somebody only before a mention: elsewhere, `alert` may be the unit.
TELL_WHOM: Final = frozenset("tell alert warn inform call let".split())


def read_notify(w: RuleText, i: int) -> FoundClause:
    """Read `notify <@U1> and @here at 90 and 100%`: whom, and at which levels, or at all of
    them."""
    tells = word(w.t, i) in TELL or (word(w.t, i) in TELL_WHOM and is_mention(w.t, i + 1))
    j = i + tells
    if not (tells or is_mention(w.t, i)):
        return None
    found = read_mentions(w.t, j, w.mentions)
    if found is None:
        raise UnreadableError(
            f'Whom? Behind "{w.t.phrase(i, i + 1)}" I need a mention, such as `@here`',
            w.t.phrase(i, j),
        )
    who, j = found
    j += word(w.t, i) == "let" and word(w.t, j) == "know"
    if word(w.t, j) != "at":
        return ("notify", (who, ())), j
    if hours := read_hours_list(w.t, j + 1):
        return ("notify", (who, hours[0])), hours[1]
    counts = read_counts(w.t, j + 1)
    return (("notify", (who, counts[0].counts)), counts[1]) if counts else None
