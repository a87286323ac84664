"""Text for Slack: escaping, counting, and cutting to Slack's limits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from slackbot.domain.money.cost import Cost, CostChange
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery, format_units
from slackbot.domain.query import counted as known
from slackbot.domain.spelling import number_of
from slackbot.domain.usage.comparison import Change, format_lengths
from slackbot.domain.usage.report import ReportRow, UsageReport

NO_FIGURE = "–"
LEAST = "≥"
SIGNS = {"up": "▲", "down": "▼", "gone": "▼"}
LONGEST_ENTITY = 5  # an entity such as &amp; must not be cut in two


def escape(text: str) -> str:
    """Escape the three characters that Slack interprets, so that `<!channel>` pings nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def raw(text: str) -> str:
    """Escape text for cells and labels, which Slack shows as they are.

    Slack does not document whether it decodes entities there, so an ampersand stays itself.
    """
    return text.replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, longest: int) -> str:
    """Cut escaped text to `longest` characters, with an ellipsis where text is left out."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    entity = kept.rfind("&", -LONGEST_ENTITY)
    return (kept[:entity] if entity > kept.rfind(";") else kept) + "…"


def figure(row: ReportRow, unit: Unit) -> str:
    """`12,345`; `≥12,345` where a part is missing; a dash for a missing figure, not zero."""
    count = row.counts[unit]
    if count is None:
        return NO_FIGURE
    return f"{LEAST if row.is_least(unit) else ''}{count:,}"


def counted(count: int | None, unit: Unit) -> str:
    """`1 session`, `12,345 sessions`, `no figure for sessions`."""
    if count is None:
        return f"no figure for {unit.plural}"
    return known(count, unit)


def counted_in(row: ReportRow, unit: Unit) -> str:
    """Write the count of a row: `at least 12,345 sessions` where Kore.ai left out a part."""
    text = counted(row.counts[unit], unit)
    return f"at least {text}" if row.is_least(unit) else text


def headline(row: ReportRow, units: Iterable[Unit]) -> str:
    """The figures of a row in one line: `12,345 sessions · 6,789 conversations`, `no figures`."""
    units = tuple(units)
    if all(row.counts[unit] is None for unit in units):
        return "no figures"
    return " · ".join(counted_in(row, unit) for unit in units)


def window(period: Period, known: str = "") -> str:
    """Write the period, short enough for a phone.

    It leaves out the seconds, the time of a first midnight if it ends on another day, and the
    `known` zone.
    """
    period = to_the_minute(period)
    text = period.describe().removesuffix(f" ({known})")
    first, last = period.local_start, period.local_end
    if first.year != last.year or first.date() == last.date():
        return text
    return text.replace(f" {first.year}, 00:00 – ", " – ", 1)


def to_the_minute(period: Period) -> Period:
    """Round the period to whole minutes for display, unless it lies within one minute."""
    start, end = (each.replace(second=0, microsecond=0) for each in (period.start, period.end))
    return period.model_copy(update={"start": start, "end": end}) if start < end else period


def dated(query: UsageQuery, before: Period) -> str:
    """Write the dates of the compared period, and its length if it differs: `16–22 Nov`,
    `1–28 Feb (31 days against 28)`, `1–29 Oct, 07:00`."""
    lengths = format_lengths(query, before)
    text = dates(before, query.period)
    return f"{text} ({lengths})" if lengths else text


def dates(period: Period, beside: Period) -> str:
    """Write the period as briefly as it is clear beside another one: `16–22 Nov`, `Wed 18 Nov`.

    A year is left out if it is that of `beside`, and so is the zone.
    """
    period = to_the_minute(period)
    start, end = period.local_start, period.local_end
    midnight = (end.hour, end.minute) == (0, 0)
    last = end - timedelta(days=1) if midnight else end
    of_days = (start.hour, start.minute) == (0, 0) and start.date() <= last.date()
    if period.of_some_days or not of_days or start.year != last.year:
        text = window(period, known=beside.zone)
        return text if last.year != beside.local_end.year else text.replace(f" {last.year}", "")
    day = f"{last.day} {last:%b}" + (f" {last.year}" if last.year != beside.local_end.year else "")
    if start.date() == last.date():
        text = f"{last:%a} {day}"
    elif start.month == last.month:
        text = f"{start.day}–{day}"
    else:
        text = f"{start.day} {start:%b} – {day}"
    zone = "" if period.zone == beside.zone else f" ({period.zone})"
    if not midnight:
        text += f" until {end:%H:%M}" if start.date() == last.date() else f", {end:%H:%M}"
    return f"{text}{zone}"


def comparison_lines(report: UsageReport) -> list[str]:
    """Write the compared period, and the figures not compared because a part is missing."""
    if report.before is None or report.previous is None:
        return ["Kore.ai sent no figures to compare with."] if report.before else []
    before, units = dated(report.query, report.before), report.shown_units
    unknown = [unit for unit in units if report.changes[unit].kind == "unknown"]
    if len(unknown) == len(units):
        return [f"Not compared with {before}: figures are missing."]
    without = f", without {format_units(unknown)}: figures are missing." if unknown else ""
    return [f"Compared with {before}{without}"]


def money(cost: Cost | None) -> str:
    """Write the cost in a cell, whose head has the currency: `1,234.50`, `≥1,234.50`, `–`."""
    if cost is None or cost.rounded is None:
        return NO_FIGURE
    return f"{LEAST if cost.missing else ''}{cost.rounded:,f}"


def named_cost(cost: Cost) -> str:
    """Write `1,234.50 USD`, and the unit if it is shown apart."""
    return f"{cost.describe()} for {cost.unit.plural}" if cost.unit else cost.describe()


def cost_changed(change: CostChange) -> str:
    """Write the change of a cost: `▲ 120.00 USD (10.8%)`, `unchanged`."""
    if not change.delta:
        return "unchanged"
    sign = SIGNS["up" if change.delta > 0 else "down"]
    share = f" ({abs(change.percent or 0):.1f}%)" if _shows(change.percent) else ""
    return f"{sign} {change.size}{share}"


def stamp(moment: datetime) -> str:
    """`2026-11-24 09:30`, in the zone of the moment."""
    return f"{moment:%Y-%m-%d %H:%M}"


def minutes(time: timedelta) -> str:
    """`12 minutes`, `1 minute`; `3 hours` from two hours on."""
    count, word = round(time.total_seconds() / 60), "minute"
    if count >= 120:
        count, word = round(count / 60), "hour"
    return number_of(count, word)


def percent(before: int, after: int) -> str:
    """` (+1.4%)`; empty where there is no base."""
    return f" ({100 * (after - before) / before:+.1f}%)" if before else ""


def changed(change: Change) -> str:
    """Write the change: `▲ 2,341 (12.0%)`, `▼ 12`, `unchanged`, `new`; empty if unknown."""
    if change.kind == "unknown":
        return ""
    if change.kind in ("same", "new"):
        return {"same": "unchanged", "new": "new"}[change.kind]
    share = f" ({abs(change.percent or 0):.1f}%)" if _shows(change.percent) else ""
    return f"{SIGNS[change.kind]} {abs(change.delta or 0):,}{share}"


def arrow(change: Change) -> str:
    """Write the change for a headline: `▲ 12.0%`, or `▲ 12` if the percent says nothing."""
    if change.kind not in SIGNS:
        return ""
    if not _shows(change.percent):
        return f"{SIGNS[change.kind]} {abs(change.delta or 0):,}"
    return f"{SIGNS[change.kind]} {abs(change.percent or 0):.1f}%"


def _shows(percent: float | None) -> bool:
    """Tell whether the percent is known, and not 0.0 when it is rounded."""
    return percent is not None and f"{abs(percent):.1f}" != "0.0"
