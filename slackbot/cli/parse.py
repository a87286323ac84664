"""`slackbot parse`: shows how a text is understood, for scripts, support and our own checks.

It reads with the functions that the app reads with. `ok` says whether the app would answer or do
something; what only the store knows, such as which alerts there are, is taken as given.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.alerts.describe import describe
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.channel import ChannelBots, ChannelSettings, LinkedBot
from slackbot.domain.digests.schedule import upcoming
from slackbot.domain.errors import UnreadableError, UserError
from slackbot.domain.group import BotGroup
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, UsageQuery
from slackbot.language.audit import AuditSentence
from slackbot.language.channel_settings import Settings
from slackbot.language.commands import Command, read_command
from slackbot.language.context import ReadingContext
from slackbot.language.digests.reading import DigestSentence, question_at
from slackbot.language.money.allowances import SetAllowance
from slackbot.language.money.prices import SetPrice
from slackbot.language.names.zones import known_zone
from slackbot.language.questions.asked import read_question
from slackbot.language.understanding import (
    Meaning,
    described,
    family_of,
    family_of_refused,
    meaning_of,
)

Json = dict[str, Any]
SLOTS, MOST_SLOTS = 3, 2000
NO_GROUPS: Mapping[str, Iterable[str]] = {}


class ParseContext(NamedTuple):
    """The place of a text: a channel with the bots `linked`, unless nobody named any, and
    in the thread of the question `earlier`, if there is one."""

    context: ReadingContext
    linked: ChannelBots | None = None
    earlier: UsageQuery | None = None


def place_of(
    now: datetime,
    zone: str,
    locale: str,
    *,
    bots: Iterable[str] = (),
    groups: Mapping[str, Iterable[str]] = NO_GROUPS,
    settings: Iterable[str] = (),
    thread: str = "",
) -> ParseContext:
    """Returns the place of a channel with these bots, the first of them by default, and these
    groups, whose other bots are not linked there.

    `settings` are words that could be typed there: `week sunday`, `allowance 40000 sessions per
    month`. Raises UserError for other words.
    """
    linked = _linked(bots, groups)
    channel, allowances = ChannelSettings(), ChannelAllowances()
    for words in settings:
        match _setting(words):
            case Settings() as command:
                channel = command.resolved().applied_to(channel)
            case SetAllowance(allowance=allowance):
                set_up = (*allowances.allowances, allowance)
                allowances = allowances.model_copy(update={"allowances": set_up})
            case SetPrice() as command:
                today = now.astimezone(ZoneInfo(zone)).date()
                prices = (*allowances.prices, command.complete({}, allowances, today))
                allowances = allowances.model_copy(update={"prices": prices})
    context = ReadingContext.in_channel(channel, linked, now=now, zone=zone, locale=locale)
    context = replace(context, allowances=allowances)
    earlier = read_question(thread, context) if thread else None
    return ParseContext(context, linked if linked.bots else None, earlier)


def _linked(bots: Iterable[str], groups: Mapping[str, Iterable[str]]) -> ChannelBots:
    linked = tuple(
        LinkedBot(id="st-" + str(number), name=name, linked_by="", is_default=number == 1)
        for number, name in enumerate(bots, start=1)
    )
    ids = {bot.name.casefold(): bot.id for bot in linked}
    of_groups = [
        BotGroup(
            id=f"gr-{number:012}",
            name=name,
            bot_ids=tuple(ids.get(each.casefold(), f"st-0-{each}") for each in members),
        )
        for number, (name, members) in enumerate(groups.items(), start=1)
    ]
    return ChannelBots.of(linked, of_groups)


def _setting(words: str) -> Settings | SetAllowance | SetPrice:
    lead = (
        ""
        if words.split()[:1] in (["allowance"], ["budget"], ["price"], ["settings"])
        else "settings "
    )
    command = read_command(f"{lead}{words}")
    if isinstance(command, Settings | SetAllowance | SetPrice):
        return command
    raise UnreadableError(f'"{words}" sets nothing. Try `week sunday`', words)


def parsed(text: str, place: ParseContext, slots: int = SLOTS) -> Json:
    """Return the answer to one text, as JSON.

    `family` and `buttons` are always there. If it is `ok`: `reading`, what it `reads_as`, and the
    microseconds that reading took; of a question also the period and the query, of a digest its
    schedule and the next `slots` slots, of an alert its rule. Else the error's message and the
    words that it is about.
    """
    started = time.perf_counter_ns()
    family: str = family_of_refused(text)
    try:
        command = read_command(text)
        family = family_of(command, follows=place.earlier is not None)
        meaning = meaning_of(command, place.context, place.linked, place.earlier)
        answer = _shown(command, meaning, place, slots)
    except UserError as error:
        return {"ok": False, "family": family, **_refused(error)}
    took = round((time.perf_counter_ns() - started) / 1000, 1)
    return {"ok": True, "family": family, **answer, "buttons": [], "us": took}


def _refused(error: UserError) -> Json:
    buttons = [{"label": each, "text": each} for each in error.suggestions]
    return {"error": {"message": error.message, "words": error.words}, "buttons": buttons}


def _shown(command: Command, meaning: Meaning | None, place: ParseContext, slots: int) -> Json:
    match meaning:
        case UsageQuery():
            return _query(meaning, place)
        case DigestSentence():
            return _digest(meaning, place.context, slots)
        case AlertRule():
            rule = meaning.model_dump(mode="json")
            return {"reading": _typed(command), "alert": rule, "reads_as": describe(meaning)}
        case AuditSentence():
            return {"reading": _typed(meaning), "reads_as": described(meaning)}
    return {"reading": _typed(command), "reads_as": described(command)}


def _typed(command: Command | AuditSentence) -> Json:
    return {"type": type(command).__name__, **command.model_dump(mode="json")}


def _digest(sentence: DigestSentence, context: ReadingContext, slots: int) -> Json:
    schedule = sentence.schedule
    coming = upcoming(schedule, context.now, slots)
    first = question_at(schedule, coming[0], sentence.question, context)
    shown = {
        **sentence.model_dump(mode="json"),
        "slots": [
            {
                "day": slot.day.isoformat(),
                "at": slot.at.astimezone(ZoneInfo(schedule.zone)).isoformat(),
                "note": slot.note,
                "period": _instants(question_at(schedule, slot, sentence.question, context).period),
            }
            for slot in coming
        ],
    }
    reads = (
        schedule.describe(),
        *(["when settled"] if sentence.when_settled else []),
        f"the first time {reads_as(first)}",
    )
    return {
        "reading": {"type": "CreateDigest", **sentence.model_dump(mode="json")},
        "digest": shown,
        "reads_as": "; ".join(reads),
    }


def _query(query: UsageQuery, place: ParseContext) -> Json:
    comparison = _instants(query.comparison) if query.comparison else None
    bots = query.bots
    if place.linked is not None:
        bots = tuple(bot.name for bot in place.linked.choose(query))
    return {
        "reading": {
            "type": "UsageQuery",
            "window": _instants(query.period),
            "units": [unit.value for unit in query.units],
            "rows": query.grouping,
            "bots": list(bots),
            "weekdays": list(query.period.weekdays),
            "comparison": comparison,
            "corrections": list(query.corrections),
        },
        "period": {**_instants(query.period), "stated": query.stated},
        "query": query.model_dump(
            mode="json", exclude={"period", "stated", "until", "comparison", "other_readings"}
        )
        | {"comparison": comparison},
        "reads_as": reads_as(query),
        "other_readings": [
            {"words": other.words, **_instants(other.period)} for other in query.other_readings
        ],
    }


def lines_of(answer: Json) -> Iterator[str]:
    """Show an answer that is `ok` in a few lines."""
    yield answer["reads_as"]
    for other in answer.get("other_readings", ()):
        yield f"  or: {other['words']}"
    for slot in answer.get("digest", {}).get("slots", ()):
        note = f" – {slot['note']}" if slot["note"] else ""
        yield f"  next: {slot['at']}{note}"


def answers(lines: Iterable[bytes], clock: datetime) -> Iterator[str]:
    """Return a line of JSON for each line of JSON, an object with a `text` and perhaps with

    - `now`, an ISO moment, by default the `clock`; without an offset it is local time in `zone`;
    - `zone`, by default UTC, and `locale`, by default en-US, of the asker;
    - `bots`, the names of the channel's, the first by default; without it no bot is looked up;
    - `groups` of bots, an object: `{"Retail": ["SalesBot", "ShopBot"]}`, or a list of texts such
      as `Retail = SalesBot, ShopBot`;
    - `settings` of the channel, a list of words as typed, or an object: `{"week": "sunday"}`;
    - `thread`, the question in whose thread the text is typed;
    - `slots`, how many of a digest are shown, by default 3.

    Any other line is answered with an error.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, clock))


