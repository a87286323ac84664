"""Reads the rows and the form that a question asks for: `by day`, `by bot`, `as csv`."""

from collections.abc import Callable
from typing import Any, Final

from slackbot.domain.query import Grouping
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ADVERBS, GROUPINGS, WEEKDAY_PLURALS

Clause = tuple[str, Any]

BOTS: Final = frozenset(("bot", "bots"))
GROUPS: Final = frozenset(("group", "groups"))
BASES: Final = frozenset("basis bucket buckets figures".split())
SPLIT: Final = frozenset(
    "group grouped grouping split broken break bucketed aggregated aggregate breakdown".split()
)
SIZES: Final[dict[str, str]] = GROUPINGS | {
    "quarter": "quarter", "quarters": "quarter", "weekday": "weekday", "weekdays": "weekday",
    "dow": "weekday",
}  # fmt: skip
PLURALS: Final = {name: size for name, size in SIZES.items() if name.endswith("s")}
ROWS_BY: Final = {name: size for name, size in GROUPINGS.items() if name in ADVERBS} | {
    "quarterly": "quarter"
}
SINGLES: Final = {each: each for each in ("hour", "day", "week", "month")}


def _sized(kind: str) -> Callable[[str], Clause]:
    return lambda size: (kind, Grouping(size))


by: Final = _sized("grouping")
by_both: Final = _sized("by_bot_and")
by_group_and: Final = _sized("by_group_and")
for_each: Final = _sized("rows_of_each")
by_weekday: Final = always(by("weekday"))
by_bot: Final = always(("by_bot", True))
by_group: Final = always(("by_group", True))


def twice(size: str, again: str) -> Clause | None:
    return by(size) if size == again else None


