"""Implements Allowances (see ports): a row for each bot or group, unit or currency, and length of
terms, with '' for all bots.

The column `bot_id` has the id of a bot or of a group: the two differ, and an entry is for one of
them.

A price has a row for each day on which it begins to be valid.
"""

from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.group import GROUP_ID
from slackbot.domain.money.price import Price
from slackbot.store.databases.database import DatabaseStore

ALLOWANCES = """
    SELECT NULLIF(unit, '') AS unit, currency, amount, every, from_day, from_month, bot_id, set_by
    FROM allowances
    WHERE team_id = :team AND channel_id = :channel"""
PRICES = """
    SELECT NULLIF(unit, '') AS unit, NULLIF(valid_from, '') AS valid_from, amount, currency,
        included, every, from_day, from_month, bot_id, set_by
    FROM prices
    WHERE team_id = :team AND channel_id = :channel"""
SAVE_ALLOWANCE = """
    INSERT INTO allowances (
        team_id, channel_id, bot_id, unit, currency, every, amount, from_day, from_month, set_by,
        set_at)
    VALUES (
        :team, :channel, :bot_id, :unit, :currency, :every, :amount, :from_day, :from_month,
        :set_by, :set_at)
    ON CONFLICT (team_id, channel_id, bot_id, unit, currency, every) DO UPDATE SET
        amount = excluded.amount, from_day = excluded.from_day,
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
ALL_ALLOWANCES = """
    SELECT channel_id, NULLIF(unit, '') AS unit, currency, amount, every, from_day, from_month,
        bot_id, set_by
    FROM allowances
    WHERE team_id = :team"""
ALL_PRICES = """
    SELECT channel_id, NULLIF(unit, '') AS unit, NULLIF(valid_from, '') AS valid_from, amount,
        currency, included, every, from_day, from_month, bot_id, set_by
    FROM prices
    WHERE team_id = :team"""
REMOVE_ALLOWANCE = """
    DELETE FROM allowances
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :bot_id AND unit = :unit
        AND currency = :currency AND every = :every"""
REMOVE_PRICE = """
    DELETE FROM prices
    WHERE team_id = :team AND channel_id = :channel AND bot_id = :bot_id AND unit = :unit
        AND valid_from = :valid_from"""
TEAMS = "SELECT DISTINCT team_id FROM allowances"

E = TypeVar("E", Allowance, Price)


class AllowanceStore(DatabaseStore):
    """Stores amounts of money as text: exact, with the decimals that were typed."""

    async def of(self, team: str, channel: str) -> ChannelAllowances:
        where = {"team": team, "channel": channel}
        allowances = await self._database.rows(ALLOWANCES, where)
        prices = await self._database.rows(PRICES, where)
        return ChannelAllowances.of(
            (_read(Allowance, row) for row in allowances), (_read(Price, row) for row in prices)
        )

    async def of_all(self, team: str) -> dict[str, ChannelAllowances]:
        allowances: dict[str, list[Allowance]] = {}
        for row in await self._database.rows(ALL_ALLOWANCES, {"team": team}):
            allowances.setdefault(row.pop("channel_id"), []).append(_read(Allowance, row))
        prices: dict[str, list[Price]] = {}
        for row in await self._database.rows(ALL_PRICES, {"team": team}):
            prices.setdefault(row.pop("channel_id"), []).append(_read(Price, row))
        return {
            channel: ChannelAllowances.of(allowances.get(channel, ()), prices.get(channel, ()))
            for channel in allowances.keys() | prices.keys()
        }

    async def teams(self) -> list[str]:
        return await self._all(TEAMS, {}, itemgetter("team_id"))

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


def _read(kind: type[E], row: dict[str, Any]) -> E:
    if GROUP_ID.fullmatch(row["bot_id"]):
        row = {**row, "bot_id": "", "group": row["bot_id"]}
    return kind.model_validate(row)


def _values(entry: Allowance | Price) -> dict[str, Any]:
    values = {**entry.model_dump(mode="json", exclude={"group"}), **_key(entry)}
    return values if isinstance(entry, Price) else {**values, "amount": str(entry.amount)}


def _key(entry: Allowance | Price) -> dict[str, Any]:
    key = {"bot_id": entry.group or entry.bot_id, "unit": entry.unit or ""}
    if isinstance(entry, Price):
        key["valid_from"] = entry.valid_from.isoformat() if entry.valid_from else ""
    else:
        key |= {"currency": entry.currency, "every": str(entry.every)}
    return key