def _fact(asked: AskedFact) -> str:
    per = f"per {asked.unit.singular}" if asked.unit else asked.per or ""
    return " ".join(filter(None, (asked.fact, per, "by cost" if asked.by_cost else "")))


def reads_as(query: UsageQuery) -> str:
    """Return the query as understood, in one line of words."""
    clauses = [query.period.describe()]
    if query.grouping:
        clauses.append(f"by {query.grouping}")
    if query.facts:
        facts = map(_fact, query.facts)
        clauses.append(f"asking for {', '.join(facts)}")
    if query.units:
        clauses.append(", ".join(unit.plural for unit in query.units))
    if query.by_bot:
        clauses.append("by group" if query.by_group else "by bot")
    if query.is_of_all or query.bots:
        bots = "all bots" if query.is_of_all else ", ".join(query.bots)
        without = f" except {', '.join(query.excluded)}" if query.excluded else ""
        clauses.append(f"for {bots}{without}")
    if query.comparison:
        clauses.append(f"compared to {query.comparison.describe()}")
    flags = {
        f"top {query.top}": query.top,
        "as csv": query.csv,
        "as excel": query.excel,
        "as focus": query.focus,
        "privately": query.private,
        "fresh": query.fresh,
    }
    clauses += [words for words, asked in flags.items() if asked]
    return ", ".join(clauses)


