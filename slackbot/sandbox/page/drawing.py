"""Draws Slack's blocks as HTML: a template for each kind of block and of element.

The templates escape all words. What Slack would refuse is not drawn: its place says why.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from slackbot.sandbox.blocks.checks import BlockError
from slackbot.sandbox.blocks.nesting import ELEMENT_LISTS, with_inside
from slackbot.sandbox.page import fields, spans
from slackbot.sandbox.page.charts import chart
from slackbot.sandbox.page.spans import Names, Span
from slackbot.sandbox.page.tables import Order, Table, table
from slackbot.sandbox.slack.workspace.inputs import KINDS, Choice, Values, options_of

Json = Mapping[str, Any]
# The template of each kind of block; of all others it is said that there is none.
BLOCKS = {
    kind: kind
    for kind in (
        "actions",
        "alert",
        "card",
        "carousel",
        "container",
        "context",
        "context_actions",
        "data_visualization",
        "divider",
        "header",
        "image",
        "input",
        "layout",
        "markdown",
        "plan",
        "rich_text",
        "section",
        "table",
        "task_card",
        "video",
    )
} | {"data_table": "table"}
_MANY, _ONE = "many", "one"
ELEMENTS = {
    "button": "button",
    "checkboxes": _MANY,
    "datepicker": "written",
    "datetimepicker": "written",
    "feedback_buttons": "feedback",
    "icon_button": "button",
    "image": "image",
    "multi_external_select": _MANY,
    "overflow": "overflow",
    "radio_buttons": "radio",
    "rich_text_input": "long",
    "timepicker": "written",
    **{f"{kind}_input": "written" for kind in ("plain_text", "number", "email_text", "url_text")},
    **{f"{kind}_select": _ONE for kind in ("static", "external", "users", "channels")},
    **{f"multi_{kind}_select": _MANY for kind in ("static", "users", "channels")},
    "conversations_select": _ONE,
    "multi_conversations_select": _MANY,
}


def _own_options(_block: Json, element: Json) -> Sequence[Choice]:
    return options_of(element)


def _same_page(_table: str, order: Order) -> str:
    return f"?order={order.written()}"


def _no_file(_file: Json) -> str:
    return ""


@dataclass(frozen=True)
class Scene:
    """Tells what the reader of a message or a view sees around its blocks.

    `form` is the id of the form to which the elements belong; `values` and `complaints` are those
    of its inputs. `orders` are how the tables, by block id, are sorted; `address` is where one
    finds them sorted otherwise, `file` where one finds a file of Slack's.
    """

    form: str = "form"
    names: Names = field(default_factory=Names)
    values: Values = field(default_factory=dict)
    complaints: Mapping[str, str] = field(default_factory=dict)
    choices: Callable[[Json, Json], Sequence[Choice]] = _own_options
    orders: Mapping[str, Order] = field(default_factory=dict)
    address: Callable[[str, Order], str] = _same_page
    file: Callable[[Json], str] = _no_file

    def text(self, thing: Json) -> tuple[Span, ...]:
        """Read a text object."""
        return spans.text_object(thing, self.names)

    def rich(self, elements: Sequence[Json]) -> tuple[Span, ...]:
        """Read the elements of a section of rich text."""
        return spans.inline(elements, self.names)

    def table(self, block: Json) -> Table:
        """Lay out a table as the reader has asked for it."""
        return table(block, self.names, self.orders.get(block.get("block_id", ""), Order()))

    def image(self, thing: Json) -> str:
        """Return the address of an image."""
        return thing.get("image_url") or self.file(thing["slack_file"])

    def id(self, block: Json, element: Json) -> str:
        """Return an id for an element on the page."""
        return re.sub(r"[^\w.:-]", "_", f"{self.form}.{block['block_id']}.{element['action_id']}")

    def shown(self, block: Json, element: Json) -> list[str]:
        """Return the value of an input, or the ids of what is chosen."""
        state = self.values.get(block["block_id"], {}).get(element["action_id"])
        initial = KINDS[element["type"]].initial
        fallback = {KINDS[element["type"]].field: element.get(initial)}
        return fields.shown(element, state or fallback, self.names.zone)


def draw(blocks: Sequence[Json], errors: Sequence[BlockError], scene: Scene) -> Markup:
    """Draw the blocks; in place of each that has errors, the validator's words.

    The errors point into the list of blocks, or at all of it.
    """
    faults: dict[str, list[str]] = defaultdict(list)
    for error in errors:
        faults[error.pointer.split("/")[1] if error.pointer else ""].append(error.sentence())
    drawn = TEMPLATES.get_template("blocks.html").render(
        blocks=[_named(block, str(n), str(n) in faults) for n, block in enumerate(blocks)],
        faults=faults,
        scene=scene,
    )
    return Markup(drawn)  # noqa: S704 - the templates have escaped it


def draw_spans(read: Sequence[Span]) -> Markup:
    """Draw text."""
    drawn = TEMPLATES.get_template("text.html").render(read=read)
    return Markup(drawn)  # noqa: S704 - the template has escaped it


def _named(block: Any, id_: str, is_wrong: bool) -> Json:
    """Return the block with an id, and with ids for its elements, as Slack gives them.

    So are the blocks in it, unless it `is_wrong`: then it is not drawn.
    """
    if not isinstance(block, Mapping):
        return {"type": ""}
    named = {"type": "", "block_id": id_, **block}
    for name in ("accessory", "element"):
        if isinstance(block.get(name), Mapping):
            named[name] = {"action_id": name, **block[name]}
    name = ELEMENT_LISTS.get(str(block.get("type")), "")
    if isinstance(block.get(name), (list, tuple)):
        named[name] = [{"action_id": f"{n}", **e} for n, e in enumerate(block[name])]
    if is_wrong:
        return named
    return with_inside(named, lambda inner, place: _named(inner, f"{id_}-{place}", is_wrong))


def _markdown(text: str) -> Markup:
    """Draw Markdown. HTML in it is shown as it is written, and pictures are not fetched."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.enable(["table", "strikethrough"]).disable("image")
    return Markup(reader.render(spans.with_emoji(text)))  # noqa: S704 - it escapes; see above


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("slackbot.sandbox.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "BLOCKS": BLOCKS,
        "ELEMENTS": ELEMENTS,
        "BROWSER_TYPES": fields.BROWSER_TYPES,
        "key": fields.key,
    }
    environment.filters |= {"chart": chart, "markdown": _markdown, "plain": spans.plain}
    return environment


TEMPLATES = _environment()
