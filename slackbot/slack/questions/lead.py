"""Writes the beginning of an answer: the figure that was asked for, large, and its change.

The head is plain text; the lines are escaped.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from slackbot.domain.ask import Ask
from slackbot.domain.query import AskedFact, Fact, Unit, format_units
from slackbot.domain.usage.findings.facts import asks_why, total_costs
from slackbot.domain.usage.report import NOT_OURS, PROVISIONAL, UsageReport
from slackbot.language.core.pasted import even
from slackbot.slack.blocks.blocks import (
    Block,
    Message,
    context,
    header,
    message,
    section,
    spoken,
)
from slackbot.slack.blocks.text import (
    arrow,
    changed,
    comparison_lines,
    cost_changed,
    counted_in,
    cut,
    dated,
    escape,
    figure,
    named_cost,
)
from slackbot.slack.questions.messages import LONGEST_ECHO, subject, to_asker, understood

LONGEST_HEAD = 80  # characters of a fact: more is no heading on a phone
BOLD = re.compile(r"\*([^*]+)\*")
LIKELY = re.compile(r"Likely (by the end of [^:]+): (about [\d,.]+ [^(,]*[^ (,])")
DONE = ":white_check_mark:"


class Lead(NamedTuple):
    """The large line, empty where nothing short was asked for, and the lines under it."""

    head: str
    lines: tuple[str, ...]

    @property
    def blocks(self) -> list[Block]:
        """Return it as blocks, within Slack's limits."""
        large = [header(self.head)] if self.head else []
        return [*large, *([section("\n".join(self.lines))] if self.lines else [])]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return it as lines for places that show no blocks."""
        lines = (BOLD.sub(r"\1", line) for line in self.lines)
        return (*([escape(self.head)] if self.head else []), *lines)


def lead_of(report: UsageReport) -> Lead:
    """Lead with the cost or the fact that was asked for, else with the first unit."""
    line, units = partial(_unit_line, report), report.shown_units
    foreseen = bool(report.facts) and LIKELY.match(report.facts[0])
    if _asks_total(report) and not (asks_why(report) or foreseen):
        costs = total_costs(report)
        others = map(_bold, (fact for fact in report.facts if fact not in costs))
        return cost_lead(report, [*others, *map(line, units)])
    if report.facts:
        head, rest = _split(report.facts[0])
        facts = map(_bold, filter(None, (rest, *report.facts[1:])))
        return Lead(head, (*facts, *map(line, units), *map(escape, comparison_lines(report))))
    return figures_lead(report, _change_line(report, units[0]), line)


def cost_lead(report: UsageReport, lines: Iterable[str]) -> Lead:
    """Lead with the costs and their changes, which `lines` follow."""
    head = " · ".join(map(named_cost, report.total.costs))
    changes = report.cost_changes
    moved = " · ".join(f"*{cost_changed(change)}*" for change in changes.values())
    against = (
        f" compared with {escape(dated(report.query, report.before))}" if report.before else ""
    )
    return Lead(head, (*([f"{moved}{against}"] if moved else []), *lines))


def figures_lead(report: UsageReport, change: str, line: Callable[[Unit], str]) -> Lead:
    """Lead with the first unit and its `change`, and `line` writes each of the others."""
    units, counts = report.shown_units, report.total.counts
    if all(counts[unit] is None for unit in units):
        return Lead("No figures", tuple(filter(None, [change])))
    if not any(counts.values()):
        moved = [unit for unit in units if report.changes and report.changes[unit].delta]
        none = [unit for unit in units if unit not in moved and counts[unit] == 0]
        zeros = [f"No {format_units(none, 'or')}"] if none else []
        return Lead(nothing_used(report), (*zeros, *map(line, moved)))
    figure = counted_in(report.total, units[0])
    others = map(line, units[1:])
    return Lead(f"{figure[:1].upper()}{figure[1:]}", tuple(filter(None, (change, *others))))


def nothing_used(report: UsageReport) -> str:
    """Write that nothing was used, as far as figures are known."""
    return "Nothing was used" + ("" if is_idle(report) else ", as far as is known")


def is_idle(report: UsageReport) -> bool:
    """Tell whether all units are known to be zero."""
    return set(report.total.whole.values()) == {0}


def _unit_line(report: UsageReport, unit: Unit) -> str:
    """`*9,917* conversations  ▼ 36.6%`."""
    return f"*{figure(report.total, unit)}* {unit.plural}  {_arrow(report, unit)}".rstrip()


def _arrow(report: UsageReport, unit: Unit) -> str:
    return arrow(report.changes[unit]) if report.changes else ""


def _change_line(report: UsageReport, unit: Unit) -> str:
    """Write `▼ 8,034 (36.7%) compared with 16–22 Nov`, or why there is no change."""
    change = report.changes.get(unit)
    if change is None or report.before is None or not (change_in_words := changed(change)):
        return "\n".join(map(escape, comparison_lines(report)))
    return f"*{change_in_words}* compared with {escape(dated(report.query, report.before))}"


def _asks_total(report: UsageReport) -> bool:
    """Tell whether the total cost was asked for, or always is, and is known at least in part."""
    asked = AskedFact(fact=Fact.COST) in report.query.facts
    always = report.query.with_cost and not report.query.facts
    return (asked or always) and any(cost.amount is not None for cost in report.total.costs)


def _split(fact: str) -> tuple[str, str]:
    """Split a fact into a head that is short enough and the rest. One with a command has no head:
    a heading is plain text."""
    if "`" in fact:
        return "", fact
    if likely := LIKELY.match(fact):
        end, about = likely.groups()
        return f"{about[0].upper()}{about[1:]} {end}", fact
    if len(fact) <= LONGEST_HEAD:
        return fact, ""
    for mark in (": ", "; "):
        head, _, rest = fact.partition(mark)
        if rest and len(head) <= LONGEST_HEAD:
            return head, f"{rest[0].upper()}{rest[1:]}"
    return "", fact


def _bold(fact: str) -> str:
    return f"*{escape(fact)}*"


def echo(ask: Ask, report: UsageReport) -> str:
    """Write who asked what, and how it was understood, in one line."""
    text = escape(cut(even(ask.text), LONGEST_ECHO))
    who = to_asker(ask) or "A bot "
    asked = f"{who}asked “{text}” · " if text else f"{who}· "
    return f"{asked}*{subject(report.query, report.bots)}* · {understood(report.query)}"


def answered(ask: Ask, report: UsageReport) -> Message:
    """Draw the parent of an answered question: the figure first, the question small."""
    lead = lead_of(report)
    without = incomplete(report)
    mark = [] if without else [DONE]
    small = (*may_change(report), " ".join((*mark, echo(ask, report))))
    return message(
        spoken(*lead.sentences, *without, *small),
        *lead.blocks,
        *map(section, without),
        context("\n".join(small)),
    )


def may_change(report: UsageReport) -> list[str]:
    """Write that the figures are provisional or may be another program's, if they are."""
    provisional = [PROVISIONAL.removeprefix("† ")] if report.is_provisional else []
    return provisional + ([] if report.certain else [NOT_OURS])


def incomplete(report: UsageReport) -> list[str]:
    """Write that figures are missing; the thread has the details."""
    if report.is_whole:
        return []
    unsent = [unit for unit in report.unsent if unit not in report.shown_units]
    without = f", no figure for {format_units(unsent, 'or')}" if unsent else ""
    return [f":warning: Incomplete{without}: see the thread"]
