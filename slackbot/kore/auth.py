"""Makes a new token for each request, as Kore.ai's apps require."""

import warnings
from datetime import datetime, timedelta
from uuid import uuid4

import jwt
from jwt.warnings import InsecureKeyLengthWarning
from pydantic import SecretStr

# Kore.ai chooses the secret, so we cannot mend its length, and a warning would show it.
warnings.filterwarnings("ignore", category=InsecureKeyLengthWarning)

LIFETIME = timedelta(minutes=5)  # with a jti, Kore.ai allows an hour at the most
SKEW = timedelta(seconds=30)  # our clock may be ahead of theirs: a token from the future is refused


class TokenMint:
    """Mints JWTs (HS256) for one Kore.ai client.

    Each token is used once, because an app that enforces `jti` refuses a second use as a replay.
    """

    def __init__(self, client_id: str, secret: SecretStr) -> None:
        self._client_id = client_id
        self._secret = secret

    def mint(self, now: datetime) -> str:
        """Return a token that is valid for five minutes from `now`."""
        claims = {
            "sub": "slackbot",
            "appId": self._client_id,
            "iat": int((now - SKEW).timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "jti": str(uuid4()),
        }
        return jwt.encode(claims, self._secret.get_secret_value(), algorithm="HS256")

    def without_secret(self, answer: bytes) -> bytes:
        """Return the `answer` with our secret cut out, in case it echoes it."""
        return answer.replace(self._secret.get_secret_value().encode(), b"...")