def read_now(typed: str, zone: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is local time in `zone`. Raises ValueError."""
    now = datetime.fromisoformat(typed)
    return now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone))


def _answer(line: bytes, clock: datetime) -> Json:
    try:
        asked = json.loads(line)
        text, zone = _text(asked, "text"), known_zone(_text(asked, "zone", "UTC"))
        now = read_now(asked["now"], zone) if asked.get("now") else clock
        slots = min(max(int(asked.get("slots", SLOTS)), 1), MOST_SLOTS)
        place = place_of(
            now,
            zone,
            _text(asked, "locale", "en-US"),
            bots=_texts(asked, "bots"),
            groups=_groups(asked),
            settings=_settings(asked),
            thread=_text(asked, "thread", ""),
        )
        return parsed(text, place, slots)
    except UserError as error:
        return {"ok": False, **_refused(error)}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        message = (
            f'not a line such as {{"text": "last week", "now": "2026-11-24T09:30:00Z"}}: {error}'
        )
        return {"ok": False, "error": {"message": message, "words": ""}}


def _settings(asked: Json) -> list[str]:
    given = asked.get("settings")
    if isinstance(given, Mapping):
        words = {name.replace("_", " ").removesuffix(" start"): given[name] for name in given}
        return [f"{name} {value}" for name, value in words.items()]
    return _texts(asked, "settings")


def _groups(asked: Json) -> Mapping[str, list[str]]:
    given = asked.get("groups") or {}
    if isinstance(given, Mapping):
        return {name: _texts(given, name) for name in given}
    return dict(map(read_group, _texts(asked, "groups")))


def read_group(words: str) -> tuple[str, list[str]]:
    """Read `Retail = SalesBot, ShopBot` into the name and those of the bots."""
    name, _, bots = words.partition("=")
    return name.strip(), [each.strip() for each in bots.split(",") if each.strip()]


def _texts(asked: Mapping[str, Any], name: str) -> list[str]:
    value = asked.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError(f'"{name}" must be a list of texts')
    return value


def _text(asked: Json, name: str, default: str | None = None) -> str:
    value = asked.get(name)
    value = default if value is None else value
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be a text')
    return value


def _instants(period: Period) -> Json:
    return {
        "start": period.local_start.isoformat(),
        "end": period.local_end.isoformat(),
        "zone": period.zone,
    }
