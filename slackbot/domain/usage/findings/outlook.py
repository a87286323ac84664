"""Writes forecasts in words: the end of a running period, and of an allowance."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from slackbot.domain.money.currency import EXACT, Currency, atoms_of
from slackbot.domain.period import DAY, day_start, short_day
from slackbot.domain.query import Unit, counted, format_units
from slackbot.domain.usage.comparison import running_until
from slackbot.domain.usage.findings.forecast import Forecast, RunOut, forecast, run_out
from slackbot.domain.usage.report import RateAhead, UsageReport

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
    for basis, sentence in _costs(report, last_day):
        by_basis.setdefault(basis, []).append(sentence)
    money = report.query.is_about_money
    for unit in report.shown_units if money else report.query.units or report.units:
        found = _forecast(report, unit, last_day)
        if found and found.estimate:
            sentence = _forecast_text(found, unit, report.total.counts[unit] or 0)
            by_basis.setdefault(found.basis, []).append(sentence)
    end = _end_text(last_day)
    holes = [unit for unit in report.shown_units if report.total.is_least(unit)]
    none = (
        (f"No forecast of {format_units(holes, 'or')} while figures are missing",) if holes else ()
    )
    if in_lines:
        likely = (
            "\n• ".join((f"Likely by the end of {end}, {basis}:", *sentence))
            for basis, sentence in by_basis.items()
        )
    else:
        likely = (
            f"Likely by the end of {end}: {', '.join(sentence)}, {basis}"
            for basis, sentence in by_basis.items()
        )
    return (*likely, *none)


def cost_outlook(report: UsageReport, now: datetime) -> tuple[str, ...]:
    """Write what the period may cost by its end, in each currency whose cost can be foreseen."""
    last_day = running_until(report.query)
    if last_day is None or not _is_foreseeable(report, now):
        return ()
    end = _end_text(last_day)
    return tuple(
        f"Likely by the end of {end}: {cost}, {basis}" for basis, cost in _costs(report, last_day)
    )


def _costs(report: UsageReport, last_day: date) -> Iterator[tuple[str, str]]:
    """Yield the basis and the words of the cost that the period may come to."""
    for ahead in report.ahead:
        cost = report.total.cost((ahead.currency, None))
        found = [(rate, _forecast(report, rate.unit, last_day)) for rate in ahead.rates]
        known = [(rate, each) for rate, each in found if each]
        if cost is None or cost.whole is None or last_day >= ahead.until:
            continue
        if len(known) < len(found) or not known:
            continue
        base = cost.whole + sum((fee for day, fee in ahead.fees if day <= last_day), Decimal())
        low, estimate, high = base, base, base
        for rate, each in known:
            used = report.total.counts[rate.unit] or 0
            low += cost_of_rest(rate, used, each.low)
            estimate += cost_of_rest(rate, used, each.estimate)
            high += cost_of_rest(rate, used, each.high)
        yield known[0][1].basis, cost_text(estimate, low, high, ahead.currency)


def cost_of_rest(rate: RateAhead, used: int, end: int) -> Decimal:
    """Return what the units from `used` to `end` cost."""
    paid = max(0, end - rate.included) - max(0, used - rate.included)
    return EXACT.multiply(rate.amount, max(0, paid))


def cost_text(estimate: Decimal, low: Decimal, high: Decimal, currency: Currency) -> str:
    """Write `about 14,240 USD (13,950–14,540)`, as exact as the range is."""
    about, edges = cost_range(estimate, low, high, currency)
    return f"about {about} ({edges})" if edges else f"about {about}"


def cost_range(
    estimate: Decimal, low: Decimal, high: Decimal, currency: Currency
) -> tuple[str, str]:
    """Write `14,240 USD` and `13,950–14,540`, as exact as the range is; no range without width."""
    width = high - low
    step = Decimal(1).scaleb(width.adjusted() - FIGURES + 1) if width else Decimal(0)
    if step < 1:
        edges = [f"{currency.rounded(each):,f}" for each in (low, high)]
        return currency.describe(estimate), "–".join(edges) if width else ""
    about = int((estimate / step).to_integral_value() * step)
    least, most = int(low // step * step), int(-(-high // step) * step)
    return f"{about:,} {currency}", f"{least:,}–{most:,}"


def end_of_budget(
    report: UsageReport, currency: Currency, amount: int, last_day: date, now: datetime
) -> str:
    """Write when the budget, in atoms, may be used up, like `end_of_allowance`.

    Empty, too, where several units cost something, or where a fee is due until then.
    """
    cost = report.total.cost((currency, None))
    ahead = next((each for each in report.ahead if each.currency == currency), None)
    if cost is None or cost.whole is None or ahead is None or last_day >= ahead.until:
        return ""
    left = amount - atoms_of(cost.whole)
    if len(ahead.rates) != 1 or left <= 0 or any(day <= last_day for day, _ in ahead.fees):
        return ""
    (rate,) = ahead.rates
    used = report.total.whole[rate.unit]
    if used is None:
        return ""
    units = max(used, rate.included) - -left // atoms_of(rate.amount)
    return end_of_allowance(report, rate.unit, units, last_day, now)


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
    return _run_out_text(found) if found else ""


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


def _forecast_text(found: Forecast, unit: Unit, used: int) -> str:
    about, edges = count_range(found.estimate, found.low, found.high, used)
    return f"about {counted(about, unit)} ({edges})"


def count_range(estimate: float, low: int, high: int, used: int) -> tuple[int, str]:
    """Return the estimate, and write the range, rounded outwards, but never below what is used."""
    step = 10 ** max(0, len(str(high - low)) - FIGURES)
    least, most = max(used, low // step * step), -(-high // step) * step
    return max(least, round(estimate / step) * step), f"{least:,}–{most:,}"


def _end_text(last_day: date) -> str:
    if (last_day + DAY).day == 1:
        return f"{last_day:%B}"
    return short_day(last_day)


def _run_out_text(found: RunOut) -> str:
    first, last = short_day(found.first), short_day(found.last)
    if found.maybe:
        when = "on" if first == last else "as early as"
        return f"may be used up {when} {first}"
    if first == last:
        return f"likely used up on {first}"
    return f"likely used up between {first} and {last}"
