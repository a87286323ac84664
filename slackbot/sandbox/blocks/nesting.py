"""Tells where blocks and elements stand in other blocks: in a container, a carousel, a layout."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

Json = dict[str, Any]
Block = TypeVar("Block", bound=Mapping[str, Any])
# Where a block has its elements, if it has a list of them.
ELEMENT_LISTS = {"actions": "elements", "context_actions": "elements", "card": "actions"}
_LISTS = {"container": "child_blocks", "carousel": "elements"}


def every(blocks: Sequence[Block], at: str = "") -> Iterator[tuple[str, Block]]:
    """Find all blocks, those in others after these; each with its JSON pointer below `at`."""
    for number, block in enumerate(blocks):
        place = f"{at}/{number}"
        yield place, block
        if name := _LISTS.get(block["type"]):
            yield from every(block[name], f"{place}/{name}")
        if block["type"] == "layout":
            for row, items in enumerate(block["rows"]):
                for column, item in enumerate(items["items"]):
                    inner = f"{place}/rows/{row}/items/{column}/blocks"
                    yield from every(item["blocks"], inner)


def with_inside(block: Json, change: Callable[[Json, str], Mapping[str, Any]]) -> Json:
    """Return the block with each block in it changed; `change` gets it and its place in there."""

    def changed(blocks: Sequence[Json], place: str = "") -> list[Mapping[str, Any]]:
        return [change(inner, f"{place}{number}") for number, inner in enumerate(blocks)]

    if name := _LISTS.get(block["type"]):
        return {**block, name: changed(block[name])}
    if block["type"] != "layout":
        return block
    rows = [
        {
            "items": [
                {**item, "blocks": changed(item["blocks"], f"{row}-{column}-")}
                for column, item in enumerate(items["items"])
            ]
        }
        for row, items in enumerate(block["rows"])
    ]
    return {**block, "rows": rows}
