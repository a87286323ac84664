"""Seals the secrets that the database keeps, so that a copy of it opens nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import Database

MISSING = (
    "SLACKBOT_SECRET_KEYS is missing: secrets in the database are sealed with it. Make a key with "
    "`slackbot secrets new-key`, and keep it apart from the database's backups."
)
UNFIT = (
    "No key in SLACKBOT_SECRET_KEYS opens the secrets that are stored. Add the key that sealed "
    "them after the new one, then run `slackbot secrets rotate`."
)


class SealedColumn(NamedTuple):
    """A column of sealed secrets; NULL and the empty text stand for none."""

    table: str
    column: str


# A column of these is called `sealed_…`.
SEALED: tuple[SealedColumn, ...] = (
    SealedColumn("installations", "sealed_token"),
    SealedColumn("installations", "sealed_refresh_token"),
    SealedColumn("connections", "sealed_secret"),
)

ALL = "SELECT {column} AS sealed FROM {table} WHERE {column} <> ''"
# The workspaces with a connection, an installation of their own, or that of their organisation.
TEAMS = """
    SELECT team_id FROM connections
    UNION SELECT team_id FROM installations WHERE team_id <> '' AND sealed_token <> ''
    UNION SELECT t.team_id FROM installed_teams t JOIN installations i
        ON i.installation = t.enterprise_id AND i.sealed_token <> ''
    WHERE t.removed_at IS NULL ORDER BY team_id"""
# Each sealed value is unique, and one that was replaced meanwhile is left alone.
RESEAL = "UPDATE {table} SET {column} = :new WHERE {column} = :old RETURNING 1 AS one"


def new_key() -> str:
    """Make a random key for SLACKBOT_SECRET_KEYS."""
    return Fernet.generate_key().decode()


class Sealer:
    """Seals text with the first key, and unseals what any of the keys has sealed.

    Without a key, each call raises ConfigurationError.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        fernets = [Fernet(key.get_secret_value()) for key in keys]
        self._fernet = MultiFernet(fernets) if fernets else None

    def require(self) -> None:
        """Raise ConfigurationError if there is no key."""
        self._keys()

    def seal(self, secret: SecretStr) -> str:
        """Return the secret as text for a column of the database."""
        return self._keys().encrypt(secret.get_secret_value().encode()).decode()

    def unseal(self, sealed: str) -> SecretStr:
        """Return the secret. Raises ConfigurationError if no key fits."""
        try:
            return SecretStr(self._keys().decrypt(sealed).decode())
        except InvalidToken:
            raise ConfigurationError(UNFIT) from None

    def reseal(self, sealed: str) -> str:
        """Seal with the first key what any of the keys has sealed. Raises as `unseal`."""
        try:
            return self._keys().rotate(sealed).decode()
        except InvalidToken:
            raise ConfigurationError(UNFIT) from None

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise ConfigurationError(MISSING)
        return self._fernet


async def check_keys(
    database: Database, sealer: Sealer, columns: Sequence[SealedColumn] = SEALED
) -> None:
    """Raise ConfigurationError unless the keys open every secret that is stored."""
    for each in columns:
        for row in await database.rows(ALL.format(**each._asdict()), {}):
            sealer.unseal(row["sealed"])


async def teams_with_secrets(database: Database) -> list[str]:
    """Return the workspaces whose secrets are stored, sorted."""
    return [row["team_id"] for row in await database.rows(TEAMS, {})]


async def rotate_all(
    database: Database, sealer: Sealer, columns: Sequence[SealedColumn] = SEALED
) -> int:
    """Seal every secret with the first key, and return how many were sealed.

    Raises ConfigurationError before anything is changed if the keys do not open one of them.
    """
    sealer.require()
    await check_keys(database, sealer, columns)
    sealed = 0
    for each in columns:
        names = each._asdict()
        for row in await database.rows(ALL.format(**names), {}):
            values = {"old": row["sealed"], "new": sealer.reseal(row["sealed"])}
            sealed += len(await database.rows(RESEAL.format(**names), values))
    return sealed