def _no_day(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing where no day of a schedule follows: `weekly on Fridays` is a digest."""
    on = word(t, i) == "on" or word(t, i) in WEEKDAY_PLURALS
    return None if on and word(t, i - 1) in {"weekly", "monthly"} else (None, i)


_BY: Final = "by|per [-] [the|each]"
_VS: Final = "vs|versus|against|with"

ROWS: Final = Table[Clause](
    (
        Row(f"[<split> [<it>] [down] [into|in]] {_BY} <size:size> [<basis>]", by, "per day", "day"),
        Row("[<split>] by|per [the] day of [the] week", by_weekday, "by day of the week",
            "weekday"),
        Row(f"[compare] weekday|weekdays {_VS} weekend|weekends", by_weekday,
            "weekdays vs weekends", "weekday"),
        Row(f"[compare] weekend|weekends {_VS} weekday|weekdays", by_weekday,
            "weekend vs weekday", "weekday"),
        Row("compare|comparing weekday|weekdays and|to weekend|weekends", by_weekday,
            "compare weekdays and weekends", "weekday"),
        Row("<split> [down] [into|in] <size:size> [<basis>]", by, "split into weeks", "week"),
        Row("<adverb:size> [<basis>] <no_day>", by, "daily basis", "day"),
        Row("/ <single:size>", by, "/ day", "day"),
        Row("more|less on weekend|weekends|weekdays", by_weekday, "less on weekends", "weekday"),
        Row("<size:size> [-] by [-] <size:again>", twice, "day by day", "day"),
        Row("in <plural:size>", by, "in hours", "hour"),
        Row(f"[<split> [<it>] [down] [into|in]] {_BY} <bot>", by_bot, "breakdown by bot", "bot"),
        Row("<split> [down] [into|in] <bot>", by_bot, "split into bots", "bot"),
        Row("which|what <bot> [was|were|got|are|is] used|active", by_bot, "which bots were used",
            "bot"),
        Row("[for|on] every|each <single:size> [of|in|during]", for_each, "every day of", "day"),
        Row("bot [-] breakdown|split", by_bot, "bot breakdown", "bot"),
        Row("bot [-] by [-] bot", by_bot, "bot by bot", "bot"),
        Row("side by side", by_bot, "side by side", "bot"),
        Row("[for|of|across] [the|our|my] bots", by_bot, "our bots", "bot"),
        Row("[for|of] each|every bot", by_bot, "each bot", "bot"),
        Row("compare|comparing [all] [the|our] bots", by_bot, "compare bots", "bot"),
        Row("[<split> [<it>] [down]] by|per <bot> and|,|/ <size:size>", by_both,
            "break it down by bot and day", "bot, day"),
        Row("[<split> [<it>] [down]] by|per <size:size> and|,|/ <bot>", by_both,
            "per day and bot", "bot, day"),
        Row(f"[<split> [<it>] [down] [into|in]] {_BY} <group>", by_group,
            "broken down by group", "group"),
        Row(f"[<split> [<it>] [down] [into|in]] {_BY} cost center|centre|centers|centres", by_group,
            "per cost centre", "group"),
        Row("<split> [down] [into|in] groups", by_group, "split into groups", "group"),
        Row("compare|comparing [all] [the|our] groups", by_group, "compare our groups", "group"),
        Row("[<split> [<it>] [down]] by|per <group> and|,|/ <size:size>", by_group_and,
            "by group and day", "group, day"),
        Row("[<split> [<it>] [down]] by|per <size:size> and|,|/ <group>", by_group_and,
            "by day and group", "group, day"),
    ),
    split=SPLIT, it=("it", "this", "that"), size=SIZES, single=SINGLES, plural=PLURALS,
    adverb=ROWS_BY, basis=BASES, bot=BOTS, group=GROUPS, no_day=_no_day,
)  # fmt: skip


# Words that begin a sentence and say nothing.
OPENERS: Final = frozenset("so well actually maybe perhaps basically gimme".split())


csv: Final = always(("csv", True))
excel: Final = always(("excel", True))
focus: Final = always(("focus", True))
private: Final = always(("private", True))
fresh: Final = always(("fresh", True))
drawn: Final = always(("drawn", True))
nothing: Final = always(("filler", None))
OUTPUT: Final = Table[Clause](
    (
        Row("[export|exported|download] [as|to|in] [a|the] csv|spreadsheet [file|export]", csv,
            "as a csv file", "csv"),
        Row("[export|exported|download] [as|to|in|into] [a|an] [ms|microsoft] excel|xlsx|xls "
            "[file|sheet|export]", excel, "as excel", "excel"),
        Row("[export|exported|download] as|in [a] focus [file|csv|export]", focus, "as focus",
            "focus"),
        Row("export|download", csv, "export", "csv"),
        Row("<private>", private, "privately", "private"),
        Row("in private|secret|confidence", private, "in private", "private"),
        Row("only|just [for|to] me", private, "only for me", "private"),
        Row("fresh|freshly|uncached|refresh|refreshed", fresh, "fresh", "fresh"),
        Row("[as|with] [a] chart|graph|plot|diagram [of|for]", drawn, "as a chart", "drawn"),
        Row("[as|in] [a] table [only|of|for]", drawn, "as a table", "drawn"),
        Row("any usage|use|traffic|activity", nothing, "any usage", "filler"),
        Row("hi|hey|hello team|everyone|everybody|folks|there", nothing, "hey team", "filler"),
        Row("any idea", nothing, "any idea", "filler"),
        Row("tell me|us about", nothing, "tell us about", "filler"),
        Row("[are|am] we|i tracking", nothing, "are we tracking", "filler"),
        Row("inclusive|incl", nothing, "inclusive", "filler"),
        Row("[the] sum|no of", nothing, "sum of", "filler"),
        Row("together|combined|altogether|looking", nothing, "combined", "filler"),
        Row("pull|bring up", nothing, "pull up", "filler"),
        Row("let me|us see|know|have", nothing, "let me see", "filler"),
        Row("[i|we] [would|' d] like|want|need|love to see|know|have|get", nothing,
            "I'd like to see", "filler"),
        Row("would|do you mind showing|sending|giving", nothing, "would you mind showing",
            "filler"),
        Row("let see", nothing, "let's see", "filler"),
        Row("[is] [there] any chance of", nothing, "any chance of", "filler"),
        Row("[been] look|looks|looked like", nothing, "look like", "filler"),
        Row("handle|handled|serve|served|process|processed|receive|received", nothing, "handled",
            "filler"),
        Row("<openers>", nothing, "actually", "filler"),
        Row("what|how about", nothing, "what about", "filler"),
        Row("all [the] units", nothing, "all units", "filler"),
    ),
    openers=OPENERS,
    private=frozenset("privately private ephemeral secretly quietly confidentially".split()),
)  # fmt: skip
