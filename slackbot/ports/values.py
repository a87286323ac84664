"""Values that the core and the edges hand each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime, Field

from slackbot.domain.access.permission import Actor
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.fetching.job import SummaryJob, UsageRequest

Names = Mapping[str, str]  # from a bot's id to its name


class Person(FrozenModel):
    """A Slack user: their rights, and the IANA zone and locale that they set in Slack."""

    actor: Actor
    zone: str = "UTC"
    locale: str = "en-US"


class Task(FrozenModel):
    """The use of a question's figures in place of an answer.

    `close` freezes them; with `gaps` also where Kore.ai left some out. `reconcile` sets an
    invoice's quantity of the unit against those of the `month`.
    """

    kind: Literal["close", "reconcile"]
    gaps: bool = False
    month: Period | None = None
    quantity: int = 0
    unit: Unit = Unit.SESSION


class Opened(FrozenModel):
    """A question that was understood, the jobs that fetch its figures, and its thread.

    `also` are jobs for what its cost depends on: what was used of included amounts before.
    Without a thread only the asker sees the answer, and `note` tells them why.
    """

    query: UsageQuery
    bots: tuple[LinkedBot, ...]
    jobs: tuple[SummaryJob, ...]
    thread: Thread | None
    note: str = ""
    before: Period | None = None  # the period to compare with
    also: tuple[SummaryJob, ...] = ()
    # Whether the parent says already that figures are fetched. It says so only once its place is
    # written down, so that no kill leaves a parent behind that promises an answer.
    stated: bool = True
    task: Task | None = None


@dataclass(frozen=True)
class File:
    """A file that belongs to an answer: its name, and its bytes."""

    name: str
    content: bytes


class Signed(FrozenModel):
    """A line of a list, and who set what it says, and when, as far as that is known.

    `menu` has commands for what the line says, by their labels. `form` is the name of the form that
    edits it, and `which` the thing in it; without that, it adds one, and the line may have no text.
    """

    text: str
    by: str = ""
    did: str = "set"
    at: AwareDatetime | None = None
    menu: dict[str, str] = Field(default_factory=dict)
    form: str = ""
    which: str = ""


class _Open(FrozenModel):
    """What waits for figures. `ask` carries its workspace, and the id of its posts."""

    ask: Ask

    @property
    def id(self) -> str:
        """The id under which it waits in `Flights`."""
        return self.ask.id


class OpenQuestion(_Open):
    """A person's question that waits for figures, with all else that its answer needs.

    At `until` it is answered with the figures that are there, or with an error.
    """

    opened: Opened
    until: AwareDatetime


class OpenDigest(_Open):
    """One try of a digest's run that waits for figures, with all else that posting it needs.

    No person asked: `ask` only carries the channel, and the id that posts are deduplicated by.
    `requests` may hold more bots than the digest's own: those of all digests of the same window.
    """

    digest: Digest
    run: DigestRun
    opened: Opened
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """The id under which this try waits in `Flights`; all tries of a run share `ask.id`, so
        that a second try posts nothing twice."""
        return f"{self.ask.id}-{self.run.attempts}"


class OpenCheck(_Open):
    """A check of all alerts of a workspace that waits for figures up to `moment`.

    No person asked: `ask` only carries the workspace and the id.
    """

    moment: AwareDatetime
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime


class OpenTrial(_Open):
    """A person's trial of an alert that waits for figures.

    The trial shows which notices the rule would have posted in the past, or with `now` would post
    at this moment.
    """

    rule: Alert
    now: bool
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime


Open = OpenQuestion | OpenDigest | OpenCheck | OpenTrial  # each waits for figures


class DueDigest(FrozenModel):
    """A digest with its next slot and the moment to run it; both are None unless it is active."""

    digest: Digest
    slot: Slot | None
    run_at: AwareDatetime | None


class Edition(FrozenModel):
    """The place of one edition of a mention among those of the same message.

    `outdated`: a later edition has come. `same_words`: the one before it said the same. `former`:
    the ids of the questions that the earlier ones were.
    """

    outdated: bool = False
    same_words: bool = False
    former: tuple[str, ...] = ()


class Claim(FrozenModel):
    """The answer to a claim of the right to post one message.

    `message` has the place of the message if it was posted. Without one, `first` allows the post;
    if not `first`, an earlier claim crashed before or after its post, and Slack has to be asked.
    """

    first: bool
    message: Thread | None = None
