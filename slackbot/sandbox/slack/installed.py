"""The app as a workspace knows it: as its manifest describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class InstalledApp:
    """An app's name, what it answers to, what it may do, and what it is told of.

    `shortcuts` are the names of its global ones, by their callback ids.
    With `is_read_only`, nobody can write to it in a direct message.
    """

    name: str
    commands: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    has_home_tab: bool = False
    is_read_only: bool = False
    shortcuts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """Read a manifest, with the optional scopes left out. Raises `KeyError` without a name."""
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        subscribed = manifest.get("settings", {}).get("event_subscriptions", {})
        shortcuts = (each for each in features.get("shortcuts", ()) if each["type"] == "global")
        return cls(
            name=features["bot_user"]["display_name"],
            commands=tuple(each["command"] for each in features.get("slash_commands", ())),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(subscribed.get("bot_events", ())),
            has_home_tab=home.get("home_tab_enabled", False),
            is_read_only=home.get("messages_tab_read_only_enabled", False),
            shortcuts={each["callback_id"]: each["name"] for each in shortcuts},
        )
