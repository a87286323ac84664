"""Prints every metric with its labels, and those values that exist before anything is counted."""

import sys

from prometheus_client.metrics import MetricWrapperBase

from slackbot import telemetry


def lines() -> list[str]:
    found = [value for value in vars(telemetry).values() if isinstance(value, MetricWrapperBase)]
    return [_line(metric) for metric in sorted(found, key=lambda metric: metric._name)]


def _line(metric: MetricWrapperBase) -> str:
    labels = ", ".join(metric._labelnames)
    values = sorted("/".join(each) for each in getattr(metric, "_metrics", {}))
    return f"metric {metric._type} {metric._name} ({labels}) {' '.join(values)}".rstrip()


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
