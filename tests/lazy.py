"""Values that tests look up by name. Each process collects all tests, and runs a few of them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeVar

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """The value of a name is made when it is first looked up."""

    def __init__(self, names: Mapping[str, Callable[[], T]]) -> None:
        self._names = names
        self._made = cache(lambda name: names[name]())

    def __getitem__(self, name: str) -> T:
        return self._made(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
