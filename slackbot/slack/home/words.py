"""Writes times of the Home tab."""

from datetime import datetime
from zoneinfo import ZoneInfo


def local(moment: datetime, zone: str) -> str:
    """`Mon 30 Nov, 09:00`, on the clock of the zone."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b, %H:%M}"
