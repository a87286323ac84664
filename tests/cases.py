"""Runs many cases of one test function as one test: to pytest each test costs several milliseconds,
which is more than most cases take.

`pytest --collect-only` shows each case, and each can be run by its name.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

AT_MOST = 50  # in one test, so that processes can share the cases
NOTE = "case: {}"


def grouped(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests, with the cases of a function in the place of its first one.

    A case that waits, takes a fixture or has marks of its own stays a test.
    """
    groups: dict[object, list[pytest.Function]] = defaultdict(list)
    kept: list[pytest.Item] = []
    for item in items:
        if not isinstance(item, pytest.Function) or not _is_plain(item):
            kept.append(item)
            continue
        group = groups[item.parent, item.originalname]
        if len(group) % AT_MOST == 0:
            kept.append(item)
        group.append(item)
    for group in groups.values():
        for first in range(0, len(group), AT_MOST):
            _join(group[first : first + AT_MOST])
    return kept


def _is_plain(item: pytest.Function) -> bool:
    """Tell whether the test needs nothing but the values of its case."""
    callspec = getattr(item, "callspec", None)
    return (
        callspec is not None
        and not callspec.marks
        and not inspect.iscoroutinefunction(item.function)
        and not hasattr(item.function, "hypothesis")
        and set(inspect.signature(item.function).parameters) == set(callspec.params)
        and all(_is_value(item, name) for name in callspec.params)
    )


def _is_value(item: pytest.Function, name: str) -> bool:
    """Tell whether the argument is a value of the case, not what a fixture makes of one."""
    made = item._fixtureinfo.name2fixturedefs.get(name, ())
    return all(each.func.__name__ == "get_direct_param_fixture_func" for each in made)


def _join(items: Sequence[pytest.Function]) -> None:
    """Let the first test run all of them."""
    if len(items) > 1:
        cases = [(each.callspec.id, each.callspec.params) for each in items]
        items[0].obj = all_of(items[0].function, cases)


def all_of(
    function: Callable[..., None], cases: Sequence[tuple[str, dict[str, Any]]]
) -> Callable[..., None]:
    def run_all(**_first: Any) -> None:
        """Run each case. Raises the first error, with the names of all that failed."""
        errors: list[Exception] = []
        for id_, values in cases:
            try:
                function(**values)
            except Exception as error:  # noqa: BLE001 - the first is raised below, and names them all
                error.add_note(NOTE.format(id_))
                errors.append(error)
        if errors:
            for other in errors[1:]:
                errors[0].add_note(f"{other.__notes__[-1]}: {type(other).__name__}: {other}")
            raise errors[0]

    return run_all
