"""Makes the productions of rows that compute nothing: a fixed value, what was read, a sentence."""

from collections.abc import Callable
from typing import Any

Production = Callable[..., Any]


def always(value: object) -> Production:
    """Return the production of `value`, whatever its row reads."""
    return lambda **_: value


def as_read(**read: Any) -> Any:
    """Return the only value that a row reads."""
    (value,) = read.values()
    return value


def as_(kind: str) -> Production:
    """Return the production of a clause of that kind, with the only value that its row reads."""
    return lambda **read: (kind, as_read(**read))


def says(template: str) -> Production:
    """Return a production that fills in `template`; what was left out of the phrase is left out of
    it."""
    return lambda **values: " ".join(template.format_map(_Blank(values)).split())


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
