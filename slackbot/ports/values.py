"""What goes between the core and its outside."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.period import Period
from slackbot.domain.permission import Actor
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.job import SummaryJob, UsageRequest

Names = Mapping[str, str]


class Person(BaseModel):
    """Somebody as Slack knows them: IANA zone and locale are what they set in Slack."""

    model_config = ConfigDict(frozen=True)

    actor: Actor
    zone: str = "UTC"
    locale: str = "en-US"


class Opened(BaseModel):
    """A question that was understood, and where its answer goes: without a thread, to the asker
    alone, and `note` says why."""

    model_config = ConfigDict(frozen=True)

    query: UsageQuery
    bots: tuple[LinkedBot, ...]
    jobs: tuple[SummaryJob, ...]
    thread: Thread | None
    note: str = ""
    before: Period | None = None  # to compare with


@dataclass(frozen=True)
class Csv:
    """A file with all the figures of an answer."""

    name: str
    text: str


class OpenQuestion(BaseModel):
    """All that the answer needs besides the figures. It is given up at `until`."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    opened: Opened
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


class OpenDigest(BaseModel):
    """One run of a digest, and all that sending it needs besides the figures.

    `ask` is nobody's: the id under which what is posted is kept, and where. `requests` may hold
    other bots than its own: those of all digests that cover the same window.
    """

    model_config = ConfigDict(frozen=True)

    ask: Ask
    digest: Digest
    run: DigestRun
    opened: Opened
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits: each try anew, while what is posted is the same for all."""
        return f"{self.ask.id}-{self.run.attempts}"


class OpenCheck(BaseModel):
    """A check of all of a workspace's alerts. `ask` is nobody's: only its id is used."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    moment: AwareDatetime
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


class OpenTrial(BaseModel):
    """Somebody wants to know what an alert would have said, or with `now` would say."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    rule: Alert
    now: bool
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


Open = OpenQuestion | OpenDigest | OpenCheck | OpenTrial  # what may wait for figures


class DueDigest(BaseModel):
    """A digest with the slot that comes next, if it is active, and when that is to be run."""

    model_config = ConfigDict(frozen=True)

    digest: Digest
    slot: Slot | None
    run_at: AwareDatetime | None


class Claim(BaseModel):
    """The right to post one message. `message`: it stands already, there. Without one, and not
    `first`: somebody claimed it before and perhaps posted it."""

    model_config = ConfigDict(frozen=True)

    first: bool
    message: Thread | None = None
