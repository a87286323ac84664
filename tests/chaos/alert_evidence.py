"""What alerts have left behind at Slack's side and in the database, and what of it breaks a
promise. Each message carries its key, so it is known which notice it is."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.sandbox.kore.bots import Bot
from slackbot.sandbox.kore.usage import hourly_usage
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER
from tests.chaos.evidence import HOUR, Double, Findings, key_of

DAY = timedelta(days=1)
SETTLED_AFTER = timedelta(hours=9)  # six hours of settling, and a few checks, some of them killed
CHECKED_AGAIN = timedelta(hours=3)  # two checks, of which one may lose a race
NOTICE = re.compile(
    r"^[0-9a-f]{12}-(?P<place>.+?)(?::level:(?P<rank>\d+)|:(?P<end>[a-z_]+)):notice$"
)
FIRST = re.compile(r"^[0-9a-f]{12}-.+:first$")
Day = tuple[str, str, datetime]  # of a rule, and a bot


class Posted(NamedTuple):
    """A notice at Slack's side: of a level's rank, or of an end."""

    place: str
    rank: int | None
    end: str
    message: Message


class Daily(NamedTuple):
    """A rule about days that nobody presses a button of, and whose days are counted by hand."""

    alert: Alert
    bots: tuple[Bot, ...]

    def days(self, until: datetime) -> Iterator[tuple[Day, int]]:
        """The highest level of each day that is settled by then; -1 for none."""
        start = self.alert.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
        each = self.alert.rule.each
        subjects = [(bot.id, (bot,)) for bot in self.bots] if each else [("*", self.bots)]
        while start + DAY + SETTLED_AFTER <= until:
            for name, bots in subjects:
                hours = (start + n * HOUR for n in range(24))
                total = sum(hourly_usage(bot, hour).sessions for hour in hours for bot in bots)
                levels = self.alert.rule.levels
                yield (self.alert.id, name, start), sum(total > level.at for level in levels) - 1
            start += DAY


@dataclass(frozen=True, kw_only=True)
class AlertFindings(Findings):
    """What came of a run. `until` is the app's own time at its end, `told` what it has written down
    of what it told, and `rules` how they stand."""

    daily: Sequence[Daily]
    rules: Sequence[Watched]
    told: Sequence[Told]
    until: datetime
    checks: int

    @property
    def ok(self) -> bool:
        broken = (self.missed, self.unposted, self.unsaid, self.bugs, self.misplaced, self.disorder)
        return not any(broken) and not self.died and self.checks > 0

    @cached_property
    def notices(self) -> list[Posted]:
        """The app's notices, in their order."""
        found = []
        for message in self.posted:
            if message.user == APP_USER and (named := NOTICE.match(key_of(message))):
                rank = int(named["rank"]) if named["rank"] else None
                found.append(Posted(named["place"], rank, named["end"] or "", message))
        return found

    @cached_property
    def by_place(self) -> Mapping[str, list[Posted]]:
        found: defaultdict[str, list[Posted]] = defaultdict(list)
        for each in self.notices:
            found[each.place].append(each)
        return found

    @cached_property
    def doubles(self) -> list[Double]:
        same: defaultdict[str, list[Message]] = defaultdict(list)
        for message in self.posted:
            key = key_of(message)
            if message.user == APP_USER and (NOTICE.match(key) or FIRST.match(key)):
                same[key.partition("-")[2]].append(message)
        return [
            Double(first, second, self.in_window(first, second))
            for messages in same.values()
            for first, second in pairwise(messages)
        ]

    @cached_property
    def days(self) -> dict[Day, int]:
        """What the days of the daily rules came to, by hand."""
        return {day: rank for each in self.daily for day, rank in each.days(self.until)}

    @cached_property
    def missed(self) -> list[str]:
        """Days of which not the highest level was told, or of which the end was not."""
        return [
            f"{day}: level {rank}, told {told}"
            for day, rank in self.days.items()
            if (told := self._told_of(day)) != (rank, rank >= 0)
        ]

    def _told_of(self, day: Day) -> tuple[int, bool]:
        rule_id, bot, start = day
        place = f"{rule_id}:{bot}:{start:%Y-%m-%dT%H:%M}:1"
        said = self.by_place.get(place, [])
        ranks = [each.rank for each in said if each.rank is not None]
        return max(ranks, default=-1), any(each.end for each in said) or place in self.told_late

    @cached_property
    def told_late(self) -> set[str]:
        """Places in which a level was told only as its window had ended: nothing follows it."""
        return {each.notice.episode for each in self.told if each.notice.final}

    @cached_property
    def unposted(self) -> list[str]:
        """What the app says that it told and Slack does not have."""
        there = {each.message.ts for each in self.notices}
        return [
            each.notice.key
            for each in self.told
            if each.thread is None or each.thread.ts not in there
        ]

    @cached_property
    def unsaid(self) -> list[str]:
        """What was handed over and neither told nor taken back, though checks came since; of a rule
        that is checked."""
        said = (
            notice for each in self.rules if each.alert.is_active for notice in each.memory.sent
        )
        return [notice.key for notice in said if notice.at <= self.until - CHECKED_AGAIN]

    @cached_property
    def misplaced(self) -> list[str]:
        """Places with no message in the channel or with several, their doubles left aside, or with
        a notice in another's thread."""
        return [place for place, said in self.by_place.items() if not _is_one_place(said)]

    @cached_property
    def disorder(self) -> list[str]:
        """Places in which a level came after a higher one, or something after the end."""
        return [place for place, said in self.by_place.items() if not _is_in_order(said)]


def _is_one_place(said: Sequence[Posted]) -> bool:
    parents = [each for each in said if not each.message.is_reply]
    threads = {each.message.thread_ts for each in said if each.message.is_reply}
    keys = {(each.rank, each.end) for each in parents}
    return len(keys) == 1 and threads <= {each.message.ts for each in parents}


def _is_in_order(said: Sequence[Posted]) -> bool:
    told = list(dict.fromkeys((each.rank, each.end) for each in said))
    if told[0][1] == "check_failed":
        return [end for _, end in told] in (["check_failed"], ["check_failed", "check_recovered"])
    ranks = [rank for rank, _ in told if rank is not None]
    ends = [place for place, (_, end) in enumerate(told) if end]
    return ranks == sorted(ranks) and ends in ([], [len(told) - 1]) and told[0][0] is not None
