"""What is stored keeps its name: work under way, old buttons, dashboards and logs depend on it."""

from pathlib import Path

from tests.stored_names import lines

LISTED = Path(__file__).with_name("stored_names.txt")


def test_no_stored_name_has_changed() -> None:
    """One more is written into the list by the command in `stored_names`; one that is gone or has
    changed strands what an older version has written: it stays, by an alias if need be."""
    assert [*lines()] == LISTED.read_text().splitlines()
