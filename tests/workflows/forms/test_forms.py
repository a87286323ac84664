"""What forms store, whom they are for, and what they refuse."""

import re
from random import Random
from typing import Any

import pytest

from slackbot.domain.access.permission import PersonKind
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.domain.query import UsageQuery
from slackbot.language.digests.asked import query_at
from slackbot.language.forms.form import WORDS, Values, given
from slackbot.language.forms.table import FORMS
from slackbot.sandbox.blocks.view import validate_view
from slackbot.slack.forms.modal import modal
from slackbot.store.databases.database import Database
from slackbot.store.form_values import FormValueStore
from slackbot.workflows.forms.desk import FormDesk, FormRef, RefusedForm, ShownForm
from tests.fakes import FakeDirectory, FakeThreads, ask
from tests.workflows.alerts.test_alerts import Office
from tests.workflows.forms.drawn import BOTS, DRAWN

TIMES = 6  # that each form is filled in
HERE, THERE = "C1", "C2"
MONEY = frozenset({"allowance", "budget", "price"})
# What no field of that name takes, and the field below which that is said.
BAD: list[tuple[str, str, str]] = [
    ("question", "first", "2031-01-01"),
    ("question", "last", "2020-01-01"),
    ("link", "id", "SupportBot"),
    ("link", "name", "all"),
    ("link", "name", "n" * 61),
    ("digest", "at", "99:99"),
    ("digest", "name", "n" * 61),
    ("alert", "name", "n" * 61),
    ("snooze", "length", "until the cows come home"),
    ("digest", "words", "every blue moon"),
    ("alert", "levels", "many"),
    ("alert", "allowance", "all"),
    ("alert", "words", "something happens"),
    ("allowance", "amount", "-5"),
    ("budget", "amount", "plenty"),
    ("budget", "currency", "QQQ"),
    ("price", "amount", "free"),
    ("price", "currency", "shells"),
    ("price", "included", "some"),
    ("group", "name", "last week"),
    ("settings", "zone", "Nowhere/Land"),
]
MENUS: dict[str, Values] = {
    "question": given(period="dates"),
    "alert": given(kind="share", window="month"),
    "settings": given(setting="zone"),
}
# Commands that set up what each form then edits, and which of them it is.
SET_UP: dict[str, tuple[str, str, str]] = {
    "digest": ("digest every Monday at 9 by day for SalesBot", "1", "digests edit 1 at 10"),
    "alert": (
        "alert save sessions > 500 per day for SalesBot, notify <@U2>",
        "1",
        "alerts save #1 sessions > 600 per day",
    ),
    "allowance": ("allowance 40000 sessions per year from 1 April", "sessions per year",
                  "allowance 50000 sessions per year from 1 April"),
    "budget": ("budget 5000.50 EUR per month for SalesBot", "EUR for st-salesbot",
               "budget 1 EUR per month for SalesBot"),
    "price": ("price 0.05 USD per session beyond 100 each month from the 3rd", "sessions",
              "price 0.06 USD per session"),
    "link": ("link st-salesbot as SalesBot", "st-salesbot", "link st-salesbot as Sales"),
    "settings": ("settings zone Asia/Tokyo", "zone", "settings zone Asia/Seoul"),
}  # fmt: skip
OWN_WORDS: dict[str, str] = {  # that no fields have
    "digest": "digest every 3 weeks on Friday at 9 from 4 Dec 2026",
    "alert": "alert save sessions > 100 and 200 per day, notify <@U1> at 200, at most once per 6 h",
}


class Listed:
    """Implements AccountBots."""

    def __init__(self) -> None:
        self.bots: list[Bot] = []

    def of(self, _: str) -> list[Bot]:
        return self.bots


