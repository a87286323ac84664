"""Alerts that measure against an allowance: an alert keeps the amount of the day it was set up."""

from collections.abc import Iterable

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import BROADCASTS, describe, format_per
from slackbot.domain.alerts.rule import AlertRule, term_allowance
from slackbot.domain.allowance import Allowance


def measured_against(allowance: Allowance, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return the alerts about a share of just this amount in just these terms, for the same bot."""
    bare = allowance.model_copy(update={"bot_id": "", "group": "", "set_by": ""})
    ids = tuple(filter(None, (allowance.bot_id or allowance.group,)))
    return tuple(
        alert for alert in alerts if alert.bot_ids == ids and term_allowance(alert.rule) == bare
    )


def ours_of(new: Allowance, known: Iterable[Allowance]) -> str:
    """Write `our allowance`, as an alert names the one that is set: with its unit, or with its
    amount, where the channel has others."""
    others = [each for each in known if each.kind == new.kind and each.place != new.place]
    if not others:
        return f"our {new.kind}"
    if new.unit and all(each.unit is not new.unit for each in others):
        return f"our {new.unit.plural} {new.kind}"
    return new.describe()


def of_ours(rule: AlertRule, zone: str, ours: str) -> str:
    """Write the rule with `ours` in place of the amount; it leaves out a `zone` that is the
    channel's own."""
    amount, ours = f"of {rule.whole} {format_per(rule)}", f"of {ours}"
    text = describe(rule).replace(amount, ours, 1).replace(", for all bots together", "", 1)
    for all_ in BROADCASTS:
        text = text.replace(f"<!{all_}>", f"@{all_}")
    return text.removesuffix(f" ({zone})")
