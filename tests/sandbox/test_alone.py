"""`slackbot sandbox`: what it says is enough for an app, and for a person."""

import sys
from typing import Any

import httpx
import pytest

from slackbot.cli.sandbox import lines_of
from slackbot.clock import SystemClock
from slackbot.sandbox.demo.stand_ins import open_sandbox
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.settings import RunSettings, WebSettings
from slackbot.slack.manifest import manifest

APP = InstalledApp.of(manifest())


async def test_what_is_said_starts_an_app() -> None:
    async with open_sandbox(SystemClock(), APP) as (given, page):
        settings: dict[str, Any] = {name.lower(): value for name, value in given.items()}
        for kind in (RunSettings, WebSettings):
            kind(_env_file=None, **settings)
        async with httpx.AsyncClient() as client:
            shown = await client.get(page, follow_redirects=True)
            assert "# support-bots" in shown.text
            answer = await client.post(
                f"{given['SLACK_API_URL']}auth.test",
                headers={"authorization": f"Bearer {given['SLACK_BOT_TOKEN']}"},
            )
            assert answer.json()["ok"]
            bots = (await client.get(f"{given['KORE_HOST']}/sandbox/bots")).json()["bots"]
    (listed,) = [line for line in lines_of(given, page) if "bots:" in line]
    assert all(f"{bot['name']} is {bot['id']}" in listed for bot in bots)


async def test_without_the_pages_libraries_the_rest_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "slackbot.sandbox.page.site", None)  # as if it had no jinja2
    async with open_sandbox(SystemClock(), APP) as (given, page):
        assert page == ""
        assert not [line for line in lines_of(given, page) if "for people" in line]
