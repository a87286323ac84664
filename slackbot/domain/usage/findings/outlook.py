"""Writes forecasts in words: the end of a running period, and of an allowance."""

from datetime import date, datetime, timedelta

from slackbot.domain.period import DAY, day_start
from slackbot.domain.query import Unit, format_units
from slackbot.domain.usage.comparison import running_until
from slackbot.domain.usage.findings.forecast import Forecast, RunOut, forecast, run_out
from slackbot.domain.usage.report import UsageReport

STALE = timedelta(hours=1)  # an older report gets no forecast
FIGURES = 2  # of a range's width; more digits would seem exact


def outlook_of(report: UsageReport, now: datetime, *, in_lines: bool = False) -> tuple[str, ...]:
    """Write `Likely by the end of November: about 42,600 sessions (41,000–44,500), from …`.

    There is a sentence for each basis with all its units or, `in_lines`, a line for each unit.
    There is none where the period does not run at `now`, has no end, or has too short a history.
    Units with missing figures are named.
    """
    last_day = running_until(report.query)
    if last_day is None or not _is_foreseeable(report, now):
        return ()
    by_basis: dict[str, list[str]] = {}
    for unit in report.query.units or report.units:
        found = _forecast(report, unit, last_day)
        if found and found.estimate:
            said = _said(found, unit, report.total.counts[unit] or 0)
            by_basis.setdefault(found.basis, []).append(said)
    end = _said_end(last_day)
    holes = [unit for unit in report.shown_units if report.total.is_least(unit)]
    none = (
        (f"No forecast of {format_units(holes, 'or')} while figures are missing",) if holes else ()
    )
    if in_lines:
        likely = (
            "\n• ".join((f"Likely by the end of {end}, {basis}:", *said))
            for basis, said in by_basis.items()
        )
    else:
        likely = (
            f"Likely by the end of {end}: {', '.join(said)}, {basis}"
            for basis, said in by_basis.items()
        )
    return (*likely, *none)


def end_of_allowance(
    report: UsageReport, unit: Unit, amount: int, last_day: date, now: datetime
) -> str:
    """Write `likely used up between Thu 26 Nov and Sat 28 Nov`, where that is before `last_day` is
    over.

    The report holds all usage of the term so far. Empty where the allowance is used up already, or
    where there is no forecast.
    """
    used = report.total.whole[unit]
    if used is None or used >= amount or not _is_foreseeable(report, now):
        return ""
    history = report.history.get(unit, {})
    today = _today(report, unit)
    found = run_out(amount, used, history, *today, last_day, report.query.holidays)
    return _said_run_out(found) if found else ""


def _is_foreseeable(report: UsageReport, now: datetime) -> bool:
    return report.query.running and now - report.query.period.end < STALE


def _forecast(report: UsageReport, unit: Unit, last_day: date) -> Forecast | None:
    used = report.total.whole[unit]
    if used is None:
        return None
    history = report.history.get(unit, {})
    return forecast(history, used, *_today(report, unit), last_day, report.query.holidays)


def _today(report: UsageReport, unit: Unit) -> tuple[date, float]:
    """Return the local day on which the period ends, and the usual part of its usage by then.

    Where that part is not known, it is the part of the day by the clock.
    """
    period = report.query.period
    day = period.local_end.date()
    start, end = (day_start(each, period.zone) for each in (day, day + DAY))
    over = (min(period.end, end) - start) / (end - start)
    return day, report.usually_over.get(unit, over)


def _said(found: Forecast, unit: Unit, used: int) -> str:
    """Write the range rounded outwards, but never below the present usage."""
    step = 10 ** max(0, len(str(found.high - found.low)) - FIGURES)
    low, high = max(used, found.low // step * step), -(-found.high // step) * step
    about = max(low, round(found.estimate / step) * step)
    word = unit.singular if about == 1 else unit.plural
    return f"about {about:,} {word} ({low:,}–{high:,})"


def _said_end(last_day: date) -> str:
    if (last_day + DAY).day == 1:
        return f"{last_day:%B}"
    return _said_day(last_day)


def _said_run_out(found: RunOut) -> str:
    first, last = _said_day(found.first), _said_day(found.last)
    if found.maybe:
        when = "on" if first == last else "as early as"
        return f"may be used up {when} {first}"
    if first == last:
        return f"likely used up on {first}"
    return f"likely used up between {first} and {last}"


def _said_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
