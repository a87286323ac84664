"""The three tools of the server: they read, and what they say is the app's own."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.metadata import version
from typing import Any, Final, Protocol

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from slackbot.assistants.answers import AlertList, Answer, DigestList
from slackbot.domain.errors import SlackbotError, UserError
from slackbot.domain.home import HomeChannel
from slackbot.engine.run import as_slackbot_errors
from slackbot.ports import Clock
from slackbot.workflows.assistants.ask import Answered, is_question
from slackbot.workflows.assistants.desk import Asker

Context = ServerRequestContext[Any, Any]
TELL_EVERY: Final = 5.0  # seconds
INSTRUCTIONS: Final = (
    "Usage and cost of Kore.ai bots, exact and with a receipt. Quote figures as they are given, "
    "with their window and whether they are settled; where a figure is missing, say so. Never add "
    "counts of different units, and never fill a gap with a guess. Nothing can be changed here."
)
READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
CHANNEL: Final = (
    "the channel whose bots are meant, as #name or id; needed only where there are more"
)


class Desk(Protocol):
    """Answers assistants. Each method raises SlackbotError with the sentence for the person."""

    async def ask(self, asker: Asker, words: str, channel: str = "") -> Answered:
        """Return the answer to the words, about the channel that is given, or that they name."""
        ...

    async def set_ups(self, asker: Asker, channel: str = "") -> list[HomeChannel]:
        """Return the channels that the person may see, with their digests and alerts."""
        ...


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskArguments(_Arguments):
    """The arguments of `ask`."""

    words: str = Field(
        min_length=1,
        max_length=500,
        description="the question as a person types it, such as `last week by day for SupportBot`, "
        "`cost this month by bot`, `October vs September`",
    )
    channel: str = Field(default="", max_length=100, description=CHANNEL)


class ListArguments(_Arguments):
    """The arguments of `digests` and `alerts`."""

    channel: str = Field(default="", max_length=100, description=CHANNEL)


TOOLS: Final = (
    Tool(
        name="ask",
        title="Ask for usage and cost",
        description="Answers a question about the usage and cost of Kore.ai bots: counts of "
        "sessions, conversations, requests …, costs, comparisons, forecasts. The answer has the "
        "app's own sentences, exact figures, the half-open window with its zone, whether the "
        "figures are settled, what is missing, and a receipt. It may take a minute.",
        input_schema=AskArguments.model_json_schema(),
        output_schema=Answer.model_json_schema(),
        annotations=READS,
    ),
    Tool(
        name="digests",
        title="List digests",
        description="Lists the scheduled reports of the person's channels, and when each comes.",
        input_schema=ListArguments.model_json_schema(),
        output_schema=DigestList.model_json_schema(),
        annotations=READS,
    ),
    Tool(
        name="alerts",
        title="List alerts",
        description="Lists the alerts of the person's channels, and how each stands.",
        input_schema=ListArguments.model_json_schema(),
        output_schema=AlertList.model_json_schema(),
        annotations=READS,
    ),
)


class Tools:
    """Answers calls of the tools. `who` says for whom a call is; it raises UserError for nobody."""

    def __init__(self, desk: Desk, clock: Clock, who: Callable[[Context], Asker]) -> None:
        self._desk = desk
        self._clock = clock
        self._who = who

    async def list(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """List the tools; they are the same for everybody."""
        return ListToolsResult(tools=list(TOOLS))

    async def call(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        """Answer a call; a refusal is a result, too, in the app's words."""
        try:
            async with _telling(context):
                found = await as_slackbot_errors(self._answer(context, params))
        except SlackbotError as error:
            return CallToolResult(content=[*_texts(_refusal(error))], is_error=True)
        shown = found.model_dump(mode="json", exclude_defaults=True)
        texts = _texts(found.text, json.dumps(shown, ensure_ascii=False))
        return CallToolResult(content=[*texts], structured_content=shown)

    async def _answer(
        self, context: Context, params: CallToolRequestParams
    ) -> Answer | DigestList | AlertList:
        asker, given = self._who(context), params.arguments or {}
        try:
            match params.name:
                case "ask":
                    asked = AskArguments.model_validate(given)
                    return Answer.of(await self._desk.ask(asker, asked.words, asked.channel))
                case "digests":
                    named = ListArguments.model_validate(given)
                    return DigestList.of(await self._desk.set_ups(asker, named.channel))
                case "alerts":
                    named = ListArguments.model_validate(given)
                    found = await self._desk.set_ups(asker, named.channel)
                    return AlertList.of(found, self._clock.now())
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
            raise UserError(f"The arguments do not fit the tool's schema: {fields}") from None
        raise UserError("There is no such tool. There are ask, digests and alerts.")


def server_of(desk: Desk, clock: Clock, who: Callable[[Context], Asker]) -> Server[dict[str, Any]]:
    """Make the server whose tools ask the desk."""
    tools = Tools(desk, clock, who)
    return Server(
        "slackbot",
        version=version("slackbot"),
        title="Billing",
        instructions=INSTRUCTIONS,
        on_list_tools=tools.list,
        on_call_tool=tools.call,
    )


def _refusal(error: SlackbotError) -> str:
    """Write the app's sentence, and what would work instead."""
    offered = filter(is_question, error.suggestions) if isinstance(error, UserError) else ()
    instead = "; ".join(f"`{each}`" for each in offered)
    return f"{error.message}\nTry: {instead}" if instead else error.message


def _texts(*texts: str) -> Iterator[TextContent]:
    for text in texts:
        yield TextContent(text=text)


@contextlib.asynccontextmanager
async def _telling(context: Context) -> AsyncIterator[None]:
    """Tell the client now and then that the call goes on, if it wants to know."""

    async def tell() -> None:
        seconds = 0.0
        while True:
            await asyncio.sleep(TELL_EVERY)
            seconds += TELL_EVERY
            await context.session.report_progress(seconds, message="Fetching from Kore.ai")

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
