"""Stores where the app is installed, with sealed tokens, and the states of installing browsers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from slackbot.domain.access.installation import Installation
from slackbot.store.databases.database import Database, Row, moment_of, seconds_of
from slackbot.store.sealing import Sealer

COLUMNS = """installation, team_id, enterprise_id, app_user, app_bot, scopes, sealed_token,
    sealed_refresh_token, expires_at, installed_by, installed_at"""
SAVE = f"""
    INSERT INTO installations ({COLUMNS}) VALUES (:key, :team, :enterprise, :app_user, :app_bot,
        :scopes, :token, :refresh, :expires, :by, :at)
    ON CONFLICT (installation) DO UPDATE SET team_id = excluded.team_id,
        enterprise_id = excluded.enterprise_id, app_user = excluded.app_user,
        app_bot = excluded.app_bot, scopes = excluded.scopes,
        sealed_token = excluded.sealed_token,
        sealed_refresh_token = excluded.sealed_refresh_token, expires_at = excluded.expires_at,
        installed_by = excluded.installed_by, installed_at = excluded.installed_at,
        refreshing_until = 0, removed_at = NULL"""  # noqa: S608 - our own words
ADD_TEAM = """
    INSERT INTO installed_teams (team_id, enterprise_id, removed_at) VALUES (:team, :key, NULL)
    ON CONFLICT (team_id) DO UPDATE SET enterprise_id = excluded.enterprise_id, removed_at = NULL"""
# The workspace's own installation goes before its organisation's.
FIND = f"""
    SELECT {COLUMNS} FROM installations
    WHERE removed_at IS NULL AND (installation = :team OR installation = (
        SELECT enterprise_id FROM installed_teams WHERE team_id = :team AND removed_at IS NULL))
    ORDER BY CASE WHEN installation = :team THEN 0 ELSE 1 END LIMIT 1"""  # noqa: S608 - as above
OF_KEY = f"SELECT {COLUMNS} FROM installations WHERE installation = :key AND removed_at IS NULL"  # noqa: S608 - as above
CLAIM = """
    UPDATE installations SET refreshing_until = :until
    WHERE installation = :key AND removed_at IS NULL AND expires_at = :known
    AND refreshing_until < :now RETURNING installation"""
RELEASE = "UPDATE installations SET refreshing_until = 0 WHERE installation = :key"
REFRESHED = """
    UPDATE installations SET sealed_token = :token, sealed_refresh_token = :refresh,
        expires_at = :expires, refreshing_until = 0
    WHERE installation = :key AND removed_at IS NULL AND expires_at = :known"""
# A late event is about an earlier installation.
REMOVE = """
    UPDATE installations SET removed_at = :at, sealed_token = '', sealed_refresh_token = ''
    WHERE installation = :key AND removed_at IS NULL AND installed_at <= :at
    RETURNING team_id"""
REMOVE_TEAM = """
    UPDATE installed_teams SET removed_at = :at
    WHERE team_id = :team AND enterprise_id = :key AND removed_at IS NULL RETURNING team_id"""
OF_ORGANISATION = """
    SELECT team_id FROM installed_teams WHERE enterprise_id = :key AND removed_at IS NULL"""
COUNT = "SELECT COUNT(*) AS number FROM installations WHERE removed_at IS NULL"
# Workspaces without any installation since then, whose data is still kept.
GONE = """
    SELECT team_id, removed_at FROM installations WHERE team_id <> '' AND removed_at < :before
    UNION SELECT t.team_id, COALESCE(t.removed_at, i.removed_at)
    FROM installed_teams t JOIN installations i ON i.installation = t.enterprise_id
    WHERE COALESCE(t.removed_at, i.removed_at) < :before"""
DROP = (
    "DELETE FROM installations WHERE installation = :team AND removed_at IS NOT NULL",
    "DELETE FROM installed_teams WHERE team_id = :team",
)
DROP_ORGANISATIONS = """
    DELETE FROM installations WHERE team_id = '' AND removed_at < :before
    AND NOT EXISTS (SELECT 1 FROM installed_teams t
        WHERE t.enterprise_id = installations.installation)"""

ISSUE = "INSERT INTO install_states (state_hash, until_at) VALUES (:hash, :until)"
CONSUME = "DELETE FROM install_states WHERE state_hash = :hash RETURNING until_at"
FORGET_STATES = "DELETE FROM install_states WHERE until_at < :now"


class InstallationStore:
    """Stores installations. Those that were removed have no token any more."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def save(self, new: Installation) -> None:
        """Keep a new installation, in place of an earlier one of the same key."""
        values = {
            "key": new.key,
            "team": new.team,
            "enterprise": new.enterprise,
            "app_user": new.app_user,
            "app_bot": new.app_bot,
            "scopes": ",".join(sorted(new.scopes)),
            "by": new.installed_by,
            "at": _seconds(new.installed_at),
            **self._sealed(new),
        }
        await self._database.execute(SAVE, values)

    async def find(self, team: str) -> Installation | None:
        """Return the workspace's own installation, else that of its organisation."""
        return self._one(await self._database.rows(FIND, {"team": team}))

    async def of_key(self, key: str) -> Installation | None:
        """Return the installation of a workspace or of an organisation."""
        return self._one(await self._database.rows(OF_KEY, {"key": key}))

    async def add_team(self, team: str, organisation: str) -> None:
        """Remember that an organisation's installation is for this workspace as well."""
        await self._database.execute(ADD_TEAM, {"team": team, "key": organisation})

    async def claim_refresh(self, known: Installation, now: datetime, time: timedelta) -> bool:
        """Tell whether the caller may refresh this token, alone among all processes, for some
        time."""
        values = {"key": known.key, "known": _seconds(known.expires_at)}
        times = {"now": _seconds(now), "until": _seconds(now + time)}
        return bool(await self._database.rows(CLAIM, values | times))

    async def refreshed(self, known: Installation, new: Installation) -> None:
        """Keep the new token in place of the known one, unless the app was installed anew."""
        values = {"key": known.key, "known": _seconds(known.expires_at), **self._sealed(new)}
        await self._database.execute(REFRESHED, values)

    async def release_refresh(self, key: str) -> None:
        """Let others try to refresh."""
        await self._database.execute(RELEASE, {"key": key})

    async def remove(self, key: str, at: datetime) -> Sequence[str]:
        """Delete the tokens of an installation from before that moment.

        Returns the workspaces where the app cannot act any more.
        """
        removed = await self._database.rows(REMOVE, {"key": key, "at": _seconds(at)})
        teams = [row["team_id"] for row in removed if row["team_id"]]
        if removed and not teams:
            rows = await self._database.rows(OF_ORGANISATION, {"key": key})
            teams = [row["team_id"] for row in rows]
        return [team for team in teams if not await self.find(team)]

    async def remove_team(self, team: str, organisation: str, at: datetime) -> bool:
        """Take a workspace from an organisation's installation. Tell whether it was in it."""
        values = {"team": team, "key": organisation, "at": _seconds(at)}
        return bool(await self._database.rows(REMOVE_TEAM, values))

    async def count(self) -> int:
        """Return how many installations there are."""
        return int((await self._database.rows(COUNT, {}))[0]["number"])

    async def gone(self, before: datetime) -> Sequence[str]:
        """Return the workspaces that have had no installation since that moment or longer."""
        rows = await self._database.rows(GONE, {"before": _seconds(before)})
        teams = {row["team_id"] for row in rows}
        return [team for team in sorted(teams) if not await self.find(team)]

    async def drop(self, team: str) -> None:
        """Forget that the app was ever installed in this workspace."""
        await self._database.transact(*((statement, {"team": team}) for statement in DROP))

    async def forget(self, before: datetime) -> None:
        """Forget organisations that were removed before that moment, and have no workspace."""
        await self._database.execute(DROP_ORGANISATIONS, {"before": _seconds(before)})

    async def forget_states(self, now: datetime) -> None:
        """Forget the states that hold no more."""
        await self._database.execute(FORGET_STATES, {"now": _seconds(now)})

    async def issue(self, state: str, until: datetime) -> None:
        """Keep a state that a browser brings back."""
        values = {"hash": _hash(state), "until": _seconds(until)}
        await self._database.execute(ISSUE, values)

    async def consume(self, state: str, now: datetime) -> bool:
        """Tell whether the state was issued and still holds. It does so once."""
        rows = await self._database.rows(CONSUME, {"hash": _hash(state)})
        return bool(rows) and int(rows[0]["until_at"]) >= _seconds(now)

    def _sealed(self, new: Installation) -> dict[str, str | int | None]:
        refresh = new.refresh_token
        return {
            "token": self._sealer.seal(new.token),
            "refresh": self._sealer.seal(refresh) if refresh else "",
            "expires": _seconds(new.expires_at) if new.expires_at else None,
        }

    def _one(self, rows: Sequence[Row]) -> Installation | None:
        for row in rows:
            refresh, expires = row["sealed_refresh_token"], row["expires_at"]
            return Installation(
                key=row["installation"],
                team=row["team_id"],
                enterprise=row["enterprise_id"],
                app_user=row["app_user"],
                app_bot=row["app_bot"],
                scopes=frozenset(filter(None, row["scopes"].split(","))),
                token=self._sealer.unseal(row["sealed_token"]),
                refresh_token=self._sealer.unseal(refresh) if refresh else None,
                expires_at=moment_of(expires),
                installed_by=row["installed_by"],
                installed_at=datetime.fromtimestamp(row["installed_at"], UTC),
            )
        return None


def _seconds(at: datetime | None) -> int:
    return seconds_of(at) if at else 0


def _hash(state: str) -> str:
    return sha256(state.encode()).hexdigest()
