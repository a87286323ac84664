"""What the app answers when Bolt or a listener fails, and without Slack's endpoint."""

import httpx
import pytest
from pydantic import SecretStr

from slackbot.domain.errors import ConfigurationError
from slackbot.web.app import web_app
from tests.fakes import FakeClock
from tests.logs import json_logs
from tests.web.site import COMMAND, FORM, NotingBolt, Site, served

EVENTS = "/slack/events"
JSON = "application/json"


async def test_a_failure_has_an_id_and_the_log_has_it_too(
    site: Site, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    body = b"command=%2Fbilling&text=fail"
    with json_logs(capsys) as lines:
        answer = await http.post(EVENTS, content=body, headers=site.signed(body))
    assert answer.status_code == 500
    assert len(answer.text.splitlines()) == 1
    assert "a listener's own" not in answer.text
    (line,) = [line for line in lines if line["level"] == "error"]
    assert line["request"] == answer.text.split()[-1]
    assert "a listener's own" in line["exception"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"type": "event_callback", "event": {', JSON),
        (b"[" * 100_000, JSON),
        (b'["no", "object"]', JSON),
        (b"payload=%7B", FORM),
        (b"payload=", FORM),
        (b"payload=3", FORM),
        (b"payload=[]", FORM),
        (b"payload=%22words%22", FORM),
        (b"payload=null", FORM),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    capsys: pytest.CaptureFixture[str], body: bytes, kind: str
) -> None:
    async with served() as site, httpx.AsyncClient(base_url=site.address) as http:
        headers = site.signed(body) | {"Content-Type": kind}
        with json_logs(capsys) as lines:
            answer = await http.post(EVENTS, content=body, headers=headers)
    assert (answer.status_code, answer.text) == (400, "The body cannot be read.")
    assert [(line["event"], line["reason"]) for line in lines] == [("request refused", "malformed")]


async def test_bolts_own_failure(
    site: Site, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    site.bolt.failure = RuntimeError("nobody may")
    try:
        with json_logs(capsys) as lines:
            answer = await http.post(EVENTS, content=COMMAND, headers=site.signed(COMMAND))
    finally:
        site.bolt.failure = None
    assert answer.status_code == 500
    (line,) = lines
    assert line["request"] == answer.text.split()[-1]
    assert "nobody may" in line["exception"]


async def test_without_bolt_there_is_no_endpoint() -> None:
    app = web_app(bolt=None, signing_secret=None, pages=None, clock=FakeClock())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://slackbot") as http:
        assert (await http.post(EVENTS)).status_code == 404
        assert (await http.get("/healthz")).text == "ok"


@pytest.mark.parametrize("secret", [None, SecretStr(""), SecretStr(" ")])
async def test_bolt_needs_the_secret(secret: SecretStr | None) -> None:
    with pytest.raises(ConfigurationError, match="SLACK_SIGNING_SECRET"):
        web_app(bolt=NotingBolt().app, signing_secret=secret, pages=None, clock=FakeClock())
