"""Models Kore.ai's wire shapes, no more strictly than its documentation allows."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from slackbot.domain.channel import BOT_ID, Bot
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob
from slackbot.kore.failures import quoted

UNIT_WORDS = {
    Unit.SESSION: "session",
    Unit.REQUEST: "request",
    Unit.ALERT: "alert",
    Unit.PROACTIVE: "proactive",
    Unit.CONVERSATION: "conversations",  # the only plural
}
RESULT_KEYS = {
    "sessions": Unit.SESSION,
    "requests": Unit.REQUEST,
    "alert_notifications": Unit.ALERT,
    "proactive_notifications": Unit.PROACTIVE,
    "conversations": Unit.CONVERSATION,
}
GRAIN_WORDS = {Grain.HOUR: "date_day_hour", Grain.DAY: "date_day", Grain.MONTH: "date_month"}
DONE = {"success"}
RUNNING = {"in_progress"}
FAILED = {"failed", "failure", "error"}
REASON_KEYS = ("msg", "message", "error", "reason", "description", "text")
BOT_ID_PREFIX = "st-"
WHOLE_SCOPE = "ALL"  # the bot of a result that is not grouped by bot
MILLISECOND = timedelta(milliseconds=1)


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Return None for a field that we can do without, if its form is not the documented one."""
    try:
        return read(value)
    except ValidationError:
        return None


def _plain_number(value: Any) -> Any:
    """Refuse `true` and `"1_0"`, which are no counts, though Python can read numbers from them."""
    if isinstance(value, bool) or (isinstance(value, str) and not value.isdecimal()):
        raise ValueError("not a count")
    return value


def _known_units(value: Any) -> Any:
    """Keep only the known counts; other values, such as an average, need not be numbers."""
    if isinstance(value, dict):
        return {key: count for key, count in value.items() if key in RESULT_KEYS}
    return value


# the bounds of our columns
Count = Annotated[int, BeforeValidator(_plain_number), Field(ge=0, lt=2**63)]
Word = Annotated[str | None, WrapValidator(_or_none)]
Moment = Annotated[AwareDatetime | None, WrapValidator(_or_none)]
Percentage = Annotated[
    Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None, WrapValidator(_or_none)
]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class WireBucket(_Wire):
    """One bucket of a result; `date` is its start."""

    date: AwareDatetime
    val: Annotated[dict[str, Count | None], BeforeValidator(_known_units)]

    def counts(self) -> dict[Unit, int]:
        """Return the counts that were sent; a missing or null unit is left out, and is not zero."""
        found = {RESULT_KEYS[key]: count for key, count in self.val.items()}
        return {unit: count for unit, count in found.items() if count is not None}


class WireBot(_Wire):
    """The buckets of one bot, or of the whole scope."""

    bot: str | None = None
    val: tuple[WireBucket, ...]

    def named(self, bot_ids: tuple[str, ...]) -> str:
        """Return which of `bot_ids` this is about; else the name that Kore.ai gives it.

        A result for a single bot may have any name, such as ALL, but not another bot's id.
        """
        shown = self.bot or WHOLE_SCOPE
        ids = {bot_id.casefold(): bot_id for bot_id in bot_ids}
        if len(bot_ids) == 1 and not shown.casefold().startswith(BOT_ID_PREFIX):
            return bot_ids[0]
        return ids.get(shown.casefold(), shown)


class WireResponse(_Wire):
    """The result of a finished job."""

    data: tuple[WireBot, ...]


class Envelope(_Wire):
    """A summary job as Kore.ai describes it; fields that cannot be read count as absent."""

    id: Word = Field(default=None, alias="_id")
    report_id: Word = Field(default=None, alias="reportId")
    status: Word = None
    percentage: Percentage = Field(default=None, alias="percentageComplete")
    created_on: Moment = Field(default=None, alias="createdOn")
    modified_on: Moment = Field(default=None, alias="modifiedOn")
    status_logs: Any = Field(default=None, alias="statusLogs")
    errors: Any = None
    message: Any = None
    response: Any = None  # read only when it is known to be ours

    @property
    def can_be_known_again(self) -> bool:
        """Tell whether its id or its time can match later status replies."""
        return self.id is not None or self.created_on is not None

    @property
    def is_done(self) -> bool:
        """Tell whether its status means success. Kore.ai mixes upper and lower case."""
        return self._word in DONE

    @property
    def has_result(self) -> bool:
        """Tell whether its result can be complete.

        Its status decides; if that is unknown, its percentage must not say that it still runs.
        """
        if not self.response or self.has_failed:
            return False
        if self._word in RUNNING:
            return self.percentage == 100
        return self.is_done or not 0 < (self.percentage or 0) < 100

    @property
    def has_failed(self) -> bool:
        """Tell whether its status means failure."""
        return self._word in FAILED

    @property
    def is_known_word(self) -> bool:
        """Tell whether its status is known or absent."""
        return self._word in {"", *DONE, *RUNNING, *FAILED}

    @property
    def reasons(self) -> str:
        """Return what Kore.ai says about the job in its own words; empty if it says nothing."""
        told = (self.status_logs, self.errors, self.message)
        return quoted("; ".join(dict.fromkeys(words for each in told for words in _words_in(each))))

    @property
    def facts(self) -> dict[str, Any]:
        """Return the fields for the log."""
        return {"told": self.id, "word": self.word, "percent": self.percentage}

    @property
    def word(self) -> str:
        """Return its status in a form that may be shown."""
        return quoted(self.status or "")

    @property
    def _word(self) -> str:
        return (self.status or "").strip().casefold().replace(" ", "_").replace("-", "_")


