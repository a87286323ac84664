"""What a person typed after the slash command, and where an answer can go."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Ask(BaseModel):
    """One slash command as it arrived. `response_url` is a bearer secret: it stays out of reprs."""

    model_config = ConfigDict(frozen=True)

    id: str = ""  # of the question, once it is taken: what is posted for it is kept under it
    team: str
    channel: str
    user: str
    text: str
    received_at: AwareDatetime
    command: str = "/billing"
    response_url: str = Field(default="", repr=False)


class Thread(BaseModel):
    """A thread in Slack: its channel and the `ts` of its parent message."""

    model_config = ConfigDict(frozen=True)

    channel: str
    ts: str
