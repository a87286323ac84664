"""Alerts that measure against an allowance: an alert keeps the amount of the day it was set up."""

from collections.abc import Iterable

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import BROADCASTS, describe, format_per
from slackbot.domain.alerts.rule import AlertRule, term_allowance
from slackbot.domain.allowance import Allowance


def measured_against(allowance: Allowance, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return the alerts about a share of just this amount in just these terms, for the same bot."""
    bare = allowance.model_copy(update={"bot_id": "", "set_by": ""})
    ids = (allowance.bot_id,) if allowance.bot_id else ()
    return tuple(
        alert for alert in alerts if alert.bot_ids == ids and term_allowance(alert.rule) == bare
    )


def of_ours(rule: AlertRule, zone: str, *, several: bool) -> str:
    """Write the rule with `our allowance` in place of the amount.

    It names the unit if the channel has `several` allowances, and leaves out a `zone` that is the
    channel's own.
    """
    amount = f"of {rule.whole} {format_per(rule)}"
    ours = f"of our {rule.unit.plural} allowance" if several and rule.unit else "of our allowance"
    ours = ours if rule.unit else "of our budget"
    text = describe(rule).replace(amount, ours, 1).replace(", for all bots together", "", 1)
    for all_ in BROADCASTS:
        text = text.replace(f"<!{all_}>", f"@{all_}")
    return text.removesuffix(f" ({zone})")
