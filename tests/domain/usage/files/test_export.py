"""The file for spreadsheets, read back as a program and as a spreadsheet would."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain
from slackbot.domain.usage.files.export import csv_of, file_name

SUPPORT, SALES = Bot(id="st-2", name="SupportBot"), Bot(id="st-1", name="SalesBot")
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
HEADER = (
    "start_utc,start_local,grain,bot_id,bot_name,"
    "sessions,conversations,requests,alerts,proactive_messages,day"
)


def bucket(bot: Bot, start: datetime = MONDAY, **counts: int) -> Bucket:
    return Bucket(
        bot_id=bot.id, start=start, counts={Unit(name): count for name, count in counts.items()}
    )


def written(buckets: Iterable[Bucket], bots: Sequence[Bot], zone: str, grain: Grain) -> str:
    return csv_of(buckets, bots, zone, grain).decode()


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    lines = StringIO(text.removeprefix("\ufeff"), newline="")
    return list(csv.reader(lines, delimiter=delimiter, strict=True))[1:]


def test_each_byte_is_as_spreadsheets_want_it() -> None:
    text = written(
        [bucket(SUPPORT, session=12, alert=0)], [SUPPORT], "Europe/Berlin", Grain.DAY
    ).encode()
    assert text == (
        b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n"
        b"2026-11-16T00:00:00+00:00,2026-11-16T01:00:00+01:00,day,st-2,SupportBot,12,,,0,,2026-11-16\r\n"
    )


def test_lines_are_by_start_then_in_the_order_of_the_bots() -> None:
    tuesday = datetime(2026, 11, 17, tzinfo=UTC)
    buckets = [bucket(bot, start) for start in (tuesday, MONDAY) for bot in (SALES, SUPPORT)]
    rows = cells(written(buckets, [SUPPORT, SALES], "UTC", Grain.DAY))
    assert [(row[0][:10], row[4]) for row in rows] == [
        ("2026-11-16", "SupportBot"),
        ("2026-11-16", "SalesBot"),
        ("2026-11-17", "SupportBot"),
        ("2026-11-17", "SalesBot"),
    ]


def test_other_bots_are_left_out() -> None:
    assert cells(written([bucket(SALES, session=1)], [SUPPORT], "UTC", Grain.DAY)) == []


def test_an_hour_that_comes_twice_has_two_offsets() -> None:
    hours = [bucket(SUPPORT, datetime(2026, 10, 25, hour, tzinfo=UTC)) for hour in (0, 1)]
    rows = cells(written(hours, [SUPPORT], "Europe/Berlin", Grain.HOUR))
    assert [row[1] for row in rows] == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]


def test_each_line_has_the_day_for_which_it_is_counted() -> None:
    hours = [bucket(SUPPORT, datetime(2026, 11, 18, hour, tzinfo=UTC)) for hour in (17, 18)]
    rows = cells(written(hours, [SUPPORT], "Asia/Kolkata", Grain.HOUR))
    assert [(row[1], row[-1]) for row in rows] == [
        ("2026-11-18T22:30:00+05:30", "2026-11-18"),
        ("2026-11-18T23:30:00+05:30", "2026-11-19"),
    ]


NAMES = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\r1": "'\r1",
    "\n=1": "'\n'=1",
    "  =1": "'  =1",
    "＝1+1": "'＝1+1",
    '=HYPERLINK("http://x","y, z")': '\'=HYPERLINK("http://x","y, z")',
    "a,=1": "a,=1",  # the comma is quoted: it ends no cell
    "R&D - Sales": "R&D - Sales",
    'Ben "the" Bot': 'Ben "the" Bot',
    "Süd 支援": "Süd 支援",
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=repr)
def test_names_are_read_back_and_are_no_formulas(name: str, shown: str) -> None:
    text = written([bucket(SUPPORT)], [Bot(id="st-2", name=name)], "UTC", Grain.DAY)
    ((*_, found, _, _, _, _, _, _),) = cells(text)
    assert found == shown


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_no_formula_begins_where_lists_are_separated_otherwise(delimiter: str) -> None:
    name = f"Support{delimiter}=1+1{delimiter} @x"
    text = written([bucket(SUPPORT)], [Bot(id="st-2", name=name)], "UTC", Grain.DAY)
    ((*_, second, third),) = cells(text, delimiter)
    assert second.startswith("'=")
    assert third.startswith("' @")


def query(first: str, last: str, zone: str = "Europe/Berlin") -> UsageQuery:
    period = Period.of_days(date.fromisoformat(first), date.fromisoformat(last), zone)
    return UsageQuery(period=period)


FILES = {
    "billing-supportbot-2026-11-16-to-2026-11-22": ("2026-11-16", "2026-11-22", "SupportBot"),
    "billing-supportbot-2026-11-16": ("2026-11-16", "2026-11-16", "SupportBot"),
    "billing-2-bots-2026-11-16": ("2026-11-16", "2026-11-16", "SupportBot", "SalesBot"),
    "billing-bjorn-s-r-d-bot-2026-11-16": ("2026-11-16", "2026-11-16", 'Björn"s ../R&D Bot'),
    "billing-st-9-2026-11-16": ("2026-11-16", "2026-11-16", "支援"),
}


@pytest.mark.parametrize(("file", "words"), FILES.items(), ids=lambda value: str(value)[:40])
def test_files_are_named_by_bot_and_days(file: str, words: tuple[str, ...]) -> None:
    first, last, *names = words
    bots = [Bot(id="st-9", name=name) for name in names]
    assert file_name(query(first, last), bots) == file


def test_a_day_is_that_of_the_zone() -> None:
    today = UsageQuery(
        period=Period(start=MONDAY, end=MONDAY.replace(hour=16), zone="Asia/Tokyo"),
    )
    assert file_name(today, [SUPPORT]) == "billing-supportbot-2026-11-16-to-2026-11-17"
