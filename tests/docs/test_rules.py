"""The alerting rules for Prometheus name metrics and labels that there are."""

import re
import runpy
from functools import cache
from typing import Any

import yaml
from prometheus_client.metrics import MetricWrapperBase

from slackbot import telemetry
from tests.docs.pages import DOCS
from tests.docs.test_coverage import metrics_of
from tests.rows import try_rows

SELECTOR = re.compile(r"\b((?:slackbot|process)_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)=~?"([^"]*)"')
ENDS = re.compile(r"_(total|bucket|sum|count)$")
SEVERITIES = {"critical", "warning"}


def test_the_rules_are_about_what_there_is() -> None:
    (group,) = yaml.safe_load((DOCS / "slackbot.rules.yml").read_text())["groups"]
    rules = group["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 10
    try_rows(rules, check)


def check(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in SEVERITIES
    assert rule["annotations"]["summary"]
    assert re.fullmatch(r"\d+[mh]", rule.get("for", "5m"))
    assert rule["expr"].count("(") == rule["expr"].count(")")
    found = SELECTOR.findall(rule["expr"])
    assert found, "no metric"
    for name, matchers in found:
        if name.startswith("slackbot_"):
            check_selector(name, dict(MATCHER.findall(matchers)))


def check_selector(name: str, matchers: dict[str, str]) -> None:
    metric = unused().get(ENDS.sub("", name))
    assert metric, f"{name} is no metric"
    ends = {"counter": "total", "histogram": "bucket"}.get(str(metric._type), "")
    assert name.removeprefix(str(metric._name)).strip("_") == ends
    known = [
        dict(zip(metric._labelnames, each, strict=True)) for each in getattr(metric, "_metrics", ())
    ]
    for label, values in matchers.items():
        assert label in metric._labelnames
        had = {each[label] for each in known}
        assert not had or set(values.split("|")) <= had, f"{label} is never {values}"


@cache
def unused() -> dict[str, MetricWrapperBase]:
    """The metrics as they are defined: those of this process count what other tests do."""
    return metrics_of(runpy.run_path(telemetry.__file__))
