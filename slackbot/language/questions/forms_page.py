"""Writes the dates page: `python -m slackbot.language.questions.forms_page > docs/dates.md`."""

from collections.abc import Iterable

from slackbot.language.questions.documented_forms import (
    CLAUSES,
    COMPARISONS,
    LANGUAGES,
    PERIODS,
    REFUSED,
    TODAY,
    ZONES,
    Form,
)

HEAD = f"""# What you can ask for

Write the period and the filters in any order: `/billing sessions last week by day for SupportBot`.
Without a period you get the month to date. Every word is accounted for: what cannot be read, or
could mean several things, is refused with the words in question; a slip of one letter in a long
word is mended and said. A period that has not ended is cut at now. Dates without a year mean the
latest that has begun. Where a sentence has another sensible reading, the answer offers it.

The windows below are those of {TODAY}. Days run from midnight to
midnight there; the last day is included. The zone is the text's, else the channel's, else yours in
Slack, else UTC.
"""
SHORT = (
    "today", "last week", "March", "1-15 March", "since Monday", "last 7 days", "month to date",
    "Q3 2025", "W12", "yesterday 9am to 5pm", "last 24 hours",
)  # fmt: skip
COUNTED = """Kore.ai counts whole UTC hours. Where days begin inside one, as in India, Nepal,
Newfoundland or central Australia, a day is counted from the hour that holds its midnight: in India
from 18:00 UTC, which is 23:30 there. Each hour is of one day, so days add up to their week, and
the answer says from when they are counted. So do single hours: `yesterday 9am to 5pm` in India is
counted from 08:30 to 16:30.
"""
BESIDE = ("by day", "sessions", "for SupportBot", "for all bots", "in UTC")
AFTER = """In a thread with an answer, mention the app to go on from there: `@Billing by hour`,
`@Billing for SalesBot`, `@Billing and the week before?`, `@Billing as csv`. What you do not say
stays as it was.
"""

OTHER_LANGUAGES = """A question that is no English is read in the language of your Slack: German,
French, Spanish, Portuguese or Japanese. Names of bots stay as they are, accents may be missing, and
the rule is the same: each word counts, or the text is refused. A named period is a whole one, as in
English; so far back from today (`vor 1 Woche`, `il y a 2 mois`) is that very day. Answers are in
English, with the dates. Digests, alerts and settings are set up in English.
"""


def page() -> str:
    """Return the whole of `docs/dates.md`."""
    filters = ((f"`{clause.words}`", clause.meaning) for clause in CLAUSES)
    languages = ((f"`{each.words}`", each.language, each.window) for each in LANGUAGES)
    refused = ((f"`{words}`", why) for words, why in REFUSED)
    return "\n".join((
        HEAD,
        *(f"## {each.title}\n\n{_table(each.forms, 'that is')}" for each in PERIODS),
        f"## Compared to what\n\n{_table(COMPARISONS, 'compared to')}",
        f"## In which zone\n\n{_table(ZONES, 'that is')}\n{COUNTED}",
        f"## Filters\n\n{_rows(('you write', 'it means'), filters)}\n{AFTER}",
        f"## In other languages\n\n{OTHER_LANGUAGES}\n"
        + _rows(("you write", "language", "that is"), languages),
        f"## Refused\n\n{_rows(('you write', 'because'), refused)}",
    ))  # fmt: skip


def help_lines() -> tuple[str, ...]:
    """Return some forms with their meanings, for `/billing help dates`."""
    forms = {form.words: form for section in PERIODS for form in section.forms}
    lines = [f"`{words}`: {forms[words].meaning} ({forms[words].window})" for words in SHORT]
    beside = ", ".join(f"`{words}`" for words in BESIDE)
    return (f"On {TODAY}:", *lines, f"Beside it, in any order: {beside}.")


def _table(forms: Iterable[Form], window: str) -> str:
    return _rows(
        ("you write", "it means", window), ((f"`{f.words}`", f.meaning, f.window) for f in forms)
    )


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the page goes to standard output
