"""Observed behaviour of one Kore.ai connection, where the documentation is unclear."""

from pydantic import BaseModel

MOST_UNKNOWN = 200


class Habits(BaseModel):
    """The app learns these habits from its jobs and keeps them across restarts.

    `ids_agree`: a status call returned the id of our submit. `other_path`: account jobs use the
    second of the two documented paths. `by_app`: bots are grouped under the newer of the two
    documented names. `unknown_bots`: bots that made Kore.ai refuse a job about several bots, the
    latest last.
    """

    ids_agree: bool = False
    other_path: bool = False
    by_app: bool = False
    unknown_bots: tuple[str, ...] = ()

    def refused(self, bot_id: str) -> None:
        """Ask for this bot in a job of its own from now on, so that it fails no other bot's job."""
        self.accepted(bot_id)
        self.unknown_bots = (*self.unknown_bots, bot_id)[-MOST_UNKNOWN:]

    def accepted(self, bot_id: str) -> None:
        """Allow the bot in jobs about several bots again."""
        self.unknown_bots = tuple(id_ for id_ in self.unknown_bots if id_ != bot_id)
