"""The text of a message says all that its blocks say: a screen reader has only that."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SNAPSHOTS = sorted(Path(__file__).parent.glob("*/snapshots/*.json"))
WORD = re.compile(r"[\w%≥▲▼↑↓†/-]+(?:[.,:]\w+)*")


def words_of(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the words of all paragraphs and tables; buttons are read by themselves, and the table
    under a chart has its figures."""
    for block in blocks:
        texts = [block.get("text", {}), *block.get("elements", ()), *block.get("fields", ())]
        cells = [cell for row in block.get("rows", ()) for cell in row]
        for text in [*texts, *cells] if block["type"] != "actions" else ():
            yield from WORD.findall(text.get("text", "").casefold())


@pytest.mark.parametrize("file", SNAPSHOTS, ids=[file.stem for file in SNAPSHOTS])
def test_the_text_says_all_that_the_blocks_say(file: Path) -> None:
    drawn = json.loads(file.read_text(encoding="utf-8"))
    said = set(WORD.findall(drawn["text"].casefold()))
    assert len(SNAPSHOTS) > 100
    if not drawn["text"].endswith("…"):
        assert [word for word in words_of(drawn["blocks"]) if word not in said] == []
