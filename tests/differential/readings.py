"""Reads texts as the app does and writes down what each means: one line of JSON for each.

    python -m tests.differential.readings < questions.jsonl > readings.jsonl

What is written names values and fields as they are stored, never modules, so that the readings of
two versions can be compared.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from slackbot.domain.alerts.describe import describe
from slackbot.domain.digests.schedule import upcoming
from slackbot.domain.errors import SlackbotError
from slackbot.domain.query import UsageQuery
from slackbot.language.alerts.commands import CreateAlert, EditAlert, SaveAlert
from slackbot.language.alerts.own_allowance import ours
from slackbot.language.alerts.reading import read_alert
from slackbot.language.commands import Question, read_command
from slackbot.language.context import ReadingContext, named
from slackbot.language.digests.commands import CreateDigest, EditDigest
from slackbot.language.digests.reading import question_at, read_digest
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query

Json = dict[str, Any]
SLOTS = 2
LATER = timedelta(minutes=95)  # from a question to the follow-up in its thread


class Where(BaseModel):
    """Who asks when and where."""

    now: datetime
    zone: str = "UTC"
    locale: str = "en-US"
    week_start: str = "monday"
    names: tuple[str, ...] = ()
    mentions: dict[str, str] = {}

    @property
    def context(self) -> ReadingContext:
        """How every text is read here."""
        return ReadingContext(**self.model_dump(exclude={"names"}), bots=named(self.names))


class Asked(BaseModel):
    """A text, and for a follow-up the question that it follows."""

    text: str
    where: Where
    before: str | None = None


def reading(asked: Asked) -> Json:
    """What the text means there, or the error that refuses it; also one that should never be."""
    try:
        return _read(asked.text, asked.where, asked.before)
    except SlackbotError as error:
        return {"refused": type(error).__name__, "said": error.message, **error.details}
    except Exception as error:  # noqa: BLE001 - a crash of one version is a difference, too
        return {"crashed": type(error).__name__, "said": str(error)}


def _read(text: str, where: Where, before: str | None) -> Json:
    command = read_command(text)
    match command:
        case Question(text=words):
            return {"question": _question(words, where, before)}
        case CreateDigest(text=words) | EditDigest(text=words) if words:
            found = _digest(words, where)
        case CreateAlert(text=words) | EditAlert(text=words) | SaveAlert(text=words) if words:
            found = _alert(words, where)
        case _:
            found = {}
    return {type(command).__name__: command.model_dump(mode="json"), **found}


def _question(words: str, where: Where, before: str | None) -> Json:
    context = where.context
    if before is None:
        return _said(read_query(words, context))
    earlier = read_query(before, context)
    return _said(read_follow_up(words, earlier, replace(context, now=where.now + LATER)))


def _said(query: UsageQuery) -> Json:
    return {**query.model_dump(mode="json"), "says": query.period.describe()}


def _digest(words: str, where: Where) -> Json:
    digest = read_digest(words, where.context)
    schedule = digest.schedule
    slots = upcoming(schedule, where.now, SLOTS)
    return {
        **digest.model_dump(mode="json"),
        "says": schedule.describe(),
        "slots": [slot.model_dump(mode="json") for slot in slots],
        "asks": _said(question_at(schedule, slots[0], digest.question, where.context)),
    }


def _alert(words: str, where: Where) -> Json:
    if own := ours(words):
        return {"of_our_allowance": own}
    rule = read_alert(words, where.context)
    return {**rule.model_dump(mode="json"), "says": describe(rule)}


def readings(lines: Iterable[str]) -> Iterator[str]:
    """A line for each line."""
    for line in lines:
        yield json.dumps(
            reading(Asked.model_validate_json(line)), sort_keys=True, ensure_ascii=False
        )


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in readings(sys.stdin))
