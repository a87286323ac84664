"""The corpus is the same one each time, and what is read apart is told."""

from pathlib import Path

from tests.differential.__main__ import report
from tests.differential.readings import Asked, reading, readings
from tests.differential.texts import SLOT, TEMPLATES, WHERE, many, written

ASKED = Asked(text="last week", where=WHERE[0])


def test_every_slot_of_a_template_can_be_filled() -> None:
    slots = {slot for texts in TEMPLATES.values() for text in texts for slot in SLOT.findall(text)}
    assert slots | {"text"} == TEMPLATES.keys()


def test_the_same_seed_makes_the_same_texts() -> None:
    assert [*many(200, 7)] == [*many(200, 7)]
    assert [*many(200, 7)] != [*many(200, 8)]


def test_what_tests_and_pages_say_is_read_too() -> None:
    texts = {asked.text for asked in written(Path(__file__).parents[2])}
    assert {"the day before yesterday", "last week by day for SupportBot"} <= texts


def test_every_text_can_be_written_down() -> None:
    for asked in written(Path(__file__).parents[2]):
        asked.model_dump_json()


def test_a_question_a_digest_an_alert_and_a_refusal_are_read_to_their_end() -> None:
    assert reading(ASKED)["question"]["says"] == "Mon 16 Nov – Sun 22 Nov 2026 (UTC)"
    follow_up = ASKED.model_copy(update={"text": "by day", "before": "last week"})
    assert reading(follow_up)["question"]["grouping"] == "day"
    assert reading(follow_up)["question"]["stated"]
    digest = reading(ASKED.model_copy(update={"text": "digest every Monday at 9 by day"}))
    assert digest["says"] == "every Monday at 09:00 (UTC)"
    assert digest["asks"]["grouping"] == "day"
    alert = reading(ASKED.model_copy(update={"text": "alert when sessions > 500 per day"}))
    assert alert["says"] == "sessions over 500 per day, for all bots together (UTC)"
    assert reading(ASKED.model_copy(update={"text": "blah"}))["refused"] == "UnreadableError"


def test_each_text_is_a_line() -> None:
    (line,) = readings([ASKED.model_dump_json()])
    assert "\n" not in line


def test_a_difference_is_told_with_both_readings() -> None:
    *_, before, now, count = report([(ASKED, '{"a": 1}', '{"a": 2}')], 10)
    assert (before, now) == ('  before: {"a": 1}', '  now:    {"a": 2}')
    assert count == "1 of 10 texts are read apart"
