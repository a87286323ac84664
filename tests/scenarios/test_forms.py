"""Forms in Slack: opened, filled in and submitted; each says what people could type."""

from typing import Any

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.slack.workspace.view import View
from tests.scenarios.conftest import PATIENCE, Office


class Window:
    """A person's modal: its fields by their keys."""

    def __init__(self, office: Office, user: str = "anna") -> None:
        self.office = office
        self.user = user

    @property
    def view(self) -> View:
        """The modal as it stands."""
        found = self.office.slack.modal(self.user)
        assert found
        return found

    @property
    def text(self) -> str:
        """All its words that are no inputs."""
        said = [block.get("text", {}).get("text", "") for block in self.view.blocks]
        for block in self.view.blocks:
            said += [each["text"] for each in block.get("elements", ()) if "text" in each]
        return "\n".join(said)

    async def opened(self) -> "Window":
        """Wait until a modal is there."""
        await self.office.slack.wait_for(lambda: self.office.slack.modal(self.user), PATIENCE)
        return self

    async def fill(self, key: str, said: Any) -> None:
        """Fill in a field, and wait until the form is drawn anew."""
        slack, action = self.office.slack, f"field:{key}"
        before = self.view.hash
        (block,) = (
            block["block_id"]
            for block in self.view.blocks
            if block.get("element", {}).get("action_id") == action
        )
        ack = await slack.fill(self.view, block, action, said, user=self.user, by_enter=True)
        assert ack
        assert ack.ok
        await slack.wait_for(lambda: self.view.hash != before, PATIENCE)

    async def submit(self) -> Any:
        """Submit it, and return what Slack was told."""
        ack = await self.office.slack.submit(self.view)
        assert ack.ok, ack
        return ack.payload


async def test_an_empty_command_opens_the_form_that_fits(office: Office) -> None:
    slack = office.slack
    await slack.slash("/billing", "", user="anna", channel=office.channel)
    window = await Window(office).opened()
    assert window.view.content["title"]["text"] == "Link a bot"  # as the channel has none
    await window.fill("id", SUPPORT_BOT.id)
    await window.fill("name", "SupportBot")
    assert f'`/billing link {SUPPORT_BOT.id} as "SupportBot"`' in window.text
    assert await window.submit() is None
    told = await slack.wait_for(lambda: slack.ephemerals("anna", office.channel), PATIENCE)
    assert "is linked to this channel" in told[0].text
    for rows in ("by day", "by hour"):
        await slack.slash("/billing", "", user="anna", channel=office.channel)
        window = await Window(office).opened()
        if rows == "by day":
            await window.fill("period", "last week")
        else:  # what was submitted last is filled in
            assert "`/billing last week by day`" in window.text
        await window.fill("rows", rows)
        assert f"`/billing last week {rows}`" in window.text
        assert await window.submit() is None
        assert slack.modal("anna") is None
    parents = await slack.wait_for(lambda: slack.messages(office.channel)[1:], PATIENCE)
    assert len(parents) == 1
