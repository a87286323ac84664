"""Serves the page: what a person sees, and the forms by which they act.

It is for one machine: requests that were not made to this host, or by another site's pages, are
refused.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Part

from slackbot.sandbox.page.acts import Acts, SentForm
from slackbot.sandbox.page.desk import Desks
from slackbot.sandbox.page.drawing import TEMPLATES
from slackbot.sandbox.page.panel import Panel
from slackbot.sandbox.page.panes import HOME, ORDER, Panes, Where, people, role
from slackbot.sandbox.page.tables import SEPARATOR, Order
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import User

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
QUIET_SECONDS = 15.0  # after which the stream of events says that it is still there


@dataclass
class Page:
    """The page of one stand-in for Slack. `app` is the ASGI app to serve.

    `installed` is the app that people talk to, `examples` what a person may try; the page begins in
    `channel` as `user`. With a `panel`, people move the clock and make trouble.
    """

    slack: SlackSandbox
    installed: InstalledApp
    examples: Sequence[str] = ()
    user: str = "anna"
    channel: str = "support-bots"
    panel: Panel | None = None
    desks: Desks = field(default_factory=Desks)

    @property
    def app(self) -> ASGIApp:
        """Return the ASGI app."""
        routes = [
            Route("/", self._begin),
            Route("/events", self._events),
            Route("/file/{file}", self._file),
            Mount("/static", StaticFiles(packages=[("slackbot.sandbox.page", "static")])),
            Route("/{user}/say/{place}", self._say, methods=["POST"]),
            Route("/{user}/edit/{channel}/{ts}", self._edit, methods=["POST"]),
            Route("/{user}/act/{channel}/{ts}", self._act, methods=["POST"]),
            Route("/{user}/view/{view}", self._view, methods=["POST"]),
            Route("/{user}/home/{tab}", self._open_home, methods=["POST"]),
            Route("/{user}/shortcut/{shortcut}", self._shortcut, methods=["POST"]),
            Route("/{user}/panel", self._panel, methods=["POST"]),
            Route("/{user}/dismiss", self._dismiss, methods=["POST"]),
            Route("/{user}/{place}", self._show),
        ]
        return _for_this_machine(Starlette(routes=routes))

    async def _begin(self, _request: Request) -> Response:
        user = self.slack.workspace.find_user(self.user)
        channel = self.slack.workspace.find_channel(self.channel)
        if user is None or channel is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return RedirectResponse(f"/{user.id}/{channel.id}")

    async def _show(self, request: Request) -> Response:
        where = self._where(request)
        panes = Panes(self.slack.workspace, where, self.installed.name)
        html = TEMPLATES.get_template("page.html").render(
            app_name=self.installed.name,
            desk=self.desks.of(where.user.id),
            direct=self.slack.workspace.direct_with(where.user),
            examples=self.examples,
            home=HOME,
            is_read_only=self.installed.is_read_only,
            panel=self.panel,
            panes=panes,
            people=people(self.slack.workspace),
            role=role,
            shortcuts=self.installed.shortcuts,
            where=where,
        )
        return HTMLResponse(html)

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._changes(), media_type="text/event-stream")

    async def _changes(self) -> AsyncIterator[str]:
        """Tell of each change of the workspace; several at once are one."""
        workspace = self.slack.workspace
        seen = workspace.changes
        yield "retry: 1000\n\n"
        while True:
            try:
                await workspace.wait_for(partial(self._is_later, seen), QUIET_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            seen = workspace.changes
            yield f"data: {seen}\n\n"

    def _is_later(self, seen: int) -> bool:
        return self.slack.workspace.changes > seen

    async def _file(self, request: Request) -> Response:
        for file in self.slack.files:
            if file.id == request.path_params["file"]:
                kind = file.wire()["mimetype"]
                is_shown = kind.startswith("image/")
                name = file.name.replace('"', "").encode("ascii", "replace").decode()
                shown = "inline" if is_shown else f'attachment; filename="{name}"'
                return Response(
                    file.content, media_type=kind, headers={"content-disposition": shown}
                )
        raise HTTPException(HTTPStatus.NOT_FOUND)

    async def _say(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        place = request.path_params["place"]
        channel = self.slack.workspace.channels.get(place)
        if channel is None or not channel.is_seen_by(user):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        await self._acts(user).say(form.first("text"), channel.id, form.first("thread"))
        return _back(user, form)

    async def _edit(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        await self._acts(user).edit(self._message(request, user), form.first("text"))
        return _back(user, form)

    async def _act(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        await self._acts(user).act(self._message(request, user), form, request.url.path)
        return _back(user, form)

    async def _view(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        view = self.slack.workspace.views.find(request.path_params["view"])
        desk, acts = self.desks.of(user.id), self._acts(user)
        if view is None or view.user != user.id:
            desk.clear()
            return _back(user, form)
        how = form.first("do")
        if how.startswith("close"):
            desk.clear()
        else:
            await acts.act(view, form, request.url.path)
        if how and not desk.confirmation and not desk.notice:
            await acts.finish(view, how)
        return _back(user, form)

    async def _open_home(self, request: Request) -> Response:
        user, tab = self._user(request), request.path_params["tab"]
        await self._acts(user).open_home(tab)
        place = HOME if tab == HOME else self.slack.workspace.direct_with(user).id
        return RedirectResponse(f"/{user.id}/{place}", HTTPStatus.SEE_OTHER)

    async def _shortcut(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        if request.path_params["shortcut"] not in self.installed.shortcuts:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        await self._acts(user).choose(request.path_params["shortcut"])
        return _back(user, form)

    async def _panel(self, request: Request) -> Response:
        user, form = self._user(request), await _form(request)
        if self.panel is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        desk = self.desks.of(user.id)
        desk.clear()
        try:
            if move := form.first("move"):
                await self.panel.move(move, ZoneInfo(user.tz))
            if turn := form.first("turn"):
                self.panel.turn(turn)
        except (LookupError, ValueError) as wrong:
            desk.notice = str(wrong)
        self.slack.workspace.notify()
        return _back(user, form)

    async def _dismiss(self, request: Request) -> Response:
        user = self._user(request)
        self.desks.of(user.id).clear()
        return _back(user, await _form(request))

    def _acts(self, user: User) -> Acts:
        app = self.installed
        return Acts(self.slack, user, self.desks.of(user.id), app.name, app.commands)

    def _user(self, request: Request) -> User:
        user = self.slack.workspace.users.get(request.path_params["user"])
        if user is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return user

    def _message(self, request: Request, user: User) -> Message:
        """Return the message that is acted on, if that user sees it."""
        channel, ts = request.path_params["channel"], request.path_params["ts"]
        own = self.slack.workspace.ephemerals(user.id, channel)
        found = self.slack.workspace.find_message(channel, ts)
        message = found or next((each for each in own if each.ts == ts), None)
        place = self.slack.workspace.channels.get(channel)
        if message is None or place is None or not place.is_seen_by(user):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message

    def _where(self, request: Request) -> Where:
        user, place = self._user(request), request.path_params["place"]
        channel = self.slack.workspace.channels.get(place)
        if place != HOME and (channel is None or not channel.is_seen_by(user)):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        orders = {}
        for written in request.query_params.getlist(ORDER):
            try:
                surface, block, order = _read_order(written)
            except ValueError:
                continue  # of a table that there is not
            orders[surface, block] = order
        return Where(user, place, request.query_params.get("thread", ""), orders)


def _read_order(written: str) -> tuple[str, str, Order]:
    surface, _, rest = written.partition(SEPARATOR)
    block, *order = rest.rsplit(SEPARATOR, 3)
    return surface, block, Order.read(SEPARATOR.join(order))


async def _form(request: Request) -> SentForm:
    body = (await request.body()).decode()
    return SentForm(parse_qsl(body, keep_blank_values=True))


def _back(user: User, form: SentForm) -> Response:
    """Lead to where the form was; to nowhere but this page."""
    back = form.first("back")
    is_here = back.startswith(f"/{user.id}/")
    return RedirectResponse(back if is_here else "/", HTTPStatus.SEE_OTHER)


def _for_this_machine(app: ASGIApp) -> ASGIApp:
    """Refuse what another host's name or another site's page asks for."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = Request(scope)
        host = request.headers.get("host", "")
        origin = request.headers.get("origin", "")
        is_ours = not origin or urlsplit(origin).netloc == host
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if name not in HOSTS or (scope["method"] != "GET" and not is_ours):
            refusal = PlainTextResponse("This page is for this machine.", HTTPStatus.FORBIDDEN)
            await refusal(scope, receive, send)
            return

        async def with_headers(part: Part) -> None:
            if part["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                part = {**part, "headers": [*part.get("headers", ()), *ours]}
            await send(part)

        await app(scope, receive, with_headers)

    return guarded
