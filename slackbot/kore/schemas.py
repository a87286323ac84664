"""Kore.ai's wire shapes, read no more strictly than its documentation allows."""

from collections.abc import Iterator
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

from slackbot.domain.query import Unit
from slackbot.domain.usage.job import Bucket, Grain, SummaryJob
from slackbot.kore.failures import quoted

UNIT_WORDS = {
    Unit.SESSION: "session",
    Unit.REQUEST: "request",
    Unit.ALERT: "alert",
    Unit.PROACTIVE: "proactive",
    Unit.CONVERSATION: "conversations",  # the only plural one
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
    """What we could do without is not worth an error when it has another form than documented."""
    try:
        return read(value)
    except ValidationError:
        return None


def _plain_number(value: Any) -> Any:
    """`true` and `"1_0"` are no counts, though Python could make numbers of them."""
    if isinstance(value, bool) or (isinstance(value, str) and not value.isdecimal()):
        raise ValueError("not a count")
    return value


def _known_units(value: Any) -> Any:
    """What stands beside the counts, such as an average, is not read and need not be a count."""
    if isinstance(value, dict):
        return {key: count for key, count in value.items() if key in RESULT_KEYS}
    return value


Count = Annotated[int, BeforeValidator(_plain_number), Field(ge=0, lt=2**63)]  # our columns' bounds
Word = Annotated[str | None, WrapValidator(_or_none)]
Moment = Annotated[AwareDatetime | None, WrapValidator(_or_none)]
Percentage = Annotated[
    Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None, WrapValidator(_or_none)
]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class WireBucket(_Wire):
    """One bucket of a result: `date` is its start."""

    date: AwareDatetime
    val: Annotated[dict[str, Count | None], BeforeValidator(_known_units)]

    def counts(self) -> dict[Unit, int]:
        """The units that were sent; one that is missing or null is absent, not zero."""
        found = {RESULT_KEYS[key]: count for key, count in self.val.items()}
        return {unit: count for unit, count in found.items() if count is not None}


class WireBot(_Wire):
    """One bot's buckets, or those of the whole scope."""

    bot: str | None = None
    val: tuple[WireBucket, ...]

    def named(self, bot_ids: tuple[str, ...]) -> str:
        """The one of `bot_ids` that this is about, or else the name that Kore.ai gives it.

        A result for one bot may call it ALL, or by its name, but not by another bot's id.
        """
        said = self.bot or WHOLE_SCOPE
        ids = {bot_id.casefold(): bot_id for bot_id in bot_ids}
        if len(bot_ids) == 1 and not said.casefold().startswith(BOT_ID_PREFIX):
            return bot_ids[0]
        return ids.get(said.casefold(), said)


class WireResponse(_Wire):
    """What a finished job found."""

    data: tuple[WireBot, ...]


class Envelope(_Wire):
    """A summary job as Kore.ai tells of it: what of it cannot be read counts as absent."""

    id: Word = Field(default=None, alias="_id")
    report_id: Word = Field(default=None, alias="reportId")
    status: Word = None
    percentage: Percentage = Field(default=None, alias="percentageComplete")
    created_on: Moment = Field(default=None, alias="createdOn")
    modified_on: Moment = Field(default=None, alias="modifiedOn")
    status_logs: Any = Field(default=None, alias="statusLogs")
    errors: Any = None
    message: Any = None
    response: Any = None  # read once it is known to be ours

    @property
    def can_be_known_again(self) -> bool:
        """Whether a status answer can be tied to this one, by its id or by its time."""
        return self.id is not None or self.created_on is not None

    @property
    def is_done(self) -> bool:
        """Finished well, by its word. The case of status words is mixed."""
        return self._word in DONE

    @property
    def has_result(self) -> bool:
        """Whether it brings one that can be whole: by its word, or where that says nothing, as the
        job's percentage does not say that it is still on its way."""
        if not self.response or self.has_failed:
            return False
        if self._word in RUNNING:
            return self.percentage == 100
        return self.is_done or not 0 < (self.percentage or 0) < 100

    @property
    def has_failed(self) -> bool:
        """Finished badly."""
        return self._word in FAILED

    @property
    def is_known_word(self) -> bool:
        """Whether its status is one that we know, or none."""
        return self._word in {"", *DONE, *RUNNING, *FAILED}

    @property
    def reasons(self) -> str:
        """What Kore.ai says about the job in words of its own, if anything."""
        told = (self.status_logs, self.errors, self.message)
        return quoted("; ".join(dict.fromkeys(words for each in told for words in _words_in(each))))

    @property
    def facts(self) -> dict[str, Any]:
        """What of it stands in the log."""
        return {"told": self.id, "word": self.word, "percent": self.percentage}

    @property
    def word(self) -> str:
        """Its status, as it may be shown."""
        return quoted(self.status or "")

    @property
    def _word(self) -> str:
        return (self.status or "").strip().casefold().replace(" ", "_").replace("-", "_")


def _words_in(said: Any, depth: int = 3) -> Iterator[str]:
    """The texts in it, whose place and shape are not documented."""
    match said:
        case str() if said.strip():
            yield said.strip()
        case list() if depth:
            for each in said:
                yield from _words_in(each, depth - 1)
        case dict() if depth:
            for key in REASON_KEYS:
                yield from _words_in(said.get(key), depth - 1)


def request_body(job: SummaryJob, *, by_app: bool = False) -> dict[str, Any]:
    """The POST body for `job`: full timestamps, all five units, grouped where the account is asked.

    `by_app`: the grouping goes by the name that it has in the table of Kore.ai's page, and not by
    the one in its samples.

    Whether Kore.ai counts `toDate` as in or out is not documented: the last millisecond before the
    end is right either way.
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
    """What a finished job found. Raises ValueError where it cannot be read."""
    return WireResponse.model_validate(raw)


def read_buckets(response: WireResponse, job: SummaryJob) -> tuple[Bucket, ...]:
    """The result's buckets, under our ids of the bots where it can be told which they are."""
    return tuple(
        Bucket(bot_id=bot_id, start=bucket.date, counts=bucket.counts())
        for bot_id, bot in ((bot.named(job.bot_ids), bot) for bot in response.data)
        for bucket in bot.val
    )


def names_its_bots(response: WireResponse) -> bool:
    """Whether each part says by its id which bot it is about."""
    return all((part.bot or "").casefold().startswith(BOT_ID_PREFIX) for part in response.data)


def read_envelope(body: Any) -> Envelope | None:
    """The envelope in a decoded body, which may be an array of one; None where it is empty.

    Raises ValueError where it is something else, which has neither a status nor an id. An empty
    answer to a status call means that no job is known yet.
    """
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if body in ({}, [], None):
        return None
    envelope = Envelope.model_validate(body)
    if envelope.status is None and envelope.id is None:
        raise ValueError("not a summary job")
    return envelope
