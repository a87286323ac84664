"""Shows the sandbox's Slack in a terminal: a channel's messages, and threads under them."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.emoji import Emoji
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from slackbot.sandbox.demo import drawing
from slackbot.sandbox.demo.plots import chart
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace

Block = Mapping[str, Any]
WIDE = {":warning:": "⚠️ "}  # terminals draw it wider than they count it
MARKS = re.compile(
    r"```\n?(?P<fixed>.+?)\n?```|\*(?P<bold>[^*\n]+)\*|`(?P<code>[^`\n]+)`"
    r"|<@(?P<user>[A-Z0-9]+)>|<[^@#!|>\s]+\|(?P<link>[^>]+)>",
    re.DOTALL,
)
THREAD = 4  # columns by which a reply is indented


class Screen:
    """Prints what a person would see in Slack, as far as a terminal can show it."""

    def __init__(self, workspace: Workspace, console: Console | None = None) -> None:
        self._workspace = workspace
        self.console = console or Console(highlight=False)

    def typed(self, user: str, channel: str, text: str) -> None:
        """Show what a person types in a channel."""
        self.console.print()
        self.console.print(
            Text.assemble((f"@{user}", "bold green"), (f" in #{channel}  ", "dim"), text)
        )

    def show(self, message: Message, note: str = "") -> None:
        """Show a message with its blocks and files; replies are indented."""
        author = "Billing" if message.user == APP_USER else message.user
        only = "only you see this" if message.to else note
        head = Text.assemble((author, "bold cyan"), (f"  {only}" if only else "", "dim italic"))
        margin = THREAD if message.is_reply else 0
        body = Group(head, *self._body(message, self.console.width - margin))
        self.console.print(Padding(body, (0, 0, 0, margin)))

    def _body(self, message: Message, width: int) -> Iterator[RenderableType]:
        if message.text and not message.blocks:
            yield self._text(message.text)
        for block in message.blocks:
            yield from self._block(block, width)
        for file in message.files:
            yield from drawing.file(file)

    def _block(self, block: Block, width: int) -> Iterator[RenderableType]:
        match block["type"]:
            case "section":
                yield from self._section(block, width)
            case "header":
                yield self._text(block["text"]["text"], style="bold underline")
            case "context":
                elements = (e.get("text") or e.get("alt_text", "") for e in block["elements"])
                yield self._text("  ".join(elements), style="dim")
            case "divider":
                yield Rule(style="dim")
            case "table" | "data_table":
                yield drawing.table(block)
            case "data_visualization":
                yield from chart(block, width)
            case "actions":
                yield from drawing.buttons(block["elements"], width)
            case _:
                yield self._other(block)

    def _section(self, block: Block, width: int) -> Iterator[RenderableType]:
        if block.get("text"):
            yield self._text(block["text"]["text"])
        if block.get("fields"):
            yield self._fields([self._text(field["text"]) for field in block["fields"]])
        if block.get("accessory", {}).get("type", "image") != "image":
            yield from drawing.buttons([block["accessory"]], width)

    def _fields(self, fields: list[Text]) -> Table:
        """Arrange fields in two columns, as Slack does."""
        grid = Table.grid(padding=(0, 4))
        for left, right in zip(fields[::2], [*fields[1::2], Text()], strict=False):
            grid.add_row(left, right)
        return grid

    def _other(self, block: Block) -> Text:
        kind = block["type"]
        match kind:
            case "markdown":
                return self._text(block["text"])
            case "rich_text":
                return Text(drawing.words(block))
            case "image":
                kind = f"image: {block['alt_text']}"
        return Text(f"[{kind}]", style="dim")

    def _text(self, mrkdwn: str, style: str = "") -> Text:
        for code, sign in WIDE.items():
            mrkdwn = mrkdwn.replace(code, sign)
        mrkdwn = Emoji.replace(mrkdwn)
        text = Text(style=style)
        end = 0
        for mark in MARKS.finditer(mrkdwn):
            text.append(unescape(mrkdwn[end : mark.start()]))
            text.append_text(self._mark(mark))
            end = mark.end()
        text.append(unescape(mrkdwn[end:]))
        return text

    def _mark(self, mark: re.Match[str]) -> Text:
        if bold := mark["bold"]:
            return Text(unescape(bold), style="bold")
        if code := mark["code"] or mark["fixed"]:
            return Text(unescape(code), style="magenta")
        if link := mark["link"]:
            return Text(unescape(link), style="underline")
        user = self._workspace.find_user(mark["user"])
        return Text(f"@{user.display_name if user else mark['user']}", style="blue")
