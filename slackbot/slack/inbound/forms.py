"""Listeners for forms: they open them, draw them anew at each change, and take what is submitted.

Slack waits three seconds for each, and takes a trigger id for as long. Where no form can be shown,
the words that would do the same are asked in its place.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError, SlackRefusedError, UserError, bug
from slackbot.language.forms.form import Values
from slackbot.slack.blocks.blocks import OPENING, Block
from slackbot.slack.forms.buttons import Opening, opening_of
from slackbot.slack.forms.modal import (
    CALLBACK,
    FIELD,
    errors_of,
    first_block,
    modal,
    option,
    ref_of,
    refusal,
    values_of,
)
from slackbot.slack.inbound.payloads import PayloadReader, request_of
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import SlackClients
from slackbot.workflows.forms.desk import FormDesk, FormRef, RefusedForm, ShownForm

log = structlog.get_logger()
T = TypeVar("T")

IN_TIME: Final = 2.3  # seconds; Slack waits for three, the way included
OPENED_IN: Final = 1.8  # seconds, as Slack's own answer to that takes some, too
PATIENCE: Final = timedelta(seconds=1)
SHORTCUT: Final = "form:question"
SLOW: Final = "This takes longer than usual. Press the button again: nothing is done twice."
GONE: Final = frozenset({"hash_conflict", "not_found"})  # changed again meanwhile, or closed
CHANGED: Final = re.compile(re.escape(FIELD) + ".*")
Start = Callable[[str, Ask], Awaitable[None]]  # takes the id of Slack's request, and the ask
Payload = dict[str, Any]


class Addresses(Protocol):
    """Keeps the response_url of what opened a form, by the view's id, for the private answer."""

    async def keep(self, team: str, question: str, url: str, at: datetime) -> None: ...

    async def find(self, team: str, question: str, now: datetime) -> str | None: ...


@dataclass(frozen=True)
class FormWindow:
    """Shows forms. `clients` show them, `start` begins the durable work of an ask."""

    desk: FormDesk
    clients: SlackClients
    addresses: Addresses
    start: Start

    async def open(self, ask: Ask, trigger: str, opening: Opening) -> None:
        """Show the form, or why the person gets none; or else ask the words in its place.

        A bare command gets an answer in words wherever it gets no form. Raises SlackbotError where
        not even that could be begun.
        """
        view: Payload | None = None
        shown: ShownForm | UserError | None = None
        try:
            shown = await self._shown(ask, opening)
            view = await self._show(ask, trigger, shown) if shown else None
        except (SlackbotError, TimeoutError) as error:
            log.info(telemetry.FORM_UNSHOWN, channel=ask.channel, why=str(error))
        if view and isinstance(shown, ShownForm) and shown.unfinished:
            await self._update(ask, view, shown.ref, shown.values)
        elif not view and ask.channel:
            await self.start(trigger, ask.model_copy(update={"text": opening.words}))

    async def press(self, ask: Ask, trigger: str, opening: Opening) -> None:
        """Show the form after the press of a button, which is acknowledged already."""
        await _logged(self.open(ask, trigger, opening))

    async def _shown(self, ask: Ask, opening: Opening) -> ShownForm | UserError | None:
        """Return the form, or why there is none; None where a bare command gets none."""
        channel = opening.channel or ask.about or ask.channel
        about = ask.moved_to("" if channel == ask.user else channel)
        elsewhere = channel != ask.channel
        try:
            async with asyncio.timeout(OPENED_IN):
                return await self.desk.open(
                    about, opening.form, opening.which, opening.text, elsewhere=elsewhere
                )
        except UserError as error:
            return error if opening.form else None

    async def _show(self, ask: Ask, trigger: str, shown: ShownForm | UserError) -> Payload:
        """Show the form, or why there is none, and return the view as Slack has it."""
        drawn = modal(shown) if isinstance(shown, ShownForm) else refusal(shown.message)
        client = self.clients.of(ask.team)
        opened = await patiently(client.views_open, PATIENCE, trigger_id=trigger, view=drawn)
        view: Payload = opened["view"]
        if ask.response_url:
            await self.addresses.keep(ask.team, str(view["id"]), ask.response_url, ask.received_at)
        return view

    async def change(self, ask: Ask, view: Payload) -> None:
        """Draw the form anew with what is filled in. A later change, or the end, goes before it."""
        try:
            ref = ref_of(view)
        except UserError as error:
            return await self._draw(ask, view, refusal(error.message))
        return await self._update(ask, view, ref, values_of(view))

    async def _update(self, ask: Ask, view: Payload, ref: FormRef, values: Values) -> None:
        try:
            drawn = modal(await self.desk.changed(ask.moved_to(ref.channel), ref, values))
        except UserError as error:
            drawn = refusal(error.message)
        await self._draw(ask, view, drawn)

    async def _draw(self, ask: Ask, view: Payload, drawn: Block) -> None:
        update, id_ = self.clients.of(ask.team).views_update, view["id"]
        try:
            await patiently(update, PATIENCE, view_id=id_, hash=view.get("hash"), view=drawn)
        except SlackRefusedError as error:
            if error.reason not in GONE:
                raise

    async def options(self, ask: Ask, body: Payload) -> list[Block]:
        """Return what a menu offers for what is typed into it; nothing where that fails."""
        view = body["view"]
        key = str(body["action_id"]).removeprefix(FIELD)
        try:
            ref = ref_of(view)
            about = ask.moved_to(ref.channel)
            async with asyncio.timeout(IN_TIME):
                offered = await self.desk.options(about, ref, values_of(view), key, body["value"])
        except (SlackbotError, TimeoutError) as error:
            log.info(telemetry.FORM_UNSHOWN, channel=ask.channel, why=str(error))
            return []
        return [option(each) for each in offered]

    async def submit(self, ask: Ask, view: Payload) -> Mapping[str, Any]:
        """Begin the work of a submitted form, and return what Slack is to show."""
        try:
            ref, values = ref_of(view), values_of(view)
            about = ask.moved_to(ref.channel)
            taken = await self.desk.submit(about, ref, values)
        except UserError as error:
            return {"response_action": "update", "view": refusal(error.message)}
        if isinstance(taken, RefusedForm):
            errors = errors_of(taken.fields, taken.errors)
            return {"response_action": "errors", "errors": errors}
        if isinstance(taken, ShownForm):
            return {"response_action": "update", "view": modal(taken)}
        id_ = str(view["id"])
        url = await self.addresses.find(ask.team, id_, ask.received_at) or ""
        await self.start(f"view:{id_}", taken.model_copy(update={"response_url": url}))
        return {}


