"""The app as it is installed in a workspace, or in a whole organisation."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, SecretStr

from slackbot.domain.frozen import FrozenModel


class Installation(FrozenModel):
    """One installation, with its token.

    `key` is the id of the workspace, or of the organisation of Enterprise Grid in whose workspaces
    the app acts with the one token; then `team` is empty. Data belongs to workspaces, never to
    installations. A token that expires has an `expires_at`, and a `refresh_token` for the next.
    """

    key: str
    team: str
    enterprise: str = ""
    app_user: str
    app_bot: str = ""
    scopes: frozenset[str]
    token: SecretStr
    refresh_token: SecretStr | None = None
    expires_at: AwareDatetime | None = None
    installed_by: str = ""
    installed_at: AwareDatetime

    @property
    def is_org_wide(self) -> bool:
        """Tell whether it is an organisation's."""
        return not self.team

    def expires_within(self, time: timedelta, now: datetime) -> bool:
        """Tell whether the token has expired, or will within this time."""
        return self.expires_at is not None and self.expires_at - time <= now
