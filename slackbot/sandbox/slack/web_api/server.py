"""Serves the Web API over HTTP: reads arguments, checks tokens and scopes, refuses in Slack's
words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from slackbot.sandbox.serve import hang_up
from slackbot.sandbox.slack.delivery.socket import Socket
from slackbot.sandbox.slack.web_api.faults import Fault, Faults
from slackbot.sandbox.slack.web_api.method import Call, Method, MethodError
from slackbot.sandbox.slack.web_api.methods import METHODS
from slackbot.sandbox.slack.web_api.rate import Allowance
from slackbot.sandbox.slack.workspace.workspace import Workspace

# Slack's pages list these for every method; its data per method mostly leave them out.
COMMON_ERRORS = frozenset(
    {
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
        "missing_scope",
        "invalid_arguments",
        "invalid_json",
        "ratelimited",
        "unknown_method",
    }
)


class Dropped(Response):
    """No answer at all: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        """Close the connection instead of sending."""
        await hang_up(scope, receive)


@dataclass
class WebApi:
    """The methods, for an app that holds these tokens and scopes."""

    workspace: Workspace
    socket: Socket
    faults: Faults
    allowance: Allowance | None
    tokens: Mapping[str, str]
    scopes: frozenset[str]

    async def endpoint(self, request: Request) -> Response:
        """Answer one call, by GET or POST."""
        name = request.path_params["method"]
        fault = self.faults.take(name)
        if fault:
            self.workspace.notify()  # tests that wait for trouble are woken too
        if fault and not fault.after_effect:
            return failed(fault)
        answer = await self._answer(name, request)
        return failed(fault) if fault else answer

    async def _answer(self, name: str, request: Request) -> Response:
        try:
            method = _method(name)
            arguments = await _arguments(request)
            self._authenticate(method, _token(request, arguments))
        except MethodError as refusal:
            return JSONResponse(_refusal(refusal))
        headers = {
            "x-oauth-scopes": ",".join(sorted(self.scopes)),
            "x-accepted-oauth-scopes": ",".join(sorted(method.scopes)),
        }
        if name == "chat.postMessage" and (wait := self._wait(arguments)):
            return _rate_limited(wait, headers)
        return JSONResponse(self._run(name, method, request, arguments), headers=headers)

    def _run(self, name: str, method: Method, request: Request, arguments: dict[str, Any]) -> Any:
        call = Call(
            self.workspace,
            self.socket,
            self.scopes,
            request.url.netloc + request.scope.get("root_path", ""),
            {key: value for key, value in arguments.items() if key in method.arguments},
        )
        try:
            self._admit(method, call)
            answer: dict[str, Any] = {"ok": True, **method.run(call)}
        except MethodError as refusal:
            if refusal.word not in method.errors | COMMON_ERRORS:
                raise RuntimeError(f"{name} may not answer {refusal.word}") from refusal
            return _refusal(refusal)
        if call.warnings:
            answer["warning"] = ",".join(call.warnings)
            answer["response_metadata"] = {"warnings": call.warnings}
        return answer

    def _authenticate(self, method: Method, token: str) -> None:
        if not token:
            raise MethodError("not_authed")
        if token not in self.tokens.values():
            raise MethodError("invalid_auth")
        if token != self.tokens[method.caller]:
            raise MethodError("not_allowed_token_type")

    def _admit(self, method: Method, call: Call) -> None:
        if method.scopes and not method.scopes & self.scopes:
            raise MethodError(
                "missing_scope",
                needed=",".join(sorted(method.scopes)),
                provided=",".join(sorted(self.scopes)),
            )
        missing = [
            name
            for name in method.required
            if not call.text(name) and not (name in method.may_be_empty and name in call.arguments)
        ]
        if missing:
            messages = [f"[ERROR] missing required field: {name}" for name in missing]
            raise MethodError("invalid_arguments", response_metadata={"messages": messages})

    def _wait(self, arguments: Mapping[str, Any]) -> int:
        if self.allowance is None:
            return 0
        named = str(arguments.get("channel"))
        channel = self.workspace.find_channel(named)
        return self.allowance.seconds_to_wait(channel.id if channel else named)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise MethodError("unknown_method", req_method=name)
    return METHODS[name]


def failed(fault: Fault) -> Response:
    """The answer that the fault orders."""
    if fault.drop:
        return Dropped()
    if fault.retry_after is not None:
        return _rate_limited(fault.retry_after, {})
    if fault.error is not None:
        return JSONResponse({"ok": False, "error": fault.error}, fault.http_status)
    return PlainTextResponse("The sandbox was told to fail here.", fault.http_status)


def _rate_limited(seconds: int, headers: Mapping[str, str]) -> Response:
    return JSONResponse(
        {"ok": False, "error": "ratelimited"},
        status_code=429,
        headers={**headers, "Retry-After": str(seconds)},
    )


def _refusal(refusal: MethodError) -> dict[str, Any]:
    return {"ok": False, "error": refusal.word, **refusal.more}


def _token(request: Request, arguments: Mapping[str, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(arguments.get("token") or "")


async def _arguments(request: Request) -> dict[str, Any]:
    """Return all arguments: the SDK sends reads in the query, and writes as a form or as JSON."""
    arguments: dict[str, Any] = dict(request.query_params)
    body = (await request.body()).decode()
    if "json" not in request.headers.get("content-type", ""):
        return arguments | dict(parse_qsl(body, keep_blank_values=True))
    try:
        given = json.loads(body or "{}")
    except ValueError as bad:
        raise MethodError("invalid_json") from bad
    if not isinstance(given, dict):
        raise MethodError("invalid_json")
    return arguments | given
