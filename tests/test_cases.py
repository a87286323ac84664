"""Cases that are joined in one test are all run, and each that fails is named."""

import pytest

from tests.cases import all_of

tried: list[int] = []


def _is_small(number: int) -> None:
    tried.append(number)
    assert number < 3


def test_each_case_is_run_and_all_that_fail_are_named() -> None:
    joined = all_of(_is_small, [(f"the {n}", {"number": n}) for n in (1, 5, 2, 7)])
    with pytest.raises(AssertionError) as raised:
        joined(number=1)
    assert tried == [1, 5, 2, 7]
    assert [note.partition(":")[2].split(":")[0] for note in raised.value.__notes__] == [
        " the 5",
        " the 7",
    ]


@pytest.mark.parametrize("number", range(3))
def test_three(number: int) -> None:
    assert number in range(3)


@pytest.fixture(params=range(3))
def made(request: pytest.FixtureRequest) -> str:
    return f"made of {request.param}"


def test_made(made: str) -> None:
    assert made.startswith("made of")


def test_cases_of_one_function_are_one_test(request: pytest.FixtureRequest) -> None:
    ours = [item.name for item in request.session.items if item.path == request.path]
    assert sum(name.startswith("test_three") for name in ours) <= 1
