"""Installations of the app, and the states of browsers that install it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from slackbot.domain.access.installation import Installation


class Installations(Protocol):
    """Stores installations by their key, and which workspaces those of organisations are for."""

    async def save(self, new: Installation) -> None:
        """Keep a new installation, in place of an earlier one of the same key."""
        ...

    async def find(self, team: str) -> Installation | None:
        """Return the workspace's own installation, else that of its organisation."""
        ...

    async def of_key(self, key: str) -> Installation | None:
        """Return the installation of a workspace or of an organisation."""
        ...

    async def add_team(self, team: str, organisation: str) -> None:
        """Remember that an organisation's installation is for this workspace as well."""
        ...

    async def claim_refresh(self, known: Installation, now: datetime, time: timedelta) -> bool:
        """Tell whether the caller may refresh this token, alone among all processes, for some
        time."""
        ...

    async def refreshed(self, known: Installation, new: Installation) -> None:
        """Keep the new token in place of the known one, unless the app was installed anew."""
        ...

    async def release_refresh(self, key: str) -> None:
        """Let others try to refresh."""
        ...

    async def remove(self, key: str, at: datetime) -> Sequence[str]:
        """Delete the tokens of an installation from before that moment.

        Returns the workspaces where the app cannot act any more.
        """
        ...

    async def remove_team(self, team: str, organisation: str, at: datetime) -> bool:
        """Take a workspace from an organisation's installation. Tell whether it was in it."""
        ...

    async def issue(self, state: str, until: datetime) -> None:
        """Keep a state that a browser brings back."""
        ...

    async def consume(self, state: str, now: datetime) -> bool:
        """Tell whether the state was issued and still holds. It does so once."""
        ...
