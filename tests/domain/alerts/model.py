"""What a rule should say, worked out from plain lists of numbers, sharing nothing with the app.

Hours are numbered from 0, a Monday at midnight in UTC, and checked at each full hour `t`: then
those before `t` are known, and those before `t - settle` settled. All is delivered at once.
A notice is `(t, kind, rank)`.
"""

from collections.abc import Callable, Sequence

Figures = Sequence[int | None]
Said = list[tuple[int, str, int]]
Seen = list[tuple[int, float] | None]
GIVE_UP = 72


def total(figures: Figures, first: int, last: int) -> int | None:
    """The sum, or None where one is missing or before all."""
    part = figures[first:last]
    if first < 0 or last > len(figures) or any(each is None for each in part):
        return None
    return sum(each for each in part if each is not None)


def held(figures: Figures, first: int, last: int) -> int:
    """The sum of those that are there."""
    return sum(each or 0 for each in figures[max(first, 0) : max(last, 0)])


def enough(checks: list[int], needed: int) -> int:
    """The highest level that enough checks reached."""
    return max(
        (level for level in checks if level >= 0 and sum(c >= level for c in checks) >= needed),
        default=-1,
    )


class Voice:
    """What was said, and when one may speak again."""

    def __init__(self, cooldown: int = 0) -> None:
        self.said: Said = []
        self.cooldown = cooldown
        self.last = -1_000_000

    def may(self, t: int) -> bool:
        return t - self.last >= self.cooldown

    def level(self, t: int, rank: int, told: int) -> None:
        self.said.append((t, "fired" if told < 0 else "escalated", rank))
        self.last = t

    def other(self, t: int, kind: str, told: int) -> None:
        self.said.append((t, kind, told))


class Day:
    """One day of a rule per day."""

    def __init__(self, first: int) -> None:
        self.first, self.end = first, first + 24
        self.told = -1
        self.checks: list[int] = []
        self.closed = False


class Daily:
    """A rule per day: `reached` is the highest level that a day's figure reaches, or -1."""

    def __init__(
        self,
        reached: Callable[[int], int],
        settle: int,
        checks: tuple[int, int] = (1, 1),
        cooldown: int = 0,
        *,
        below: bool = False,
    ) -> None:
        self.reached, self.settle, self.below = reached, settle, below
        self.needed, self.of = checks
        self.voice = Voice(cooldown)

    def says(self, figures: Figures) -> Said:
        days = [Day(first) for first in range(0, len(figures), 24)]
        for t in range(1, len(figures) + 1):
            for day in days:
                if day.first < t and not day.closed:
                    end = min(t, day.end)
                    whole, part = (f(figures, day.first, end) for f in (total, held))
                    self.look(day, t, whole, part or 0)
        return self.voice.said

    def look(self, day: Day, t: int, value: int | None, held: int) -> None:
        """Usage only grows: what is known of a day may reach a level though an hour is missing."""
        given_up, whole = t - day.end > GIVE_UP, value is not None
        value = held if value is None else value
        if not whole and self.below and self.reached(held) < 0:
            day.closed = t >= day.end + self.settle  # it will not be so few any more
        elif not whole and (self.below or self.reached(held) < 0):
            if given_up:
                self.end(day, t)
        elif t >= day.end + self.settle and (whole or given_up):
            if self.reached(value) <= day.told:
                self.end(day, t)
                return
            if not self.voice.may(t):
                self.end(day, t)
                return
            day.closed = True
            self.voice.level(t, self.reached(value), day.told)
        elif not self.below:
            self.go_on(day, t, self.reached(value))

    def end(self, day: Day, t: int) -> None:
        day.closed = True
        if day.told >= 0:
            self.voice.other(t, "ended", day.told)

    def go_on(self, day: Day, t: int, reached: int) -> None:
        day.checks = [*day.checks, reached][-self.of :]
        now = enough(day.checks, self.needed)
        if now > day.told and self.voice.may(t):
            self.voice.level(t, now, day.told)
            day.told = now


