"""The files for containers, systemd and platforms name only what the program has."""

import asyncio
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from slackbot.cli.main import SERVING
from slackbot.engine.durable import GRACE
from slackbot.settings import CREDENTIALS, SECRETS_DIR, Settings
from slackbot.web.app import web_app
from slackbot.web.server import GRACE_SECONDS, WebServer
from tests.clock import CLOCK

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSED = {
    path.name: yaml.safe_load(path.read_text()) for path in (ROOT / "deploy").glob("compose.*.yml")
}
UNIT = (ROOT / "deploy" / "slackbot.service").read_text()
SETTINGS = {name.upper() for name in Settings.model_fields}
SECRETS = set(Settings.model_fields)
PORT = Settings.model_fields["port"].default
# Leaving, waiting for runs, ending the engine, and closing the server, one after another.
LONGEST_STOP = GRACE + GRACE + (GRACE + 1) + GRACE_SECONDS


def services(*, ours: bool) -> dict[str, dict[str, Any]]:
    """The services of all compose files, of our image or of others'."""
    return {
        f"{file}: {name}": service
        for file, composed in COMPOSED.items()
        for name, service in composed["services"].items()
        if ("build" in service) is ours
    }


def instruction(name: str) -> list[str]:
    """The arguments of a Dockerfile's instructions of this name."""
    return re.findall(rf"^{name} (.+)$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)


def test_the_image_starts_a_command_as_nobody_special() -> None:
    base = re.search(r"^ARG BASE=(.+)$", DOCKERFILE, re.MULTILINE)
    assert base
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", base[1])
    assert {each.split()[0] for each in instruction("FROM")} == {"${BASE}"}
    (entry,), (command,) = map(instruction, ("ENTRYPOINT", "CMD"))
    assert json.loads(entry) == ["slackbot"]
    assert json.loads(command)[0] in SERVING
    assert instruction("USER") == ["10001:10001"]
    assert instruction("EXPOSE") == [str(PORT)]
    # A variable would win over a secret file of the same setting.
    assert "DATABASE_URL=" not in DOCKERFILE


def test_the_build_gets_nothing_but_what_it_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*"
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {name for each in instruction("COPY") if "--from" not in each for name in each.split()}
    assert copied - {"./"} == let_in
    assert all((ROOT / name).exists() for name in let_in)


@pytest.mark.processes
async def test_the_health_check_asks_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    (check,) = instruction("HEALTHCHECK")
    _, *code = json.loads(check[check.index("[") :])

    async def outcome(port: int) -> int:
        run = await asyncio.create_subprocess_exec(
            sys.executable, *code, env={"PORT": str(port)}, stderr=subprocess.DEVNULL
        )
        return await run.wait()

    app = web_app(bolt=None, signing_secret=None, pages=None, clock=CLOCK)
    server = WebServer(app, 0)
    await server.start()
    assert await outcome(server.port) == 0
    await server.stop()
    assert await outcome(server.port) != 0


@pytest.mark.parametrize("service", services(ours=True).values(), ids=services(ours=True).keys())
def test_a_service_of_ours_is_held_tight(service: dict[str, Any]) -> None:
    assert service["command"][0] in SERVING
    assert set(service["environment"]) <= SETTINGS
    assert not [value for value in service["environment"].values() if not value.startswith("${")]
    assert set(service["secrets"]) <= SECRETS
    assert service["read_only"] is True
    assert (service["cap_drop"], service["restart"]) == (["ALL"], "unless-stopped")
    assert int(service["stop_grace_period"].removesuffix("s")) >= LONGEST_STOP
    for published in service.get("ports", ()):
        assert published == f"127.0.0.1:{PORT}:{PORT}"


@pytest.mark.parametrize("service", services(ours=False).values(), ids=services(ours=False).keys())
def test_a_service_of_others_is_pinned_and_has_no_password_of_its_own(
    service: dict[str, Any],
) -> None:
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+[\w.-]*", service["image"])
    assert service["healthcheck"]["test"][0] == "CMD"
    for name, value in service["environment"].items():
        assert "PASSWORD" not in name or (
            name.endswith("_FILE") and value.startswith(f"{SECRETS_DIR}/")
        )


def test_a_compose_file_is_valid_and_has_what_it_uses() -> None:
    for composed in COMPOSED.values():
        PyCompose.from_json(json.dumps(composed)).validate()
        used = [service.get("secrets", []) for service in composed["services"].values()]
        assert {name for names in used for name in names} == set(composed["secrets"])
        for name, secret in composed["secrets"].items():
            assert secret == {"file": f"secrets/{name}"}
        kept = [
            volume for each in composed["services"].values() for volume in each.get("volumes", ())
        ]
        assert {volume.partition(":")[0] for volume in kept} == set(composed["volumes"])


def test_the_unit_starts_a_command_with_secrets_that_are_read() -> None:
    settings = re.findall(r"^#?(\w+)=(.*)$", UNIT, re.MULTILINE)
    (start,) = [value for name, value in settings if name == "ExecStart"]
    program, command = shlex.split(start)
    assert Path(program).name == "slackbot"
    assert command in SERVING
    loaded = [value.split(":") for name, value in settings if name == "LoadCredential"]
    assert {name for name, _ in loaded} <= SECRETS
    assert all(Path(path).name == name for name, path in loaded)
    assert CREDENTIALS == "CREDENTIALS_DIRECTORY"  # where systemd puts them
    assert int(dict(settings)["TimeoutStopSec"]) >= LONGEST_STOP
    for setting in re.findall(r"\b(KORE_\w+)", UNIT):
        assert setting in SETTINGS


def test_the_procfile_starts_commands() -> None:
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, command = line.split(": ")
        assert name in SERVING
        assert command == f"slackbot {name}"
