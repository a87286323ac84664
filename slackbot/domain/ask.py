"""What a person asked in Slack, and where an answer can go."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

CANCEL = "cancel"  # in the place of a command: the text is the id of the question to cancel


class Thread(BaseModel):
    """A thread in Slack: its channel and the `ts` of its parent message."""

    model_config = ConfigDict(frozen=True)

    channel: str
    ts: str


class Ask(BaseModel):
    """One slash command, mention or click as it arrived.

    With a `thread`, the answer belongs there; a command cannot be given in one. `whole`: a button's
    words say all, and nothing is taken over from what was asked in the thread. `response_url` is a
    bearer secret: it stays out of reprs.
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""  # of the question, once it is taken: what is posted for it is kept under it
    team: str
    channel: str
    user: str
    text: str
    received_at: AwareDatetime
    command: str = "/billing"
    response_url: str = Field(default="", repr=False)
    thread: Thread | None = None
    whole: bool = False


def first_id(at: datetime) -> str:
    """What is before the id of every question that is taken from `at` on: ids grow with time."""
    return f"{int(at.timestamp() * 1000):012x}"


HelpTopic = Literal["digests", "alerts", "allowance", "price"]
