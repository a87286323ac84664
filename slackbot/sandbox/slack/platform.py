"""One Slack with several workspaces, where an app is installed by a link, with OAuth.

Each workspace is a sandbox of its own, with its people and channels; their ids may be the same in
all. Organisations of Enterprise Grid have several workspaces and one token for all of them.
"""

import contextlib
import json
import secrets
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import APP_USER

CODE_LIVES = 600.0  # seconds


@dataclass(frozen=True)
class Token:
    """A token, of a workspace or of an organisation."""

    text: str
    owner: str
    refresh: str = ""
    expires_at: float | None = None
    is_revoked: bool = False


@dataclass(frozen=True)
class Consent:
    """Somebody has agreed to install the app: the code that is exchanged for a token."""

    owner: str
    scopes: frozenset[str]
    user: str
    until: float


class SlackPlatform:
    """Serves the workspaces under one address, as `app`; each is at `/w/ID`.

    `redirect_url` is the app's, from its manifest. Tokens live for `token_seconds`, where given,
    and are then refreshed; `refreshes` counts that by owner, and the tries in `refused`.
    """

    def __init__(
        self,
        *sandboxes: SlackSandbox,
        client_id: str = "1.2",
        client_secret: str = "sandbox-client-secret",  # noqa: S107 - made up, opens nothing
        token_seconds: float | None = None,
    ) -> None:
        self.workspaces = {each.workspace.team_id: each for each in sandboxes}
        self.client_id, self.client_secret = client_id, client_secret
        self.token_seconds = token_seconds
        self.redirect_url = ""
        self.url = ""
        self.refreshes: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.calls: list[tuple[str, str]] = []  # each call's token and the workspace it reached
        self._tokens: dict[str, Token] = {}
        self._consents: dict[str, Consent] = {}
        self._now = sandboxes[0].workspace.now
        self.app = Starlette(
            routes=[
                Route("/oauth/v2/authorize", self._authorize),
                Route("/api/oauth.v2.access", self._access, methods=["POST"]),
                Route("/api/api.test", self._test, methods=["GET", "POST"]),
                Route("/api/{method}", self._call, methods=["GET", "POST"]),
                Route("/w/{team}/{rest:path}", self._pass, methods=["GET", "POST"]),
            ],
            lifespan=self._lifespan,
        )

    def serve_at(self, url: str) -> None:
        """Tell the workspaces their address."""
        self.url = url
        for team, sandbox in self.workspaces.items():
            sandbox.url = f"{url}/w/{team}"

    def teams_of(self, owner: str) -> list[str]:
        """Return the workspaces of a token's owner."""
        return [
            team
            for team, sandbox in self.workspaces.items()
            if owner in (team, sandbox.workspace.organisation)
        ]

    def consent(self, owner: str, asked: Iterable[str], user: str = "U0OWNER") -> str:
        """Return the code of somebody who installs the app with these scopes."""
        code = secrets.token_hex(8)
        self._consents[code] = Consent(owner, frozenset(asked), user, self._now() + CODE_LIVES)
        return code

    def revoke(self, owner: str) -> None:
        """Let no token of this owner hold any more."""
        for text, token in self._tokens.items():
            if token.owner == owner:
                self._tokens[text] = replace(token, is_revoked=True)

    async def uninstall(self, owner: str, event_time: float | None = None) -> None:
        """Remove the app, and tell it so."""
        self.revoke(owner)
        for kind in ("tokens_revoked", "app_uninstalled"):
            await self.tell(owner, kind, event_time)

    async def tell(self, owner: str, kind: str, event_time: float | None = None) -> None:
        """Deliver one of the two events of an uninstalled app."""
        sandbox = self.workspaces[self.teams_of(owner)[0]]
        is_org = owner not in self.workspaces
        event: Json = {"type": kind}
        if kind == "tokens_revoked":
            event["tokens"] = {"oauth": [], "bot": [APP_USER]}
        await sandbox.redeliver(
            {
                "token": "sandbox",
                "team_id": owner,
                "enterprise_id": sandbox.workspace.organisation or None,
                "api_app_id": sandbox.workspace.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{secrets.token_hex(5).upper()}",
                "event_time": int(self._now() if event_time is None else event_time),
                "is_enterprise_install": is_org,
            }
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            for sandbox in self.workspaces.values():
                await stack.enter_async_context(contextlib.aclosing(sandbox.http))
            yield

    async def _authorize(self, request: Request) -> Response:
        """Agree at once, for the workspace or organisation that the address names."""
        asked = request.query_params
        scopes = filter(None, asked.get("scope", "").split(","))
        code = self.consent(asked.get("team", next(iter(self.workspaces))), scopes)
        back = {"code": code, "state": asked.get("state", "")}
        return RedirectResponse(f"{self.redirect_url}?{urlencode(back)}")

    async def _access(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if _client(request, form) != (self.client_id, self.client_secret):
            return _refusal("bad_client_secret")
        if form.get("grant_type") == "refresh_token":
            return self._refresh(form.get("refresh_token", ""))
        consent = self._consents.pop(form.get("code", ""), None)
        if consent is None or consent.until < self._now():
            return _refusal("invalid_code")
        token = self._issue(consent.owner)
        for team in self.teams_of(consent.owner):
            self.workspaces[team].scopes = consent.scopes
            self.workspaces[team].workspace.is_org_wide = consent.owner not in self.workspaces
        return JSONResponse(self._answer(token, consent))

    def _refresh(self, refresh: str) -> Response:
        known = [each for each in self._tokens.values() if refresh and each.refresh == refresh]
        if not known or known[0].is_revoked:
            self.refused[known[0].owner if known else ""] += 1
            return _refusal("invalid_refresh_token")
        old = known[0]
        self._tokens[old.text] = replace(old, refresh="")
        self.refreshes[old.owner] += 1
        token = self._issue(old.owner)
        return JSONResponse(self._answer(token, Consent(old.owner, frozenset(), "", 0.0)))

    def _issue(self, owner: str) -> Token:
        text = f"xoxb-{owner}-{secrets.token_hex(8)}"
        token = Token(text, owner)
        if self.token_seconds is not None:
            refresh = f"xoxe-1-{secrets.token_hex(8)}"
            expires = self._now() + self.token_seconds
            token = Token(f"xoxe.{text}", owner, refresh, expires)
        self._tokens[token.text] = token
        return token

    def _answer(self, token: Token, consent: Consent) -> Json:
        sandbox = self.workspaces[self.teams_of(token.owner)[0]]
        workspace, is_org = sandbox.workspace, token.owner not in self.workspaces
        organisation = workspace.organisation
        answer: Json = {
            "ok": True,
            "access_token": token.text,
            "token_type": "bot",
            "scope": ",".join(sorted(consent.scopes or sandbox.scopes)),
            "bot_user_id": APP_USER,
            "app_id": workspace.app_id,
            "team": None if is_org else {"id": workspace.team_id, "name": workspace.name},
            "enterprise": {"id": organisation, "name": organisation} if organisation else None,
            "authed_user": {"id": consent.user},
            "is_enterprise_install": is_org,
        }
        if token.expires_at is not None:
            lives = int(token.expires_at - self._now())
            answer |= {"refresh_token": token.refresh, "expires_in": lives}
        return answer

    async def _test(self, _: Request) -> Response:
        return JSONResponse({"ok": True})

    async def _call(self, request: Request) -> Response:
        body = await request.body()
        text = request.headers.get("authorization", "").partition(" ")[2]
        token = self._tokens.get(text)
        if token is None:
            return _refusal("invalid_auth")
        if refused := self._refused(token):
            return _refusal(refused)
        if request.path_params["method"] == "auth.revoke":
            self._tokens[text] = replace(token, is_revoked=True)
            return JSONResponse({"ok": True, "revoked": True})
        if request.path_params["method"] == "auth.test" and token.owner not in self.workspaces:
            return JSONResponse(self._who(token))
        team = token.owner
        if token.owner not in self.workspaces:
            team = _arguments(request, body).get("team_id", "")
            if team not in self.teams_of(token.owner):
                return _refusal("team_access_not_granted" if team else "missing_argument")
        self.calls.append((text, team))
        return _Passed(self.workspaces[team], team, f"api/{request.path_params['method']}", body)

    def _refused(self, token: Token) -> str:
        if token.is_revoked:
            return "token_revoked"
        is_over = token.expires_at is not None and token.expires_at <= self._now()
        return "token_expired" if is_over else ""

    def _who(self, token: Token) -> Json:
        return {
            "ok": True,
            "url": f"{self.url}/",
            "team": token.owner,
            "team_id": token.owner,
            "enterprise_id": token.owner,
            "user_id": APP_USER,
            "bot_id": "B0SANDBOX",
            "is_enterprise_install": True,
        }

    async def _pass(self, request: Request) -> Response:
        team = request.path_params["team"]
        if team not in self.workspaces:
            return Response(status_code=404)
        return _Passed(
            self.workspaces[team], team, request.path_params["rest"], await request.body()
        )


class _Passed(Response):
    """The answer of a workspace, which is told its own token."""

    def __init__(self, sandbox: SlackSandbox, team: str, path: str, body: bytes) -> None:
        super().__init__()
        self._sandbox, self._team, self._path, self._asked = sandbox, team, path, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the body was read
        root = f"/w/{self._team}"
        headers = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
        token = f"Bearer {self._sandbox.bot_token}".encode()

        async def replay() -> Message:
            return {"type": "http.request", "body": self._asked, "more_body": False}

        inner = {
            key: value for key, value in scope.items() if key not in ("app", "router", "endpoint")
        }
        inner |= {
            "root_path": root,
            "path": f"{root}/{self._path}",
            "headers": [*headers, (b"authorization", token)],
            "path_params": {},
        }
        await self._sandbox.app(inner, replay, send)


def _client(request: Request, form: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        client, _, secret = b64decode(given).decode().partition(":")
        return client, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _arguments(request: Request, body: bytes) -> dict[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        return {**request.query_params, **json.loads(body or b"{}")}
    return {**request.query_params, **dict(parse_qsl(body.decode()))}


def _refusal(word: str) -> Response:
    return JSONResponse({"ok": False, "error": word})
