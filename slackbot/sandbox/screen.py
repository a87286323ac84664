"""The sandbox's Slack in a terminal: a channel's messages, and threads under them."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slackbot.sandbox.slack.message import Message
from slackbot.sandbox.slack.workspace import APP_USER, Workspace

Block = Mapping[str, Any]
EMOJI = {
    ":hourglass_flowing_sand:": "⏳",
    ":white_check_mark:": "✅",
    ":warning:": "⚠️ ",
}
MARKS = re.compile(r"\*(?P<bold>[^*\n]+)\*|`(?P<code>[^`\n]+)`|<@(?P<user>[A-Z0-9]+)>")
THREAD = 4  # columns that a reply stands further right


class Screen:
    """Prints what somebody would see in Slack, as far as a terminal can."""

    def __init__(self, workspace: Workspace, console: Console | None = None) -> None:
        self._workspace = workspace
        self.console = console or Console(highlight=False)

    def typed(self, user: str, channel: str, text: str) -> None:
        """What a person types in a channel."""
        self.console.print()
        self.console.print(
            Text.assemble((f"@{user}", "bold green"), (f" in #{channel}  ", "dim"), text)
        )

    def show(self, message: Message, note: str = "") -> None:
        """A message with its blocks; replies stand further right."""
        author = "Billing" if message.user == APP_USER else message.user
        only = "only you see this" if message.to else note
        head = Text.assemble((author, "bold cyan"), (f"  {only}" if only else "", "dim italic"))
        body = Group(head, *self._blocks(message))
        self.console.print(Padding(body, (0, 0, 0, THREAD if message.is_reply else 0)))

    def _blocks(self, message: Message) -> Iterator[RenderableType]:
        if not message.blocks:
            yield self._text(message.text)
        for block in message.blocks:
            yield self._block(block)

    def _block(self, block: Block) -> RenderableType:
        match block["type"]:
            case "section":
                return self._text(block["text"]["text"])
            case "context":
                text = "  ".join(element["text"] for element in block["elements"])
                return self._text(text, style="dim")
            case "table":
                return _table(block)
        return Text(f"[{block['type']}]", style="dim")

    def _text(self, mrkdwn: str, style: str = "") -> Text:
        for code, sign in EMOJI.items():
            mrkdwn = mrkdwn.replace(code, sign)
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
        if code := mark["code"]:
            return Text(unescape(code), style="magenta")
        user = self._workspace.find_user(mark["user"])
        return Text(f"@{user.name if user else mark['user']}", style="blue")


def _table(block: Block) -> Table:
    header, *rows = ([unescape(cell["text"]) for cell in row] for row in block["rows"])
    table = Table(header_style="bold", border_style="dim")
    for title, settings in zip(header, block["column_settings"], strict=True):
        table.add_column(title, justify=settings.get("align", "left"))
    for row in rows:
        table.add_row(*row)
    return table
