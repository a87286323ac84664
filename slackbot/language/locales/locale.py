"""A language as a small table: what dateparser's dictionary of it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from slackbot.language.core.patterns import Row

MOST_WORDS: Final = 44
MOST_ASKS: Final = 32


@dataclass(frozen=True, slots=True)
class Locale:
    """The words of a language that the dictionary lacks, each under its English.

    `words`, `adverbs` and `periods` map English to forms with commas between them; a form may be
    several words. Together they have at most `MOST_WORDS` rows. A key of `words` that is a class of
    `phrases`, such as "last", is read by the rows there; any other is put into English wherever it
    is, and "" leaves out what says nothing. `adverbs` say by which unit ("daily"), and
    `periods` are whole periods, such as `Vormonat`.

    `asks` are words for what an answer has beside its period: its facts, its bots and the days
    that it counts; at most `MOST_ASKS` rows of the same kind as those of `words`.

    `numbers` and `ordinals` list one, two, three and so on, with `|` between forms. `marks` follow
    the number of a day: `15.`, `1er`. `no_dates` are forms of the dictionary that are
    ordinary words, such as `die` and `mit`; `no_counts` are units that no number counts, since
    `3月` is March. `also_english` are words that English has in another sense, and that are enough
    to try this language: `am 1. April`. `points` and `clauses` are phrases whose order only this
    language has: those of one time, and those over such times.
    """

    words: Mapping[str, str]
    asks: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    adverbs: Mapping[str, str] = field(default_factory=dict)
    numbers: str = ""
    ordinals: str = ""
    no_dates: str = ""
    marks: str = ""
    no_counts: str = ""
    also_english: str = ""
    points: tuple[Row, ...] = ()
    clauses: tuple[Row, ...] = ()

    def forms(self, *keys: str) -> dict[str, str]:
        """Return the forms of these words, with their English."""
        return {
            form: key
            for key in keys
            for form in split(self.words.get(key) or self.asks.get(key, ""))
        }


def split(forms: str) -> list[str]:
    """Return the forms between the commas."""
    return [each.strip() for each in forms.split(",") if each.strip()]
