"""`slackbot parse`: one text, and a batch of JSON lines."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.cli.main import main
from slackbot.cli.parse import answers

NOW = datetime(2026, 11, 18, 13, 30, tzinfo=UTC)


def batch(*lines: str | bytes) -> list[dict[str, Any]]:
    sent = [line.encode() if isinstance(line, str) else line for line in lines]
    return [json.loads(answer) for answer in answers(sent, NOW)]


def test_a_line_is_answered_with_all_that_was_understood() -> None:
    (answer,) = batch(
        '{"text": "sessions last week by day for Foo", "now": "2026-11-18T13:30:00Z",'
        ' "zone": "Europe/Berlin", "locale": "en-GB"}'
    )
    assert answer["ok"] is True
    assert answer["period"] == {
        "start": "2026-11-09T00:00:00+01:00",
        "end": "2026-11-16T00:00:00+01:00",
        "zone": "Europe/Berlin",
        "stated": True,
    }
    assert answer["query"]["units"] == ["session"]
    assert answer["query"]["grouping"] == "day"
    assert answer["query"]["bots"] == ["Foo"]
    assert answer["reads_as"].startswith("Mon 9 Nov – Sun 15 Nov 2026 (Europe/Berlin), by day")
    assert [other["words"] for other in answer["other_readings"]] == ["last 7 days"]
    assert answer["us"] > 0


def test_zone_and_locale_may_be_left_out() -> None:
    (answer,) = batch('{"text": "3/4/2026", "now": "2026-11-18T13:30:00Z"}')
    assert answer["period"]["start"] == "2026-03-04T00:00:00+00:00"


def test_a_now_without_offset_is_on_the_zones_clock() -> None:
    (answer,) = batch('{"text": "today", "now": "2026-11-18T00:30:00", "zone": "Asia/Tokyo"}')
    assert answer["period"]["end"] == "2026-11-18T00:30:00+09:00"


def test_no_period_is_said() -> None:
    (answer,) = batch('{"text": "by day", "now": "2026-11-18T13:30:00Z"}')
    assert answer["period"]["stated"] is False


def test_a_refusal_names_its_words() -> None:
    (answer,) = batch('{"text": "frobnicate last week", "now": "2026-11-18T13:30:00Z"}')
    assert answer["ok"] is False
    assert answer["error"]["words"] == "frobnicate"
    assert "frobnicate" in answer["error"]["message"]


def test_a_digest_is_answered_with_its_slots_and_what_each_covers() -> None:
    (answer,) = batch(
        '{"text": "digest every Monday at 2:30 by day", "now": "2026-03-20T12:00:00Z",'
        ' "zone": "Europe/Berlin", "slots": 2}',
    )
    assert answer["ok"] is True
    assert answer["digest"]["question"] == "by day"
    first, second = answer["digest"]["slots"]
    assert (first["day"], first["at"]) == ("2026-03-23", "2026-03-23T02:30:00+01:00")
    assert second["at"] == "2026-03-30T02:30:00+02:00"
    assert first["period"] == {
        "start": "2026-03-16T00:00:00+01:00",
        "end": "2026-03-23T00:00:00+01:00",
        "zone": "Europe/Berlin",
    }


def test_an_alert_is_answered_with_its_rule() -> None:
    (answer,) = batch('{"text": "alert when sessions > 500 per day", "zone": "Asia/Tokyo"}')
    assert answer["reads_as"] == "sessions over 500 per day, for all bots together (Asia/Tokyo)"
    assert answer["alert"]["levels"] == [{"at": 500, "mentions": []}]


def test_the_channels_allowance_is_known_in_slack_alone() -> None:
    (answer,) = batch('{"text": "alert at 80 % of the allowance"}')
    assert '"of the allowance" works in a channel whose allowance is set' in str(answer["error"])
    (answer,) = batch('{"text": "alert at 80 % of an allowance of 9 sessions per day"}')
    assert answer["alert"]["allowance"] == 9


@pytest.mark.parametrize("text", ["list alerts", "alert pause 2", "digests", "help"])
def test_a_command_is_no_question(text: str) -> None:
    (answer,) = batch(json.dumps({"text": text}))
    assert "is a command of the app" in answer["error"]["message"]


def test_questions_about_the_unit_alerts_stay_questions() -> None:
    (answer,) = batch('{"text": "alerts last week"}')
    assert answer["query"]["units"] == ["alert"]


MALFORMED: list[str | bytes] = [
    "",
    "last week",
    "[]",
    "5",
    "{}",
    '{"text": 5}',
    '{"text": "today", "now": "soon"}',
    '{"text": "today", "now": 5}',
    '{"text": "today", "zone": "Mars/Olympus"}',
    '{"text": "today", "zone": 7}',
    '{"text": "today", "now": "9999-12-31T23:59:59Z", "zone": "Asia/Tokyo"}',
    '{"text": "\\ud800"}',
    '{"text": "digest daily", "slots": "many"}',
    '{"text": "digest daily", "slots": null}',
    b"\xff\xfe",
]


def test_a_malformed_line_is_answered_with_an_error_and_the_next_is_read() -> None:
    found = batch(*MALFORMED, '{"text": "today"}')
    assert len(found) == len(MALFORMED)  # an empty line is passed over
    assert [answer["ok"] for answer in found] == [False] * (len(MALFORMED) - 1) + [True]
    assert all(set(answer["error"]) == {"message", "words"} for answer in found[:-1])


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["parse", "last week by day", "--now", "2026-11-18T13:30:00Z", "--tz", "Europe/Berlin"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said == ("Mon 9 Nov – Sun 15 Nov 2026 (Europe/Berlin), by day\n  or: last 7 days\n")
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    at = ["--now", "2026-03-28T12:00:00Z", "--tz", "Europe/Berlin"]
    assert main(["parse", "digest daily at 2:30", *at]) == 0
    assert "  next: 2026-03-29T03:30:00+02:00 – 02:30 does not exist" in capsys.readouterr().out
    assert main(["parse", "xyzzy"]) == 1
    assert "xyzzy" in capsys.readouterr().err
    assert main(["parse"]) == 2
    assert main(["parse", "today", "--now", "soon"]) == 2
    assert main(["parse", "today", "--tz", "Mars"]) == 1
