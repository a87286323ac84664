"""The names that dashboards and alerts hang on, and the form of the log."""

import logging

import pytest
import structlog
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from stamina.instrumentation import RetryDetails, get_on_retry_hooks

from slackbot import telemetry
from tests.logs import json_logs

NAMES = {
    "slackbot_database_bytes": "gauge",
    "slackbot_commands": "counter",
    "slackbot_ack_seconds": "histogram",
    "slackbot_questions": "counter",
    "slackbot_answer_seconds": "histogram",
    "slackbot_digests": "counter",
    "slackbot_digest_late_seconds": "histogram",
    "slackbot_threshold_checks": "counter",
    "slackbot_notices": "counter",
    "slackbot_jobs": "gauge",
    "slackbot_oldest_job_seconds": "gauge",
    "slackbot_lane_depth": "gauge",
    "slackbot_waiting_questions": "gauge",
    "slackbot_upstream_calls": "counter",
    "slackbot_connection_calls": "counter",
    "slackbot_upstream_job_seconds": "histogram",
    "slackbot_ledger_lookups": "counter",
    "slackbot_slack_calls": "counter",
    "slackbot_workspace_calls": "counter",
    "slackbot_socket_connections": "gauge",
    "slackbot_http_refused": "counter",
}


def test_what_is_exported() -> None:
    text = generate_latest(telemetry.REGISTRY).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    ours = {name: f.type for name, f in families.items() if name.startswith("slackbot_")}
    assert ours == NAMES
    assert all(family.documentation for family in families.values())
    assert {"process_cpu_seconds", "process_resident_memory_bytes", "process_open_fds"} <= set(
        families
    )


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("slackbot_commands", 2),
        ("slackbot_questions", 3),
        ("slackbot_upstream_calls", 18),
        ("slackbot_ledger_lookups", 2),
        ("slackbot_http_refused", 7),
    ],
)
def test_what_has_not_happened_yet_is_there_as_zero(name: str, series: int) -> None:
    """So that the first one is an increase, which a series that only then begins is not."""
    (family,) = [f for f in telemetry.REGISTRY.collect() if f.name == name]
    assert [sample.name for sample in family.samples] == [f"{name}_total"] * series


def test_the_log_is_one_form_for_us_and_the_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs(capsys) as lines, structlog.contextvars.bound_contextvars(question="q1"):
        structlog.get_logger().info(telemetry.ASKED, channel="C1")
        structlog.get_logger().debug("below the level")
        logging.getLogger("a.library").warning("%s is amiss", "something")
        logging.getLogger("a.library").info("chatter")
    for line in lines:
        assert line.pop("timestamp").endswith("Z")
    assert lines == [
        {"event": telemetry.ASKED, "level": "info", "channel": "C1", "question": "q1"},
        {"event": "something is amiss", "level": "warning", "question": "q1"},
    ]


def test_an_exception_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs(capsys) as lines:
        try:
            int("no number")
        except ValueError:
            structlog.get_logger().exception(telemetry.BUG)
    (line,) = lines
    assert "ValueError: invalid literal" in line["exception"]


def test_of_many_retries_the_first_and_every_tenth_are_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with json_logs(capsys) as lines:
        (hook,) = get_on_retry_hooks()
        for number in range(1, 25):
            hook(
                RetryDetails(
                    name="post",
                    args=(),
                    kwargs={},
                    retry_num=number,
                    wait_for=0.5,
                    waited_so_far=0.0,
                    caused_by=OSError("gone"),
                )
            )
    assert [line["attempt"] for line in lines] == [1, 10, 20]
