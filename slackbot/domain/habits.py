"""What one connection to Kore.ai has been seen to do, where its pages say two things or nothing."""

from pydantic import BaseModel

MOST_UNKNOWN = 200


class Habits(BaseModel):
    """Learned from job to job, and kept beyond a restart.

    `ids_agree`: a status call told a submit's id. `other_path`: the account is asked at the other
    of the two documented paths. `by_app`: bots are grouped under the newer of the two documented
    names. `unknown_bots`: ids for which a job about several bots was refused, the latest last.
    """

    ids_agree: bool = False
    other_path: bool = False
    by_app: bool = False
    unknown_bots: tuple[str, ...] = ()

    def refused(self, bot_id: str) -> None:
        """That bot is asked for on its own from now on, so that it costs the others nothing."""
        self.accepted(bot_id)
        self.unknown_bots = (*self.unknown_bots, bot_id)[-MOST_UNKNOWN:]

    def accepted(self, bot_id: str) -> None:
        """It may be asked for along with others again."""
        self.unknown_bots = tuple(id_ for id_ in self.unknown_bots if id_ != bot_id)