class Forms:
    """The desk for forms in an office with three bots in two channels."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.listed, values = Listed(), FormValueStore(office.database)
        self.desk = FormDesk(office.ports, values, self.listed, later=60.0)
        directory = office.ports.directory
        assert isinstance(directory, FakeDirectory)
        self.directory = directory
        for user in ("U1", "U2", "U9"):
            directory.members[user] = {HERE: "finance", THERE: "support"}

    def by(self, user: str = "U1", channel: str = HERE) -> Ask:
        said = ask("", user=user, channel=channel)
        return said.model_copy(update={"received_at": self.office.clock.now()})

    async def submitted(self, form: str, values: Values, which: str = "", user: str = "U1") -> Any:
        """What becomes of the form, opened by Anna and submitted by somebody."""
        opened = await self.desk.open(self.by(user), form, which)
        return await self.desk.submit(self.by(user), opened.ref, values)

    async def stored(self, channel: str) -> list[Any]:
        """All that is stored of a channel, without what tells two of them apart."""
        ports = self.office.ports
        apart = {"channel", "id", "number", "created_at"}
        digests = await ports.digests.store.of_channel("T1", channel)
        alerts = await ports.alerts.store.of_channel("T1", channel)
        threads = ports.threads
        assert isinstance(threads, FakeThreads)
        linked = await ports.channels.bots("T1", channel)
        asked = [
            query for (_, thread), query in threads.queries.items() if thread.channel == channel
        ]
        return [
            linked.bots,
            [(group.name, group.bot_ids) for group in linked.groups],
            await ports.channels.settings("T1", channel),
            await ports.allowances.of("T1", channel),
            [due.digest.model_dump(exclude=apart | {"question"}) for due in digests],
            [_plain(query_at(due.digest, due.slot)) for due in digests if due.slot],
            [each.alert.model_dump(exclude=apart) for each in alerts],
            [_plain(query) for query in asked],
        ]


def _plain(query: UsageQuery) -> UsageQuery:
    return query.model_copy(update={"other_readings": ()})


@pytest.fixture
async def forms(database: Database) -> Forms:
    office = Office(database)
    for channel in (HERE, THERE):
        await office.link(*BOTS, channel=channel)
    return Forms(office)


@pytest.mark.parametrize("form", DRAWN)
async def test_a_form_stores_what_its_typed_command_does(forms: Forms, form: str) -> None:
    for seed in range(TIMES):
        drawn = DRAWN[form](Random(seed))  # noqa: S311 - no secret
        office = forms.office
        opened = await forms.desk.open(forms.by(), form)
        shown = await forms.desk.changed(forms.by(), opened.ref, drawn.values)
        assert [*validate_view(modal(opened)), *validate_view(modal(shown))] == []
        taken = await forms.desk.submit(forms.by(), opened.ref, drawn.values)
        assert isinstance(taken, Ask), (drawn, taken)
        said, typed = taken.text, drawn.typed
        if form == "alert":  # they are tried first, and saved by a button
            said, typed = (each.replace("alert when", "alert save") for each in (said, typed))
        before = len(office.said.failed)
        await office.type(said, channel=HERE)
        if form == "group":  # it is the workspace's
            assert await forms.stored(HERE) == await forms.stored(THERE)
            await office.type(f"remove group {drawn.values['name'][0]}")
        await office.type(typed, channel=THERE)
        refused = [each for _, each in office.said.failed[before:] if isinstance(each, UserError)]
        assert refused == [], (said, typed)
        assert await forms.stored(HERE) == await forms.stored(THERE), (said, typed)


async def test_what_a_field_cannot_hold_is_said_there_and_changes_nothing(forms: Forms) -> None:
    before = await forms.stored(HERE)
    for form, key, said in BAD:
        values = {**FORMS[form].example, **MENUS.get(form, {}), key: (said,)}
        taken = await forms.submitted(form, values)
        assert isinstance(taken, RefusedForm), (form, key, taken)
        assert [*taken.errors] == [key], (form, key, taken.errors)
    for form in DRAWN:
        taken = await forms.submitted(form, {})
        if form != "digest":
            assert isinstance(taken, RefusedForm), form
    assert await forms.stored(HERE) == before


def offered(shown: ShownForm) -> list[str]:
    """The words of the bots that the form offers."""
    return [each.label for field in shown.fields if field.key == "bot" for each in field.options]


async def test_a_bot_is_linked_by_its_name(forms: Forms) -> None:
    """Those of the person's channels, and of the account where a link needs no approval by
    another."""
    office, desk = forms.office, forms.desk
    await office.link("Parcels", channel=THERE)
    await office.link("Hidden", channel="C3")
    forms.listed.bots = [
        Bot(id="st-1-ab", name='The "Help" Bot'),
        Bot(id="st-2-ab", name="Twin"),
        Bot(id="st-3-ab", name="twin"),
        Bot(id="st-parcels", name="Parcels at Kore.ai"),
        Bot(id="st-salesbot", name="is linked here"),
    ]
    by_id, named = "Another bot, by its ID", "Parcels"
    everything = [by_id, named, 'The "Help" Bot', "Twin (st-2-ab)", "twin (st-3-ab)"]
    shown = await desk.open(forms.by(), "link")
    assert offered(shown) == everything
    assert validate_view(modal(shown)) == []
    policy = WorkspaceSettings(bots="approved")
    await office.ports.workspaces.save_settings("T1", policy, *WorkspaceSettings.model_fields)
    assert offered(await desk.open(forms.by(), "link")) == [by_id, named]
    assert offered(await desk.open(forms.by("U9"), "link")) == everything
    chosen = await desk.changed(forms.by("U9"), shown.ref, given(bot="st-1-ab"))
    assert [field.key for field in chosen.fields] == ["bot", "name", "default"]
    assert chosen.command == "link st-1-ab as \"The 'Help' Bot\""
    values = given(bot="st-gone-ab", name="Gone")  # e.g. in a process that has no list yet
    taken = await desk.submit(forms.by(), shown.ref, values)
    assert isinstance(taken, Ask)
    assert taken.text == 'link st-gone-ab as "Gone"'


async def test_among_hundreds_of_bots_one_searches(forms: Forms) -> None:
    forms.listed.bots = [Bot(id=f"st-{n}-ab", name=f"Bot {n}") for n in range(300)]
    shown = await forms.desk.open(forms.by(), "link")
    drawn = modal(shown)
    assert validate_view(drawn) == []
    assert "options" not in drawn["blocks"][0]["element"]
    for typed, many in (("", 100), ("bot 29", 11), ("ST-7-", 1), ("none", 0)):
        found = await forms.desk.options(forms.by(), shown.ref, {}, "bot", typed)
        assert len(found) == many, typed


async def test_a_form_of_a_thing_says_what_is_there(forms: Forms) -> None:
    """Submitted as it is, it stores the same; changed meanwhile, it keeps what was filled in."""
    for form, (typed, which, meanwhile) in SET_UP.items():
        await forms.office.type(typed)
        assert forms.office.said.failed == []
        opened = await forms.desk.open(forms.by(), form, which)
        assert WORDS not in opened.values, form
        stored = await forms.stored(HERE)
        taken = await forms.desk.submit(forms.by(), opened.ref, opened.values)
        assert isinstance(taken, Ask)
        await forms.office.type(taken.text.replace("alerts edit 1", "alerts save #1"))
        assert await forms.stored(HERE) == stored, taken.text
        await forms.office.type(meanwhile)
        values = {**opened.values, "rows": ("by week",)}
        again = await forms.desk.submit(forms.by(), opened.ref, values)
        assert isinstance(again, ShownForm), form
        assert "changed this while" in again.warning
        assert again.values == values
        assert isinstance(await forms.desk.submit(forms.by(), again.ref, again.values), Ask)


async def test_what_no_fields_have_is_edited_in_its_own_words(forms: Forms) -> None:
    for form, typed in OWN_WORDS.items():
        await forms.office.type(typed)
        opened = await forms.desk.open(forms.by(), form, "1")
        assert [*opened.values] == [WORDS]
        stored = await forms.stored(HERE)
        taken = await forms.desk.submit(forms.by(), opened.ref, opened.values)
        assert isinstance(taken, Ask)
        await forms.office.type(taken.text.replace("alerts edit 1", "alerts save #1"))
        assert await forms.stored(HERE) == stored, taken.text


async def test_rights_are_checked_when_it_is_opened_and_when_it_is_submitted(forms: Forms) -> None:
    """As for what is typed; see the table of permissions. An id or a channel grants nothing."""
    for typed, *_ in SET_UP.values():
        await forms.office.type(typed)
    await forms.office.type("settings money admins", user="U9")
    opened = {}
    for form, (_, which, _) in SET_UP.items():
        owner = "U9" if form in MONEY else "U1"
        opened[form] = await forms.desk.open(forms.by(owner), form, which)
    for form, shown in opened.items():
        for kind in (PersonKind.GUEST, PersonKind.OUTSIDER, PersonKind.DEACTIVATED):
            forms.directory.kinds["U2"] = kind
            await _refused(forms, form, shown, "U2")
        forms.directory.kinds["U2"] = PersonKind.MEMBER
        if form != "settings":  # it is nobody's own
            await _refused(forms, form, shown, "U2")
        del forms.directory.members["U1"]
        with pytest.raises(NotAllowedError, match="see you in that channel"):
            await forms.desk.submit(forms.by("U1"), shown.ref, shown.values)
        forms.directory.members["U1"] = {HERE: "finance"}
        forms.directory.shared_channels[HERE] = True
        with pytest.raises(NotAllowedError, match="shared with another organisation"):
            await forms.desk.submit(forms.by("U9"), shown.ref, shown.values)
        forms.directory.shared_channels[HERE] = None
        with pytest.raises(NotAllowedError, match="can't see this channel"):
            await forms.desk.submit(forms.by("U9"), shown.ref, shown.values)
        forms.directory.shared_channels[HERE] = False


async def _refused(forms: Forms, form: str, shown: ShownForm, user: str) -> None:
    with pytest.raises(NotAllowedError):
        await forms.desk.open(forms.by(user), form, shown.ref.which)
    with pytest.raises(NotAllowedError):
        await forms.desk.submit(forms.by(user), shown.ref, shown.values)


async def test_a_workspace_setting_is_for_admins(forms: Forms) -> None:
    values = given(setting="money", money="admins")
    with pytest.raises(NotAllowedError):
        await forms.submitted("settings", values)
    assert isinstance(await forms.submitted("settings", values, user="U9"), Ask)


async def test_a_thing_that_is_gone_and_a_form_that_never_was_are_said(forms: Forms) -> None:
    for form in SET_UP:
        for which in ("7", "st-nobody", "../x", "0" * 150):
            with pytest.raises(UserError, match="any more"):
                await forms.desk.open(forms.by(), form, which)
            ref = FormRef(form=form, channel=HERE, which=which, version="1")
            with pytest.raises(UserError, match="any more"):
                await forms.desk.submit(forms.by(), ref, {})
    for ref in (
        FormRef(form="close", channel=HERE),
        FormRef(form="question", which="1", channel=HERE),
    ):
        with pytest.raises(UserError):
            await forms.desk.submit(forms.by(), ref, {})


async def test_an_alert_says_how_often_it_would_have_fired(forms: Forms) -> None:
    shown = await forms.desk.open(forms.by(), "alert")
    assert "no figures of the last 90 days" in shown.notes[0]
    await forms.office.type("alert when sessions > 100 per day for SupportBot")  # fetches them
    values = {**FORMS["alert"].example, "levels": ("100",), "bot": ("SupportBot",)}
    shown = await forms.desk.changed(forms.by(), shown.ref, values)
    said, *others = shown.notes
    assert re.match(r"This would have alerted 8\d times in the last 90 days. I know 9\d%", said)
    assert others == ["Over 240, it would have alerted once."]  # when clocks went back


async def test_without_a_bot_one_is_linked_and_there_is_nothing_to_group(forms: Forms) -> None:
    forms.directory.members["U1"]["C3"] = "new"
    for text in ("", "last week"):
        opened = await forms.desk.open(forms.by(channel="C3"), "question", text=text)
        assert opened.ref.form == "link"
    with pytest.raises(UserError, match="no bot yet"):
        await forms.desk.open(forms.by(channel="C3"), "group")


async def test_a_trial_is_changed_by_the_form_with_its_words(forms: Forms) -> None:
    said = "sessions over 500 per day, for SalesBot (Europe/Berlin)"
    shown = await forms.desk.open(forms.by(), "alert", text=said)
    assert shown.values["levels"] == ("500",)
    assert shown.command == "alert when sessions over 500 per day for SalesBot"
    more = f"{said[:-16]}, at most once per 6 h (Europe/Berlin)"
    shown = await forms.desk.open(forms.by(), "alert", text=more)
    assert [*shown.values] == [WORDS]


async def test_a_digest_says_when_it_comes(forms: Forms) -> None:
    shown = await forms.desk.open(forms.by(), "digest")
    assert len([note for note in shown.notes if note.startswith("• Mon ")]) == 3


ASKED: list[tuple[str, Values]] = [
    ("this month vs previous period", given(period="this month", compared="vs previous period")),
    ("by day", given(period="this month", rows="by day")),
    ("how much did we use last week by day for salesbot, just for me?",
     given(period="last week", rows="by day", bots="SalesBot", where="just for me")),
    ("Sep 3 to 5 Sep sessions and requests for all by bot",
     given(period="dates", first="2026-09-03", last="2026-09-05", rows="by bot", bots="all bots",
           units=("sessions", "requests"))),
    ("since 9 Nov for st-salesbot", given(period="dates", first="2026-11-09", bots="SalesBot")),
    ("busiest day last week", given(words="busiest day last week")),
]  # fmt: skip


async def test_a_question_is_changed_by_the_form_with_its_words(forms: Forms) -> None:
    """Submitted as it is, it asks the same. Words that no field has are not what comes next."""
    for text, values in ASKED:
        shown = await forms.desk.open(forms.by(), "question", text=text)
        assert shown.values == values, text
        assert isinstance(await forms.desk.submit(forms.by(), shown.ref, shown.values), Ask)
    again = await forms.desk.open(forms.by(), "question")
    assert again.values == ASKED[-2][1]


async def test_a_menu_that_a_choice_brings_begins_with_its_first_option(forms: Forms) -> None:
    opened = await forms.desk.open(forms.by(), "alert")
    values = given(kind="change", unit="sessions", levels="30", window="day")
    shown = await forms.desk.changed(forms.by(), opened.ref, values)
    assert shown.command == "alert when sessions up more than 30 % on the day before"
    opened = await forms.desk.open(forms.by(), "digest")
    shown = await forms.desk.changed(forms.by(), opened.ref, given(often="month", at="09:00"))
    assert shown.command == "digest on the 1st of each month at 09:00"
