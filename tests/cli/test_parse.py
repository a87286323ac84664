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


def test_the_fiscal_year_of_the_channel() -> None:
    asked = '"text": "FY26", "now": "2026-11-18T13:30:00Z"'
    right, off, wrong = batch(
        f'{{{asked}, "settings": {{"fiscal_year": "April"}}}}',
        f"{{{asked}}}",
        f'{{{asked}, "settings": ["fiscal year Smarch"]}}',
    )
    assert right["period"]["start"] == "2025-04-01T00:00:00+00:00"
    assert "settings fiscal year April" in off["error"]["message"]
    assert wrong["error"]["words"] == "smarch"


def test_the_public_holidays_of_the_channel() -> None:
    asked = '"text": "last thanksgiving", "now": "2026-11-18T13:30:00Z"'
    right, off, wrong = batch(
        f'{{{asked}, "settings": {{"holidays": "US"}}}}',
        f"{{{asked}}}",
        f'{{{asked}, "settings": ["holidays Smurfland"]}}',
    )
    assert right["period"]["start"] == "2025-11-27T00:00:00+00:00"
    assert "settings holidays Germany" in off["error"]["message"]
    assert wrong["error"]["words"] == "smurfland"


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
    assert 'Instead of "of the allowance" try' in answer["error"]["message"]
    (answer,) = batch(
        '{"text": "alert at 80 % of the allowance",'
        ' "settings": ["allowance 40000 sessions per month"]}'
    )
    assert answer["alert"]["allowance"] == 40_000
    (answer,) = batch('{"text": "alert at 80 % of an allowance of 9 sessions per day"}')
    assert answer["alert"]["allowance"] == 9


@pytest.mark.parametrize(
    ("text", "family", "type_"),
    [
        ("last week by day", "question", "UsageQuery"),
        ("digest every Monday at 9", "digest", "CreateDigest"),
        ("digests", "digest", "ListDigests"),
        ("alert when sessions > 500 per day", "alert", "CreateAlert"),
        ("list alerts", "alert", "ListAlerts"),
        ("alert pause 2", "alert", "PauseAlert"),
        ("alert edit 2", "alert", "EditAlert"),
        ("allowance 40000 sessions per month", "allowance", "SetAllowance"),
        ("allowance", "allowance", "ShowAllowances"),
        ("price 0.20 USD per conversation", "price", "SetPrice"),
        ("price remove", "price", "RemoveAllowances"),
        ("settings week sunday", "setting", "Settings"),
        ("help", "command", "Help"),
        ("bots", "command", "Bots"),
        ("link st-1 as SupportBot", "command", "Link"),
        ("audit last week", "command", "AuditSentence"),
    ],
)
def test_the_family_is_told_of_everything(text: str, family: str, type_: str) -> None:
    (answer,) = batch(json.dumps({"text": text}))
    assert answer["ok"], answer
    assert (answer["family"], answer["reading"]["type"]) == (family, type_)
    assert answer["buttons"] == []
    assert answer["reads_as"]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("frobnicate", "question"),
        ("digest frobnicate", "digest"),
        ("digest 2", "digest"),
        ("alert when sessions over blah per day", "alert"),
        ("allowance many", "allowance"),
        ("price high", "price"),
        ("settings frobnicate", "setting"),
        ("link", "command"),
        ("audit frobnicate", "command"),
    ],
)
def test_the_family_is_told_of_what_is_refused(text: str, family: str) -> None:
    (answer,) = batch(json.dumps({"text": text}))
    assert (answer["ok"], answer["family"]) == (False, family)


BOTS = ["SupportBot", "SalesBot"]


@pytest.mark.parametrize(
    ("text", "bots"),
    [
        ("last week", ["SupportBot"]),
        ("last week for salesbot", ["SalesBot"]),
        ("last week for all bots", BOTS),
    ],
)
def test_a_question_is_about_bots_of_the_channel(text: str, bots: list[str]) -> None:
    (answer,) = batch(json.dumps({"text": text, "bots": BOTS}))
    assert answer["reading"]["bots"] == bots


@pytest.mark.parametrize(
    "text",
    [
        "last week for FooBot",
        "digest every Monday at 9 for FooBot",
        "alert when sessions > 5 per day for FooBot",
        "allowance 5 sessions per month for FooBot",
        "price remove for FooBot",
        "unlink FooBot",
    ],
)
def test_a_bot_that_the_channel_does_not_have_is_refused(text: str) -> None:
    (answer,) = batch(json.dumps({"text": text, "bots": BOTS}))
    assert answer["ok"] is False
    assert "FooBot" in answer["error"]["message"]


def test_what_is_too_much_to_fetch_is_refused() -> None:
    (answer,) = batch(json.dumps({"text": "last 5 years by hour", "bots": BOTS}))
    assert "two years" in answer["error"]["message"]


def test_settings_of_the_channel_are_words_or_an_object() -> None:
    asked = {"text": "last week", "now": "2026-11-18T13:30:00Z", "zone": "UTC"}
    for settings in (["week sunday", "zone Asia/Tokyo"], {"week_start": "sunday", "zone": "Tokyo"}):
        (answer,) = batch(json.dumps({**asked, "settings": settings}))
        assert answer["period"]["start"] == "2026-11-08T00:00:00+09:00"
    (answer,) = batch(json.dumps({**asked, "settings": ["help"]}))
    assert 'I know no setting "help"' in answer["error"]["message"]


def test_a_text_in_a_thread_follows_its_question() -> None:
    (answer,) = batch(json.dumps({"text": "by hour", "thread": "yesterday for SalesBot"}))
    assert (answer["family"], answer["reading"]["rows"]) == ("follow-up", "hour")
    assert answer["reading"]["bots"] == ["SalesBot"]


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
    '{"text": "today", "settings": ["zone Mars/Olympus"]}',
    '{"text": "today", "thread": "xyzzy"}',
    '{"text": "today", "zone": 7}',
    '{"text": "today", "now": "9999-12-31T23:59:59Z", "zone": "Asia/Tokyo"}',
    '{"text": "\\ud800"}',
    '{"text": "digest daily", "slots": "many"}',
    '{"text": "digest daily", "slots": null}',
    '{"text": "today", "bots": "SupportBot"}',
    '{"text": "today", "settings": 5}',
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
    assert main(["parse", "last week", *at, "--set", "week sunday", "--bot", "A", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["period"]["start"] == "2026-03-15T00:00:00+01:00"
    assert shown["reading"]["bots"] == ["A"]
    assert main(["parse", "by hour", "--thread", "yesterday", *at]) == 0
    assert "by hour" in capsys.readouterr().out
    assert main(["parse"]) == 2
    assert main(["parse", "today", "--now", "soon"]) == 2
    assert main(["parse", "today", "--tz", "Mars"]) == 1