def register_forms(app: AsyncApp, window: FormWindow, reader: PayloadReader) -> None:
    """Register listeners for what opens forms, and for forms themselves."""

    @app.action(OPENING)
    async def press(ack: AsyncAck, body: Payload, action: Payload) -> None:
        await ack()
        await window.press(reader.click(body, action), request_of(body), opening_of(action))

    @app.shortcut(SHORTCUT)
    async def shortcut(ack: AsyncAck, body: Payload) -> None:
        await ack()
        await window.press(reader.place(body), request_of(body), Opening())

    @app.action(CHANGED)
    async def change(ack: AsyncAck, body: Payload) -> None:
        await ack()
        await _logged(window.change(reader.place(body), body["view"]))

    @app.options(CHANGED)
    async def options(ack: AsyncAck, body: Payload) -> None:
        await ack(options=await window.options(reader.place(body), body))

    @app.view({"type": "view_submission", "callback_id": CALLBACK})
    async def submit(ack: AsyncAck, body: Payload, view: Payload) -> None:
        work = asyncio.ensure_future(window.submit(reader.place(body), view))
        done, _ = await asyncio.wait({work}, timeout=IN_TIME)
        if done:
            await ack(**await _answer(view, work))
            return
        await ack(**_errors(view, SLOW))
        await _answer(view, work)


async def _answer(view: Payload, work: Awaitable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what Slack is to show of a submitted form: why it failed, if it did."""
    try:
        return await work
    except SlackbotError as error:
        log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
        return _errors(view, error.message)
    except Exception:
        id_ = secrets.token_hex(4)
        log.exception(telemetry.BUG, id=id_)
        return _errors(view, bug(id_).message)


async def _logged(work: Awaitable[None]) -> None:
    """Do work that follows an acknowledgement: nobody else hears of its failure."""
    try:
        await work
    except SlackbotError as error:
        log.warning(telemetry.FAILED, error=type(error).__name__, said=error.message)
    except Exception:
        log.exception(telemetry.BUG, id=secrets.token_hex(4))


def _errors(view: Payload, error: str) -> dict[str, Any]:
    return {"response_action": "errors", "errors": {first_block(view): error}}
