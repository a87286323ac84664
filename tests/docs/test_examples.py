"""Every example in the README and the other pages can be run."""

import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import pytest
import yaml

from slackbot.cli.main import _parser
from slackbot.cli.parse import ParseContext, parsed, place_of
from slackbot.language.questions.documented_forms import NOW, ZONE
from slackbot.settings import RunSettings, Settings
from tests.docs.pages import (
    DOCS,
    PAGES,
    ROOT,
    anchors,
    code,
    commands,
    fences,
    filled,
    links,
    text_of,
    typed,
)
from tests.rows import try_rows

BOTS = ("SupportBot", "SalesBot", "ShopBot")
# As Slack writes whom a mention of the app names.
IN_CHANNEL = re.compile(r" in #\w+$")
PEOPLE = {"@anna": "<@U0ANNA000>", "@ben": "<@U0BEN0000>", "@finops": "<!subteam^S0FINOPS0>"}


def a_channel(thread: str = "") -> ParseContext:
    return place_of(
        NOW,
        ZONE,
        "en-US",
        bots=BOTS,
        groups={"Retail": ["SalesBot", "ShopBot"], "Shops": ["ShopBot"]},
        settings=("fiscal year April", "holidays Germany", "allowance 40000 sessions per month"),
        thread=thread,
    )


def test_what_can_be_typed_is_read() -> None:
    here, in_thread = a_channel(), a_channel("last week")

    def check(row: tuple[tuple[str, bool], str]) -> None:
        (words, mentions), _ = row
        words = filled(words)
        if mentions:
            words = re.sub(r"@\w+", lambda found: PEOPLE.get(found[0], found[0]), words)
        answer = parsed(words, here)
        if mentions and not answer["ok"]:
            answer = parsed(words, in_thread)
        if IN_CHANNEL.search(words) and not answer["ok"]:  # as in direct messages
            answer = parsed(IN_CHANNEL.sub("", words), here)
        assert answer["ok"], answer.get("error")

    rows = {each: page.name for page in PAGES for each in typed(page)}
    assert len(rows) > 100
    try_rows(rows.items(), check)


def test_commands_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(commands())
    assert len(found) > 20
    for where, words in found:
        try:
            _parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"{where}\n{capsys.readouterr().err}")


def subcommands(parser: ArgumentParser | None = None, lead: str = "") -> dict[str, ArgumentParser]:
    """Each command's parser, by its words: `run`, `secrets rotate`."""
    parser = parser or _parser()
    within = [each for each in parser._actions if isinstance(each, _SubParsersAction)]
    if not within:
        return {lead.strip(): parser}
    found: dict[str, ArgumentParser] = {}
    for name, each in dict(within[0].choices).items():
        found |= subcommands(each, f"{lead} {name}")
    return found


def test_commands_in_sentences_are_too() -> None:
    known = subcommands()

    def check(row: tuple[str, str]) -> None:
        _, said = row
        name = next((name for name in known if f"{said} ".startswith(f"{name} ")), "")
        assert name or said.startswith("--"), "no command"
        for option in (word for word in said.split() if word.startswith("--")):
            assert option in known.get(name, _parser())._option_string_actions

    said = re.compile(r"slackbot ([a-z-]+\b.*)")
    found = [(page.name, each) for page in PAGES for each in code(page)]
    try_rows([(page, m[1]) for page, each in found if (m := said.fullmatch(each))], check)


def test_settings_are_valid() -> None:
    found = list(fences("env"))
    assert found
    for _, body in found:
        given = dict(line.split("=", 1) for line in body.splitlines() if "=" in line)
        RunSettings.model_validate({name.lower(): filled(value) for name, value in given.items()})
        assert {name.lower() for name in given} <= set(Settings.model_fields)
    example = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert {name.lower() for name in example} <= set(Settings.model_fields)


def test_yaml_is_yaml() -> None:
    found = [body for _, body in fences("yaml", "yml")]
    assert found
    for body in (*found, *(path.read_text() for path in DOCS.glob("*.yml"))):
        assert yaml.safe_load(body)


def test_links_lead_somewhere() -> None:
    def check(row: tuple[str, str, Path, str]) -> None:
        _, _, file, anchor = row
        assert file.exists(), "there is no such file"
        assert not anchor or anchor in anchors(file), "there is no such heading"

    rows = [(page.name, *each) for page in PAGES for each in links(page)]
    assert len(rows) > 50
    try_rows(rows, check)


def test_each_page_is_linked_from_the_readme() -> None:
    linked = {file for _, file, _ in links(ROOT / "README.md")}
    lacking = {page.name for page in PAGES if page.name != "README.md" and page not in linked}
    assert not lacking, f"the last table of the README has no link to {lacking}"


def test_targets_of_make_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", text_of(page), re.MULTILINE)
    }
    assert len(named) > 5
    assert named <= targets
