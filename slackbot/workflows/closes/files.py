"""Makes the files of a close."""

from slackbot.domain.closes.pack import Close
from slackbot.domain.closes.sheets import grids_of
from slackbot.domain.grid import csv_of_grids
from slackbot.ports import File
from slackbot.spreadsheets import xlsx_of


def files_of_close(close: Close) -> tuple[File, ...]:
    """Return the workbook and the CSV, and the canonical JSON whose SHA-256 is the number."""
    name, grids = f"close-{close.pack.first:%Y-%m}-{close.short}", grids_of(close)
    return (
        File(name=f"{name}.xlsx", content=xlsx_of(grids)),
        File(name=f"{name}.csv", content=csv_of_grids(grids)),
        File(name=f"{name}.json", content=close.body.encode()),
    )
