"""How many examples and cases are tried: a part of them, or with THOROUGH=1 all."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest
from hypothesis import settings

T = TypeVar("T")

THOROUGH = os.environ.get("THOROUGH") == "1"
FEWEST = 20
# Tests whose cases are many of a kind and cost seconds together, by file: one in so many is tried.
ONE_IN = {
    "domain/alerts/test_cases.py": {
        "test_what_has_to_be_told": 4,
    },
    "domain/alerts/test_checks.py": {
        "test_a_replay_knows_what_was_over_when_it_began": 2,
        "test_a_replay_says_what_checks_by_the_hour_would_have": 3,
        "test_a_window_that_has_just_begun": 2,
        "test_what_it_needs_is_enough": 4,
    },
    "domain/alerts/test_episode.py": {
        "test_whatever_happens": 5,
    },
    "domain/alerts/test_episode_model.py": {
        "test_what_is_said_is_what_the_model_says": 3,
    },
    "domain/digests/test_schedule.py": {
        "test_a_run_of_the_clock_meets_each_day_once_and_at_its_instant": 6,
        "test_windows_follow_each_other_without_a_hole": 5,
    },
    "domain/test_zones.py": {
        "test_a_digest_tells_the_same_weeks": 4,
        "test_an_alert_counts_what_the_question_does": 4,
        "test_rows_by_day_are_what_a_question_about_the_day_says": 5,
        "test_weeks_and_months_are_made_of_their_days": 4,
        "test_what_is_compared_has_as_many_hours": 4,
        "test_what_is_usual_is_known_of_the_same_days": 4,
    },
    "domain/usage/findings/test_forecast.py": {
        "test_the_range_is_worth_having": 4,
        "test_the_range_keeps_its_word": 4,
    },
    "domain/usage/findings/test_usual_band.py": {
        "test_of_normal_days_at_most_one_in_a_hundred_is_unusual": 4,
        "test_of_normal_weeks_nineteen_in_twenty_are_quiet": 4,
        "test_twice_or_two_fifths_of_a_day_is_found": 4,
    },
    "domain/usage/test_like_for_like.py": {
        "test_figures_are_of_as_many_hours": 5,
    },
    "domain/usage/test_overlaps.py": {
        "test_a_comparison_that_overlaps_its_period": 4,
        "test_a_digest_that_fetches_what_it_told_before_again": 5,
        "test_the_file_has_each_bucket_once": 4,
    },
    "kore/test_misbehaviour.py": {
        "test_a_result_is_done_whatever_its_word": 4,
        "test_many_faults_and_somebody_else_never_make_a_wrong_figure": 4,
        "test_one_fault_at_any_call_is_survived": 4,
        "test_other_manners_give_the_same_figures": 4,
    },
    "kore/test_polling.py": {
        "test_two_minutes_cost_at_most_twenty_five_calls": 4,
    },
    "language/locales/test_translation.py": {
        "test_english_is_read_the_same_whatever_the_locale_is": 5,
    },
    "language/periods/test_refused.py": {
        "test_it_is_refused_with_a_sentence": 3,
    },
    "language/questions/test_refusal.py": {
        "test_a_topic_is_found_and_what_it_offers_can_be_read": 4,
    },
    "language/schedules/test_cadence.py": {
        "test_what_a_schedule_says_of_itself_is_read_as_itself": 5,
    },
    "sandbox/page/test_drawing.py": {
        "test_every_message_of_the_product_is_drawn": 4,
    },
    "scenarios/processes/test_orphans.py": {
        "test_no_parent_is_left_waiting": 4,
    },
    "scenarios/processes/test_shared.py": {
        "test_a_report_beside_the_app_waits_for_its_lane": 2,
        "test_each_process_tells_how_it_is": 3,
    },
    "scenarios/test_authority.py": {
        "test_a_mention_in_a_bots_name_calls_nobody": 3,
    },
    "scenarios/test_moved_time.py": {
        "test_what_slack_refuses_comes_once_it_is_over": 2,
    },
    "scenarios/test_threads.py": {
        "test_a_forged_value_is_read_like_any_words": 3,
    },
    "scenarios/test_upstream.py": {
        "test_a_bot_that_is_unknown_breaks_no_other_of_its_batch": 2,
        "test_a_question_is_answered": 4,
        "test_the_first_question_after_a_start_beside_another_program": 2,
        "test_what_cannot_be_answered_says_why": 2,
    },
    "slack/alerts/test_notices.py": {
        "test_a_message_is_as_it_was_recorded": 4,
        "test_all_that_is_told_in_90_days_can_be_read": 3,
    },
    "slack/questions/test_messages.py": {
        "test_slack_takes_it": 4,
    },
    "workflows/alerts/test_complaints_figures.py": {
        "test_a_day_is_that_of_the_rules_zone": 3,
        "test_days_are_as_long_as_the_clocks_make_them": 3,
    },
    "workflows/questions/test_left_out.py": {
        "test_after_any_holes_what_was_ever_sent_is_told_and_no_hole_is_unmarked": 4,
    },
}


def examples(most: int) -> int:
    """How many of `most` are tried in this run."""
    return most if THOROUGH else min(most, max(FEWEST, most // 5))


def steady(most: int) -> settings:
    """The same examples in every run, at most so many."""
    return settings(derandomize=True, max_examples=examples(most), database=None)


def each_nth(step: int, values: Sequence[T]) -> Sequence[T]:
    """One of so many of the values; with THOROUGH=1 all of them."""
    return values if THOROUGH else values[::step]


def sampled(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those of the tests that are tried: of `ONE_IN` the first case, and each nth after it."""
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    for item in items:
        test = item.nodeid.partition("[")[0].removeprefix("tests/")
        file, _, name = test.partition("::")
        if THOROUGH or seen[test] % ONE_IN.get(file, {}).get(name, 1) == 0:
            kept.append(item)
        seen[test] += 1
    return kept
