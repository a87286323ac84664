"""Authenticates calls: checks tokens by Kore.ai's rules, and what their client may read."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import jwt
from jwt.types import Options

from slackbot.sandbox.kore.errors import bad_credentials, bad_token, missing_scope, unverified

BILLING_SCOPE = "billing_sessions:read"  # the platform's internal name of "Billing Sessions"
ROLES_SCOPE = "role_management:read"  # of "Role Management"; its internal name is our choice
LONGEST_JTI_LIFE = timedelta(hours=1)  # documented
# We check times ourselves against the sandbox's clock. Nobody checks the audience.
_SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
}


class ClientKind(Enum):
    """The place where a client was made: a bot's own settings, or the Admin Console."""

    BOT = "bot"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Client:
    """An app with API scopes.

    A bot's client opens the URLs of its bots (None: all of the sandbox), an account's client
    both families of URLs: observed. The real platform has one client per bot; one for all is the
    sandbox's shortcut, for a demo has one pair of credentials and six bots.
    `enforce_jti` is the app's switch of that name: a token without `jti` is refused.
    """

    id: str
    secret: str = field(repr=False)
    kind: ClientKind
    bots: frozenset[str] | None = None
    scopes: frozenset[str] = frozenset({BILLING_SCOPE})
    enforce_jti: bool = False

    def may_list(self) -> bool:
        """Tell whether the client may read which bots the account has: documented."""
        return self.kind is ClientKind.ACCOUNT and ROLES_SCOPE in self.scopes

    def may_open(self, bot: str | None) -> bool:
        """Tell whether the client may read the bot's billing, or the account's (None)."""
        if BILLING_SCOPE not in self.scopes:
            return False
        if bot is None:
            # Unknown here; the sister API that lists bots refuses bots' clients.
            return self.kind is ClientKind.ACCOUNT
        return self.kind is ClientKind.ACCOUNT or self.bots is None or bot in self.bots


BOT_CLIENT = Client("cs-sandbox-bot", "sandbox-secret-of-the-bot-client-0123456789", ClientKind.BOT)
ADMIN_CLIENT = Client(
    "cs-sandbox-admin",
    "sandbox-secret-of-the-admin-client-0123456789",
    ClientKind.ACCOUNT,
    scopes=frozenset({BILLING_SCOPE, ROLES_SCOPE}),
)


class Gate:
    """Admits calls with a valid token; remembers each `jti`, which is valid for one call."""

    def __init__(self, clients: tuple[Client, ...]) -> None:
        self._clients = {client.id: client for client in clients}
        self._used: dict[tuple[str, str], float] = {}

    def admit(self, token: str | None, bot: str | None, now: datetime) -> None:
        """Check the `auth` header for a call about a bot, or about the account (None)."""
        if not self._known(token, now).may_open(bot):
            raise missing_scope()

    def admit_list(self, token: str | None, now: datetime) -> None:
        """Check the `auth` header for a call that lists the account's bots."""
        if not self._known(token, now).may_list():
            raise missing_scope()

    def _known(self, token: str | None, now: datetime) -> Client:
        """Return the client of a valid token, which is used up."""
        if not token:
            raise bad_credentials()
        client = self._client(_decoded(token))
        claims = _decoded(token, client.secret)
        _check_life(claims, now)
        if "jti" in claims or client.enforce_jti:
            self._use_up(client, claims, now)
        return client

    def _client(self, claims: dict[str, Any]) -> Client:
        # `appId` is documented. `iss` in its place was observed.
        client = self._clients.get(str(claims.get("appId", claims.get("iss"))))
        if client is None:
            raise bad_credentials()
        return client

    def _use_up(self, client: Client, claims: dict[str, Any], now: datetime) -> None:
        jti, expires = claims.get("jti"), claims.get("exp")
        if not isinstance(jti, str) or not jti:
            raise unverified("jti is required")  # the rule is documented, the words are ours
        at = now.timestamp()
        if expires is None or expires > at + LONGEST_JTI_LIFE.total_seconds():
            raise unverified("jti exp > 1 h")
        self._used = {key: until for key, until in self._used.items() if until > at}
        if (client.id, jti) in self._used:
            raise unverified("jti was used before, possibly a replay")
        self._used[client.id, jti] = expires


def _decoded(token: str, secret: str | None = None) -> dict[str, Any]:
    """The claims, unchecked without a secret."""
    try:
        if secret is None:
            return jwt.decode(token, options={"verify_signature": False})
        # Only HS256: the steps for public APIs use it, and apps with scopes may use nothing else.
        claims = jwt.decode(token, secret, algorithms=["HS256"], options=_SIGNATURE_ONLY)
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
        raise bad_credentials() from error
    except jwt.InvalidTokenError as error:
        raise bad_token() from error
    return claims


def _check_life(claims: dict[str, Any], now: datetime) -> None:
    """Check `sub`, which is required, and the life; a token without `exp` never expires. Both
    documented.
    """
    if not claims.get("sub"):
        raise bad_token()
    expires = claims.get("exp")
    if expires is None:
        return
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise bad_token()
    if expires <= now.timestamp():
        raise unverified("jwt expired")  # unknown: our choice, after the texts for `jti`
