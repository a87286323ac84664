"""`slackbot parse`: one text, and a batch of JSON lines."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.cli import main
from slackbot.parse import answers

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
    assert main(["parse", "xyzzy"]) == 1
    assert "xyzzy" in capsys.readouterr().err
    assert main(["parse"]) == 2
    assert main(["parse", "today", "--now", "soon"]) == 2
    assert main(["parse", "today", "--tz", "Mars"]) == 1
