from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT, Client, ClientKind, Gate
from slackbot.sandbox.kore.bots import HR_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.errors import ApiRefusedError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "a-secret-of-a-test-that-is-long-enough-for-hs256"
HR_CLIENT = Client("cs-hr", SECRET, ClientKind.BOT, frozenset({HR_BOT.id}))
BARE_CLIENT = Client("cs-bare", SECRET, ClientKind.ACCOUNT, scopes=frozenset({"other:read"}))
STRICT_CLIENT = Client("cs-strict", SECRET, ClientKind.ACCOUNT, enforce_jti=True)
CLIENTS = (BOT_CLIENT, ADMIN_CLIENT, HR_CLIENT, BARE_CLIENT, STRICT_CLIENT)

INVALID = (401, 4002, "Invalid SDK credentials")
MALFORMED = (401, 4002, "Invalid JWT token")
NO_SCOPE = (401, 4002, "Permission denied. Scope is incorrect!")
TOO_LONG = (401, 401, "error verifying the jwt: jti exp > 1 h")
REPLAY = (401, 401, "error verifying the jwt: jti was used before, possibly a replay")
NO_JTI = (401, 401, "error verifying the jwt: jti is required")
EXPIRED = (401, 401, "error verifying the jwt: jwt expired")


def at(minutes: float) -> int:
    return int((NOW + timedelta(minutes=minutes)).timestamp())


def token(claims: dict[str, Any], secret: str = BOT_CLIENT.secret, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=algorithm)


def of_bot(**claims: Any) -> str:
    return token({"sub": "me", "appId": BOT_CLIENT.id, **claims})


def of_client(client: Client, **claims: Any) -> str:
    return token({"sub": "me", "appId": client.id, **claims}, client.secret)


GOOD = {
    "the documented minimum: sub and appId": of_bot(),
    "iss in place of appId": token({"sub": "me", "iss": BOT_CLIENT.id}),
    "appId and iss": of_bot(iss=BOT_CLIENT.id),
    "an audience, which nobody checks": of_bot(aud="https://platform.example"),
    "a life of days without jti": of_bot(exp=at(5 * 24 * 60)),
    "a jti for an hour": of_bot(jti="one", exp=at(60)),
    "a jti that Kore.ai wants": of_client(STRICT_CLIENT, jti="one", exp=at(5)),
    "an admin client at a bot's URL": of_client(ADMIN_CLIENT),
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_good_tokens(good: str) -> None:
    Gate(CLIENTS).admit(good, SUPPORT_BOT.id, NOW)


BAD: dict[str, tuple[str | None, tuple[int, int, str]]] = {
    "no token": (None, INVALID),
    "an empty token": ("", INVALID),
    "no JWT at all": ("gibberish", MALFORMED),
    "five parts, as if encrypted": ("a.b.c.d.e", MALFORMED),
    "an unknown client": (token({"sub": "me", "appId": "cs-nobody"}), INVALID),
    "no client": (token({"sub": "me"}), INVALID),
    "appid is not appId": (token({"sub": "me", "appid": BOT_CLIENT.id}), INVALID),
    "another's secret": (token({"sub": "me", "appId": BOT_CLIENT.id}, SECRET), INVALID),
    "an algorithm that is not HS256": (
        token({"sub": "me", "appId": BOT_CLIENT.id}, BOT_CLIENT.secret * 2, "HS512"),
        INVALID,
    ),
    "no sub": (token({"appId": BOT_CLIENT.id}), MALFORMED),
    "a sub that is no text": (of_bot(sub=12), MALFORMED),
    "an exp that is no time": (of_bot(exp="soon"), MALFORMED),
    "an exp that is true": (of_bot(exp=True), MALFORMED),
    "expired": (of_bot(exp=at(-1)), EXPIRED),
    "expiring now": (of_bot(exp=at(0)), EXPIRED),
    "a jti for more than an hour": (of_bot(jti="one", exp=at(61)), TOO_LONG),
    "a jti for ever": (of_bot(jti="one"), TOO_LONG),
    "an empty jti": (of_bot(jti="", exp=at(5)), NO_JTI),
    "no jti where the app enforces it": (of_client(STRICT_CLIENT, exp=at(5)), NO_JTI),
    "a missing scope": (of_client(BARE_CLIENT), NO_SCOPE),
    "another bot's client": (of_client(HR_CLIENT), NO_SCOPE),
}


@pytest.mark.parametrize(("bad", "expected"), BAD.values(), ids=BAD)
def test_bad_tokens(bad: str | None, expected: tuple[int, int, str]) -> None:
    with pytest.raises(ApiRefusedError) as refused:
        Gate(CLIENTS).admit(bad, SUPPORT_BOT.id, NOW)
    assert (refused.value.status, refused.value.code, str(refused.value)) == expected


def test_the_account_is_open_to_admin_clients_only() -> None:
    gate = Gate(CLIENTS)
    gate.admit(of_client(ADMIN_CLIENT), None, NOW)
    with pytest.raises(ApiRefusedError, match="Scope is incorrect"):
        gate.admit(of_bot(), None, NOW)


def test_a_jti_is_good_for_one_call() -> None:
    gate, used = Gate(CLIENTS), of_bot(jti="one", exp=at(30))
    gate.admit(used, SUPPORT_BOT.id, NOW)
    with pytest.raises(ApiRefusedError) as refused:
        gate.admit(used, SUPPORT_BOT.id, NOW + timedelta(minutes=1))
    assert (refused.value.status, refused.value.code, str(refused.value)) == REPLAY
    gate.admit(of_bot(jti="two", exp=at(30)), SUPPORT_BOT.id, NOW)
    gate.admit(of_client(HR_CLIENT, jti="one", exp=at(30)), HR_BOT.id, NOW)


def test_a_token_without_jti_is_good_for_many_calls() -> None:
    gate, same = Gate(CLIENTS), of_bot(exp=at(30))
    for minute in (0, 10, 29):
        gate.admit(same, SUPPORT_BOT.id, NOW + timedelta(minutes=minute))


def test_secrets_are_not_shown() -> None:
    assert SECRET not in repr(HR_CLIENT)
