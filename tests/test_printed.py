"""A report in a terminal."""

import io

from rich.console import Console

from slackbot.printed import printed
from tests.slack.test_messages import REPORTS


def lines(name: str) -> list[str]:
    page = io.StringIO()
    Console(width=400, file=page).print(printed(REPORTS[name]))
    return [line.rstrip() for line in page.getvalue().splitlines()]


def test_a_month_that_runs_says_what_it_may_come_to() -> None:
    said = [line for line in lines("a month that runs") if line.startswith("Likely")]
    assert len(said) == 1
    assert said[0].startswith("Likely by the end of November: about 7,200 sessions (7,060–7,350)")


def test_what_is_over_says_nothing_of_its_end() -> None:
    assert not [line for line in lines("a week") if line.startswith("Likely")]