class WireNamedBot(_Wire):
    """A bot of a list. The client secrets of its apps, which come with it, are not read."""

    id: Word = Field(default=None, alias="_id")
    name: Word = None


class BotPage(_Wire):
    """A page of an account's bots, `sent` of which came; `more`: whether others follow, if it is
    said."""

    model_config = ConfigDict(hide_input_in_errors=True)

    wire: tuple[Annotated[WireNamedBot | None, WrapValidator(_or_none)], ...] = Field(alias="bots")
    more: Annotated[bool | None, WrapValidator(_or_none)] = Field(
        default=None, alias="availableMore"
    )

    @property
    def sent(self) -> int:
        """The number of bots, with those that cannot be read."""
        return len(self.wire)

    @property
    def bots(self) -> tuple[Bot, ...]:
        """The bots that have an id and a name; names are on one line."""
        named = (
            Bot(id=each.id, name=" ".join(_printable(each.name).split()))
            for each in self.wire
            if each and each.id and each.name and BOT_ID.fullmatch(each.id)
        )
        return tuple(bot for bot in named if bot.name)


def _printable(words: str) -> str:
    return "".join(each if each.isprintable() else " " for each in words)


def read_bots(content: bytes) -> BotPage | None:
    """Read a page of bots; None if it cannot be read: no error may have its words."""
    with suppress(ValueError, RecursionError):
        return BotPage.model_validate_json(content)
    return None


def _words_in(body: Any, depth: int = 3) -> Iterator[str]:
    """Find the texts within a value, whose place and shape are not documented."""
    match body:
        case str() if body.strip():
            yield body.strip()
        case list() if depth:
            for each in body:
                yield from _words_in(each, depth - 1)
        case dict() if depth:
            for key in REASON_KEYS:
                yield from _words_in(body.get(key), depth - 1)


def request_body(job: SummaryJob, *, by_app: bool = False) -> dict[str, Any]:
    """Return the POST body for `job`: full timestamps, all five units, for the account also a
    grouping.

    `by_app` names the grouping as in the table of Kore.ai's page, else as in its samples.

    Kore.ai does not document whether `toDate` is included; the last millisecond before the end is
    right in both cases.
    """
    body: dict[str, Any] = {
        "fromDate": _timestamp(job.start),
        "toDate": _timestamp(job.end - MILLISECOND),
        "unitType": list(UNIT_WORDS.values()),
        "groupByApp" if by_app else "groupByBot": "yes" if job.account else "no",
        "groupByPeriod": GRAIN_WORDS[job.grain],
    }
    if job.account:
        body["streamIds"] = list(job.bot_ids)
    return body


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_response(raw: Any) -> WireResponse:
    """Read the result of a finished job. Raises ValueError if it cannot be read."""
    return WireResponse.model_validate(raw)


def read_buckets(response: WireResponse, job: SummaryJob) -> tuple[Bucket, ...]:
    """Return the result's buckets, under our ids of the bots where these can be told."""
    return tuple(
        Bucket(bot_id=bot_id, start=bucket.date, counts=bucket.counts())
        for bot_id, bot in ((bot.named(job.bot_ids), bot) for bot in response.data)
        for bucket in bot.val
    )


def names_its_bots(response: WireResponse) -> bool:
    """Tell whether each part names its bot by its id."""
    return all((part.bot or "").casefold().startswith(BOT_ID_PREFIX) for part in response.data)


def read_envelope(body: Any) -> Envelope | None:
    """Read the envelope from a decoded body, which may be an array of one; None if it is empty.

    An empty answer to a status call means that Kore.ai knows no job yet. Raises ValueError for any
    other body that has neither a status nor an id.
    """
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if body in ({}, [], None):
        return None
    envelope = Envelope.model_validate(body)
    if envelope.status is None and envelope.id is None:
        raise ValueError("not a summary job")
    return envelope
