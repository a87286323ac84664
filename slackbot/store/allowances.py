"""Implements Allowances (see ports): a row for each bot and unit, with '' for all bots.

A price has a row for each day on which it begins to be valid.
"""

from datetime import datetime
from typing import Any

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.money.price import Price
from slackbot.store.databases.database import Database

ALLOWANCES = """
    SELECT unit, amount, every, from_day, from_month, bot_id, set_by FROM allowances
    WHERE team_id = :team AND channel_id = :channel"""
PRICES = """
    SELECT NULLIF(unit, '') AS unit, NULLIF(valid_from, '') AS valid_from, amount, currency,
        included, every, from_day, from_month, bot_id, set_by
    FROM prices
    WHERE team_id = :team AND channel_id = :channel"""
SAVE_ALLOWANCE = """
    INSERT INTO allowances (
        team_id, channel_id, bot_id, unit, amount, every, from_day, from_month, set_by, set_at)
    VALUES (
        :team, :channel, :bot_id, :unit, :amount, :every, :from_day, :from_month, :set_by, :set_at)
    ON CONFLICT (team_id, channel_id, bot_id, unit) DO UPDATE SET
        amount = excluded.amount, every = excluded.every, from_day = excluded.from_day,
        from_month = excluded.from_month, set_by = excluded.set_by, set_at = excluded.set_at"""
SAVE_PRICE = """
    INSERT INTO prices (
        team_id, channel_id, bot_id, unit, valid_from, amount, currency, included, every,
        from_day, from_month, set_by, set_at)
    VALUES (
        :team, :channel, :bot_id, :unit, :valid_from, :amount, :currency, :included, :every,
        :from_day, :from_month, :set_by, :set_at)
    ON CONFLICT (team_id, channel_id, bot_id, unit, valid_from) DO UPDATE SET
        amount = excluded.amount, currency = excluded.currency, included = excluded.included,
        every = excluded.every, from_day = excluded.from_day, from_month = excluded.from_month,
        set_by = excluded.set_by, set_at = excluded.set_at"""
REMOVE_ALLOWANCE = """
    DELETE FROM allowances
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :bot_id AND unit = :unit"""
REMOVE_PRICE = """
    DELETE FROM prices
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :bot_id AND unit = :unit
        AND valid_from = :valid_from"""


class AllowanceStore:
    """Stores amounts of money as text: exact, with the decimals that were typed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, team: str, channel: str) -> ChannelAllowances:
        where = {"team": team, "channel": channel}
        allowances = await self._database.rows(ALLOWANCES, where)
        prices = await self._database.rows(PRICES, where)
        return ChannelAllowances.of(
            map(Allowance.model_validate, allowances), map(Price.model_validate, prices)
        )

    async def save(self, team: str, channel: str, entry: Allowance | Price, at: datetime) -> None:
        sql = SAVE_ALLOWANCE if isinstance(entry, Allowance) else SAVE_PRICE
        values = {"team": team, "channel": channel, **_values(entry), "set_at": at.isoformat()}
        await self._database.execute(sql, values)

    async def remove(self, team: str, channel: str, *entries: Allowance | Price) -> None:
        where = {"team": team, "channel": channel}
        await self._database.transact(
            *(
                (
                    REMOVE_ALLOWANCE if isinstance(entry, Allowance) else REMOVE_PRICE,
                    {**where, **_key(entry)},
                )
                for entry in entries
            )
        )


def _values(entry: Allowance | Price) -> dict[str, Any]:
    values = {**entry.model_dump(mode="json"), **_key(entry)}
    values.pop("group", None)  # which has no column until channels have groups of bots
    return values


def _key(entry: Allowance | Price) -> dict[str, Any]:
    key = {"bot_id": entry.bot_id, "unit": entry.unit or ""}
    if isinstance(entry, Price):
        key["valid_from"] = entry.valid_from.isoformat() if entry.valid_from else ""
    return key
