"""A receipt: where the figures of an answer came from."""

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.usage.counting import counting_of
from slackbot.domain.usage.report import UNCERTAIN, UsageReport

MOST_BOTS = 8
MOST_REPORT_IDS = 4
STAMP = "%Y-%m-%d %H:%M"


class Receipt(FrozenModel):
    """The origin of an answer's figures in `lines` of plain text.

    `channel` is where it was answered. `only_for` is the user who saw the answer alone; empty where
    the whole channel saw it.
    """

    channel: str
    only_for: str = ""
    lines: tuple[str, ...]


def receipt_lines(report: UsageReport) -> tuple[str, ...]:
    """Write the window in UTC, the source, the moment of the fetch, the buckets and the bots."""
    window = report.query.period.counted
    end = min(window.end, report.query.period.end)
    fetched = f"{report.fetched_at:{STAMP}} UTC" if report.fetched_at else "not fetched"
    buckets = [f"Counted from: {report.bucket_count:,} {report.grain}s"] if report.grain else []
    counting = counting_of(report)
    return (
        f"Window asked: {window.start:{STAMP}} to {end:{STAMP}} UTC",
        f"Source: {_source(report)}",
        f"Fetched: {', '.join(filter(None, (fetched, report.cached)))}",
        *(buckets if report.bucket_count else []),
        f"Bots: {_bots(report)}",
        *([counting] if counting else []),
    )


def _source(report: UsageReport) -> str:
    ids = report.report_ids
    word = "report" if len(ids) == 1 else "reports"
    more = f" and {len(ids) - MOST_REPORT_IDS} more" if len(ids) > MOST_REPORT_IDS else ""
    fits = "" if report.certain else f" {UNCERTAIN}"
    return f"Kore.ai {word} {', '.join(ids[:MOST_REPORT_IDS])}{more}{fits}"


def _bots(report: UsageReport) -> str:
    """Name the bots that have a figure."""
    rows = zip(report.bots, report.by_bot, strict=True)
    bots = [bot for bot, row in rows if any(count is not None for count in row.counts.values())]
    bots = [*report.members] or bots  # of groups
    more = f" and {len(bots) - MOST_BOTS} more" if len(bots) > MOST_BOTS else ""
    return ", ".join(f"{bot.name} {bot.id}" for bot in bots[:MOST_BOTS]) + more
