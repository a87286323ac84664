"""What `slackbot check` says of credentials of Kore.ai."""

from pathlib import Path

from slackbot.cli.check import _connections
from tests.clock import CLOCK
from tests.scenarios.conftest import settings_for


async def test_the_environments_credential_serves_nobody_by_link(tmp_path: Path) -> None:
    by_link = {"slack_client_id": "1.2", "slackbot_workspaces": "all"}
    settings = settings_for(tmp_path, "http://slack", "http://kore", by_link)
    ((test, _),) = (await _connections(settings)).values()
    assert "serves nobody" in await test(settings, CLOCK)
