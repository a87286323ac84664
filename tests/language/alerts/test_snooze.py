"""For how long an alert is snoozed, in people's words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.snooze import ENDS, read_snooze
from tests.rows import try_rows

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday, 10:30 in Berlin
ZONE = "Europe/Berlin"
READ = {
    "1h": "Tue 24 11:30",
    "1d": "Wed 25 10:30",
    "3h": "Tue 24 13:30",
    "for 3 hours": "Tue 24 13:30",
    "for 90 min": "Tue 24 12:00",
    "2 days": "Thu 26 10:30",
    "for two weeks": "Tue 08 10:30",
    "for the next 3 days": "Fri 27 10:30",
    "half an hour": "Tue 24 11:00",
    "another hour": "Tue 24 11:30",
    "until Monday 9am": "Mon 30 09:00",
    "until monday": "Mon 30 09:00",
    "till Tuesday": "Tue 01 09:00",  # today at nine is over
    "until Tuesday 5pm": "Tue 24 17:00",
    "until next Friday at 17:30": "Fri 27 17:30",
    "until tomorrow": "Wed 25 09:00",
    "until tomorrow morning at 8": "Wed 25 08:00",
    "until 5pm": "Tue 24 17:00",
    "until 9:00": "Wed 25 09:00",
    "until next week": "Mon 30 09:00",
    "until 2026-12-03": "Thu 03 09:00",
    "until 3 Dec": "Thu 03 09:00",
    "until Dec 3rd at 16:00": "Thu 03 16:00",
    "until the 1st of January": "Fri 01 09:00",
}
REFUSED = {
    "for a while": "how long",
    "until": "how long",
    "for 0 hours": "how long",
    "for 3 hours please now or so": "how long",
    "until 2026-11-23": "over",
    "for 100 days": "90 days at most",
    "until 30 Feb": "no such day",
    "until Monday at 25": "time",
}


def test_it_is_read() -> None:
    def check(row: tuple[str, str]) -> None:
        words, moment = row
        found = read_snooze(words).moment(NOW, ZONE)
        assert f"{found.astimezone(ZoneInfo(ZONE)):%a %d %H:%M}" == moment

    try_rows(READ.items(), check)
    for row in ENDS.rows:
        assert read_snooze(row.example)


@pytest.mark.parametrize("words", REFUSED)
def test_it_is_refused(words: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_snooze(words).moment(NOW, ZONE)
    assert REFUSED[words] in refused.value.message
