"""dateparser's data are our dictionary: where they change, our readings may."""

import hashlib
import json
from dataclasses import asdict

import pytest

from slackbot.language.locales.dictionary import dictionary_of

# What we use of each language, as of dateparser 1.5.0. Where one differs, read what has changed
# there, run the tables of this folder, and write the new digest down.
DIGESTS = {
    "de": "9873f13dbfb55f7e",
    "es": "639b3628c2109b1b",
    "fr": "a2c0a704e4b56be5",
    "ja": "8dc750cf79ebe895",
    "pt": "637e5cd4f4c84a94",
}


@pytest.mark.parametrize("language", DIGESTS)
def test_the_data_are_those_that_the_tables_were_written_for(language: str) -> None:
    used = json.dumps(asdict(dictionary_of(language)), sort_keys=True, ensure_ascii=False)
    assert hashlib.sha256(used.encode()).hexdigest()[:16] == DIGESTS[language]


def test_a_named_period_and_a_distance_are_told_apart() -> None:
    german = dictionary_of("de")
    assert german.named["letzte woche"] == "last week"
    assert ("vor", "woche", "week") in german.distances
    assert german.named["vorgestern"] == "day before yesterday"


def test_what_the_tables_leave_out_is_in_the_data() -> None:
    german, french = dictionary_of("de"), dictionary_of("fr")
    assert (german.weekdays["Die"], german.weekdays["Mit"]) == ("tuesday", "wednesday")
    assert french.weekdays["me"] == "wednesday"
    assert "\\" not in "".join(f"{before}{behind}" for before, behind, _ in french.distances)


def test_numbers_are_words_only() -> None:
    assert dictionary_of("de").numbers["zwölf"] == 12
    assert "moins" not in " ".join(dictionary_of("fr").numbers)


def test_there_is_no_dictionary_of_an_unknown_language() -> None:
    with pytest.raises(ModuleNotFoundError):
        dictionary_of("xx")
