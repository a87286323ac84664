"""A question as Slack delivered it, and the thread where its answer belongs."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, Field

from slackbot.domain.frozen import FrozenModel

MOST_OPEN = 5  # questions of one person that wait at the same time, so that others have their turn
CANCEL = "cancel"  # stands for a command; the text is then the id of the question to cancel
# These stand for commands, too: the person looks at their Home tab, or has invited the app into the
# channel; the app has been removed from it.
HOME, JOINED, LEFT = "home", "joined", "left"
ASSISTANT = "assistant"  # and this one: a person's assistant asks, and nothing is posted


class Thread(FrozenModel):
    """A thread in Slack: its channel and the `ts` of its parent message."""

    channel: str
    ts: str


class Mention(FrozenModel):
    """A message that mentions the app: its `ts`, and the ts of its latest edit, if it has one."""

    ts: str
    edited: str = ""


class Ask(FrozenModel):
    """One slash command, mention or click as it arrived.

    With a `thread`, the answer belongs there; Slack allows no command in a thread. `whole`: a
    button's words are complete, so nothing is taken over from earlier questions of the thread.
    `response_url` is a bearer secret: it stays out of reprs. `user_team`: the workspace that Slack
    says the user is of, where it says so. `by_bot`: a bot wrote it, which is never mentioned; a
    workflow is one too, and has no `user`. `mention`: the message that it was, if it was one.
    `about`: the channel that it is about, where it is asked elsewhere, as in a direct message.
    `unplaced`: it was typed in a direct message, so its words have to say which channel that is;
    what an older version accepted there was about the direct message itself, and stays so.
    """

    id: str = ""  # of the accepted question; its posted messages are stored under this id
    team: str
    channel: str
    user: str
    text: str
    received_at: AwareDatetime
    command: str = "/billing"
    response_url: str = Field(default="", repr=False)
    thread: Thread | None = None
    whole: bool = False
    user_team: str = ""
    by_bot: bool = False
    mention: Mention | None = None
    about: str = ""
    unplaced: bool = False

    @property
    def home(self) -> str:
        """The channel whose bots and settings it is about."""
        return self.about or self.channel

    @property
    def to_person(self) -> bool:
        """Tell whether the answer goes to the asker's direct message with the app, which Slack
        opens for whoever posts to a person's id."""
        return self.channel == self.user

    @property
    def in_direct(self) -> bool:
        """Tell whether somebody has typed it in a direct message, without a word about where."""
        return self.unplaced and not (self.about or self.whole or self.by_bot)

    def moved_to(self, channel: str) -> Self:
        """Return the same ask as if it had been made in that channel."""
        return self.model_copy(update={"channel": channel, "about": "", "thread": None})

    @property
    def on_private(self) -> bool:
        """Tell whether it is a press of a button on a message that the asker alone sees."""
        return self.whole and self.thread is None and self.mention is None


def first_id(at: datetime) -> str:
    """Return a lower bound of the ids given from `at` on: ids grow with time."""
    return f"{int(at.timestamp() * 1000):012x}"


HelpTopic = Literal["all", "digests", "alerts", "allowance", "price"]
