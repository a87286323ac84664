"""What stands in the README and the other pages: examples, names, links."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "SECURITY.md", *sorted(DOCS.glob("*.md")))
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SHELL = frozenset({"sh", "bash"})
BEHIND = frozenset({">", "&", "|", "&&", ";", "<"})  # what a shell takes for itself
# What stands for a value of one's own.
MADE_UP = {"st-…": "st-1234-abcd", "U…": "U012AB3CD", "C…": "C012AB3CD", "…": "something"}


@cache
def text_of(page: Path) -> str:
    return page.read_text()


def filled(example: str) -> str:
    """The example with made-up values in the place of …."""
    for mark, value in MADE_UP.items():
        example = example.replace(mark, value)
    return example


def prose(page: Path) -> str:
    return FENCE.sub("", text_of(page))


def code(page: Path) -> Iterator[str]:
    """All that is marked as code within sentences and tables."""
    yield from CODE.findall(prose(page))


def fences(*languages: str) -> Iterator[tuple[Path, str]]:
    """The blocks of code of these languages, in all pages."""
    for page in PAGES:
        yield from (
            (page, body) for kind, body in FENCE.findall(text_of(page)) if kind in languages
        )


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each `slackbot …` of a shell's block, without what the shell takes for itself."""
    for page, body in fences(*SHELL):
        for line in body.splitlines():
            words = shlex.split(filled(line), comments=True)
            if words and words[0].rpartition("/")[2] == "slackbot":
                end = next((i for i, word in enumerate(words) if word in BEHIND), len(words))
                yield f"{page.name}: {line}", words[1:end]


def typed(page: Path) -> Iterator[tuple[str, bool]]:
    """Each `/billing …` and `@Billing …`, and whether it is a mention."""
    for each in code(page):
        lead, _, words = each.partition(" ")
        if words and lead in ("/billing", "@Billing") and not re.search(r"(?<!st-)…", words):
            yield words, lead == "@Billing"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = (head.lower() for head in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", head).strip().replace(" ", "-") for head in heads}


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Each link to a file: as it stands there, the file, and the anchor."""
    for link in LINK.findall(prose(page)):
        if not re.match(r"\w+:", link):
            path, _, anchor = link.partition("#")
            yield link, (page.parent / path).resolve() if path else page, anchor