class Levelled:
    """A rule without windows: at each `t` the check that is seen and its score, or None.

    It is over a tenth of the first level (rounded down) away from it, in enough checks in a row.
    """

    def __init__(
        self,
        levels: Sequence[int],
        checks: tuple[int, int] = (1, 1),
        cooldown: int = 0,
        *,
        exclusive: bool,
        below: bool = False,
    ) -> None:
        self.levels, self.exclusive, self.sign = levels, exclusive, -1 if below else 1
        self.needed, self.of = checks
        self.voice = Voice(cooldown)
        self.told, self.firing = -1, False
        self.over: int | None = None  # the check at which it was last over
        self.last: int | None = None
        self.checks: list[int] = []

    def says(self, seen: Seen) -> Said:
        for t, each in enumerate(seen):
            if each is not None and each[0] != self.over:
                self.look(t, *each)
        return self.voice.said

    def reach(self, score: float) -> int:
        beyond = [self.sign * (score - level) for level in self.levels]
        hits = [k for k, by in enumerate(beyond) if by > 0 or (by == 0 and not self.exclusive)]
        if hits:
            return hits[-1]
        return -2 if abs(score - self.levels[0]) >= self.levels[0] // 10 else -1

    def look(self, t: int, check: int, score: float) -> None:
        earlier = self.checks[:-1] if check == self.last else self.checks
        self.checks = [*earlier, self.reach(score)][-self.of :]
        self.last = check
        now = enough(self.checks, self.needed)
        if now >= 0:
            self.firing = True
            if now > self.told and self.voice.may(t):
                self.voice.level(t, now, self.told)
                self.told = now
        elif self.firing and self.checks[-self.needed :] == [-2] * self.needed:
            if self.told >= 0:
                self.voice.other(t, "resolved", self.told)
            self.told, self.firing, self.over, self.checks = -1, False, check, []


def rolling(
    figures: Figures, hours: int, settle: int, reach: Callable[[float], int], *, below: bool
) -> Seen:
    """For each `t` the sum of the last hours: the highest that may be settled by none, or, below,
    the one that is. Where one is missing, what is known, if that is enough for a level; below,
    if it is too much for one."""
    seen: Seen = []
    for t in range(len(figures) + 1):
        ends = [t - settle] if below else range(t - settle, t + 1)
        sums = [total(figures, end - hours, end) for end in ends]
        most = max(held(figures, end - hours, end) for end in ends)
        seen_so = None not in sums or below == (reach(most) < 0)
        seen.append((t - settle if below else t, most) if seen_so else None)
    return seen


def silent(
    figures: Figures, settle: int, reach: Callable[[float], int], counts: Callable[[int], bool]
) -> Seen:
    """For each `t` how many settled hours that count there was nothing. Where one is missing, those
    behind it, if they are enough for a level, or if it makes no difference."""
    seen: Seen = []
    for t in range(len(figures) + 1):
        end = hour = t - settle
        run = most = 0
        while hour > 0 and not figures[hour - 1]:
            hour -= 1
            most += counts(hour)
            if None not in figures[hour:end]:
                run = most
        if hour <= 0:
            most = 1_000_000
        sure = reach(run) >= 0 or reach(run) == reach(most)
        seen.append((end, run) if end >= 1 and sure else None)
    return seen


def changed(figures: Figures, settle: int, floor: int, *, down: bool) -> Seen:
    """For each `t` the latest settled day against the one before it, in percent."""
    seen: Seen = []
    for t in range(len(figures) + 1):
        day = (t - settle) // 24 - 1
        now, before = (total(figures, 24 * d, 24 * d + 24) for d in (day, day - 1))
        if day < 1 or now is None or before is None:
            seen.append(None)
            continue
        by = before - now if down else now - before
        percent = 100 * by / before if before else 100_000.0
        seen.append((day, percent if by >= floor else min(0.0, percent)))
    return seen
