"""Reads the day on which terms begin: `from the 15th`, `starting on 1 April`, `from the last
day`."""

from typing import Final

from slackbot.domain.calendar.arithmetic import LAST_DAY
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import read_day_number
from slackbot.language.core.words import MONTHS

Start = tuple[int, int | None]  # the day, which need not exist, and the month if one is named


def _start(day: int = 1, month: int | None = None) -> Start:
    return day, month


STARTS: Final = Table[Start](
    (
        Row("<begins> [on] [the] last day [of <each> month]", lambda: (LAST_DAY, None),
            "from the last day of the month", "(31, None)"),
        Row("<begins> [on] [the] <day:day> [of [<each>] month]", _start,
            "from the 15th of each month", "(15, None)"),
        Row("<begins> [on] [the] <day:day> [of] <month:month>", _start,
            "starting on 1 April", "(1, 4)"),
        Row("<begins> [on] [the] <month:month> [[the] <day:day>]", _start,
            "from April 2nd", "(2, 4)"),
    ),
    begins=frozenset("from starting beginning since".split()),
    each=frozenset("each every the a".split()), day=read_day_number, month=MONTHS,
)  # fmt: skip
