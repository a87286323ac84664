"""Buckets of usage, and many of them in little memory."""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Annotated, Any, Self, overload
from zlib import compress, decompress

from pydantic import (
    AwareDatetime,
    SerializerFunctionWrapHandler,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapSerializer,
    WrapValidator,
)

from slackbot.domain.query import Unit

UNITS = tuple(Unit)
ABSENT = -1
FEW = 5_000  # buckets that are kept and written down one by one


@dataclass(frozen=True, slots=True)
class Bucket:
    """The usage of one bot from `start` (UTC) on. Kore.ai did not send an absent unit."""

    bot_id: str
    start: AwareDatetime
    counts: dict[Unit, int]


class Buckets(Sequence[Bucket]):
    """Buckets as columns of numbers, 52 bytes each; a `Bucket`, ten times as large, is made when it
    is looked at. Starts are whole seconds.
    """

    __slots__ = ("_bot_ids", "_bots", "_counts", "_starts")

    def __init__(self, bot_ids: Sequence[str] = ()) -> None:
        self._bot_ids = list(bot_ids)
        self._bots = array("I")  # places in `_bot_ids`
        self._starts = array("q")  # seconds since 1970
        self._counts = array("q")  # a count or ABSENT for each unit

    @classmethod
    def of(cls, buckets: Iterable[Bucket]) -> Self:
        """Copy the buckets, in their order."""
        found, places = cls(), dict[str, int]()
        for bucket in buckets:
            place = places.setdefault(bucket.bot_id, len(places))
            found._bots.append(place)
            found._starts.append(int(bucket.start.timestamp()))
            found._counts.extend([bucket.counts.get(unit, ABSENT) for unit in UNITS])
        found._bot_ids = list(places)
        return found

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Self:
        """Read what `packed` has written. Raises ValueError if it is not that."""
        found = cls(packed["bot_ids"])
        if packed["units"] != [unit.value for unit in UNITS]:
            raise ValueError("the columns are of other units")
        columns = (found._bots, found._starts, found._counts)
        for column, text in zip(columns, packed["columns"], strict=True):
            column.frombytes(decompress(b64decode(text)))
        return found

    def packed(self) -> dict[str, Any]:
        """Write the columns as text for JSON."""
        columns = (self._bots, self._starts, self._counts)
        texts = [b64encode(compress(column.tobytes(), 1)).decode() for column in columns]
        return {"bot_ids": self._bot_ids, "units": [unit.value for unit in UNITS], "columns": texts}

    @property
    def figures(self) -> int:
        """The number of counts that are not absent."""
        return len(self._counts) - self._counts.count(ABSENT)

    def of_bots(self, bot_ids: Collection[str]) -> Self:
        """Return the buckets of just these bots."""
        wanted = {place for place, id_ in enumerate(self._bot_ids) if id_ in bot_ids}
        return self._only([at for at, bot in enumerate(self._bots) if bot in wanted])

    def each_bots(self) -> dict[str, Self]:
        """Group the buckets by their bot, in their order."""
        places: dict[int, list[int]] = {}
        for at, bot in enumerate(self._bots):
            places.setdefault(bot, []).append(at)
        return {self._bot_ids[bot]: self._only(own) for bot, own in places.items()}

    def by_start(self) -> Iterator[Bucket]:
        """Yield the buckets by their start, those of one start in their order."""
        return map(self._at, sorted(range(len(self)), key=self._starts.__getitem__))

    def __len__(self) -> int:
        return len(self._bots)

    def __iter__(self) -> Iterator[Bucket]:
        return map(self._at, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Bucket: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Bucket]: ...

    def __getitem__(self, place: int | slice) -> Bucket | Sequence[Bucket]:
        places = range(len(self))[place]
        if isinstance(places, range):
            return tuple(map(self._at, places))
        return self._at(places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(own == its for own, its in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment] # like a list

    def __repr__(self) -> str:
        return f"<{len(self)} buckets>"

    def _at(self, place: int) -> Bucket:
        size = len(UNITS)
        counts = zip(UNITS, self._counts[place * size : (place + 1) * size], strict=True)
        return Bucket(
            self._bot_ids[self._bots[place]],
            _moment(self._starts[place]),
            {unit: count for unit, count in counts if count != ABSENT},
        )

    def _only(self, places: Sequence[int]) -> Self:
        size, counts = len(UNITS), array("q")
        for at in places:
            counts.extend(self._counts[at * size : (at + 1) * size])
        bots, starts = ([column[at] for at in places] for column in (self._bots, self._starts))
        return self._made(self._bot_ids, bots, starts, counts)

    @classmethod
    def _made(
        cls, bot_ids: list[str], bots: Iterable[int], starts: Iterable[int], counts: Iterable[int]
    ) -> Self:
        found = cls(bot_ids)
        found._bots.extend(bots)
        found._starts.extend(starts)
        found._counts.extend(counts)
        return found


@lru_cache(maxsize=20_000)  # two years of hours: those of all bots are the same
def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def compact(buckets: Iterable[Bucket]) -> Sequence[Bucket]:
    """Keep a few buckets as they are, and more of them as columns."""
    if isinstance(buckets, Buckets):
        return buckets
    rest = iter(buckets)
    few = tuple(islice(rest, FEW + 1))
    return few if len(few) <= FEW else Buckets.of(chain(few, rest))


def of_bots(buckets: Sequence[Bucket], bot_ids: Collection[str]) -> Sequence[Bucket]:
    """Return the buckets of just these bots."""
    if isinstance(buckets, Buckets):
        return buckets.of_bots(bot_ids)
    return tuple(bucket for bucket in buckets if bucket.bot_id in bot_ids)


def each_bots(buckets: Iterable[Bucket]) -> Mapping[str, Sequence[Bucket]]:
    """Group the buckets by their bot, in their order."""
    if isinstance(buckets, Buckets):
        return buckets.each_bots()
    own: dict[str, list[Bucket]] = {}
    for bucket in buckets:
        own.setdefault(bucket.bot_id, []).append(bucket)
    return own


def by_start(buckets: Iterable[Bucket]) -> Iterator[Bucket]:
    """Yield the buckets by their start, those of one start in their order."""
    if isinstance(buckets, Buckets):
        return buckets.by_start()
    return iter(sorted(buckets, key=lambda bucket: bucket.start))


def figures_in(buckets: Sequence[Bucket]) -> int:
    """Return the number of counts in the buckets."""
    if isinstance(buckets, Buckets):
        return buckets.figures
    return sum(len(bucket.counts) for bucket in buckets)


def _read(value: Any, handler: ValidatorFunctionWrapHandler) -> Sequence[Bucket]:
    if isinstance(value, Buckets):
        return value
    if isinstance(value, dict):
        return Buckets.unpacked(value)
    return compact(tuple(handler(value)))


def _write(value: Sequence[Bucket], handler: SerializerFunctionWrapHandler) -> Any:
    return value.packed() if isinstance(value, Buckets) else handler(value)


# The form of a few, and of all that earlier versions wrote. More are written as `Buckets.packed`.
_ONE_BY_ONE = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["bot_id", "start", "counts"],
        "properties": {
            "bot_id": {"type": "string"},
            "start": {"type": "string", "format": "date-time"},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    },
}
ManyBuckets = Annotated[
    Sequence[Bucket],
    WrapValidator(_read),
    WrapSerializer(_write),
    WithJsonSchema(_ONE_BY_ONE),
]
