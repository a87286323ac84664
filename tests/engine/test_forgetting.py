"""Runs that name somebody are found wherever the engine keeps what they were given."""

from slackbot.bootstrap import engine_database
from slackbot.engine.dispatch import Enqueuer
from slackbot.store.databases.database import Database
from tests.fakes import ask


async def test_what_is_over_is_deleted_and_what_is_not_is_counted(database: Database) -> None:
    engine = engine_database(database)
    enqueuer = Enqueuer(engine)
    await enqueuer.prepare()
    for id_, user in (("q1", "U0ANNA"), ("q2", "U0ANNA"), ("q3", "U0BEN")):
        await enqueuer.question(ask(user=user).model_copy(update={"id": id_}))
    assert await enqueuer.forget_naming("U0ANNA") == (0, 2)
    await enqueuer._client.cancel_workflow_async("q1")
    await enqueuer._client.cancel_workflow_async("q3")
    assert await enqueuer.forget_naming("U0ANNA") == (1, 1)
    assert await enqueuer.forget_naming("U0ANNA") == (0, 1)
    assert await enqueuer.forget_naming("U0BEN") == (1, 0)
    await enqueuer.close()
    engine.dispose()
