"""Which processes are alive, on a database that several share: the dead ones' work is taken over.

DBOS recovers only what its own executor left behind, at launch.
"""

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from slackbot import telemetry

log = structlog.get_logger()

BEAT = 5.0  # seconds
SILENCE = 20.0  # seconds without a beat after which a process counts as dead

# The database's clock, since those of several machines differ.
RECORD_BEAT = sa.text("""
    INSERT INTO executors (id, seen_at) VALUES (:id, EXTRACT(EPOCH FROM clock_timestamp()))
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at""")
FIND_DEAD = sa.text("""
    SELECT id FROM executors
    WHERE id <> :id AND seen_at < EXTRACT(EPOCH FROM clock_timestamp()) - :silence""")
MARK_DEAD = sa.text("UPDATE executors SET seen_at = 0 WHERE id = :id")
COUNT_ALIVE = sa.text("""
    SELECT COUNT(*) FROM executors
    WHERE seen_at >= EXTRACT(EPOCH FROM clock_timestamp()) - :silence""")
FORGET = sa.text("""
    DELETE FROM executors
    WHERE id = :id AND seen_at < EXTRACT(EPOCH FROM clock_timestamp()) - :silence""")


def anybody_alive(database: sa.Engine) -> bool:
    """Whether some process works on this database. Blocks for a moment."""
    with database.connect() as connection:
        return bool(connection.scalar(COUNT_ALIVE, {"silence": SILENCE}))


class Heartbeat:
    """Beats from a thread of its own, so that a busy event loop does not look like death.

    `recover` re-enqueues what a process was running and says how much that was. `let_go` drops what
    others have taken over of the work here: it is called when this process itself was silent for so
    long (frozen, or cut off from the database) that they may. For as long again it buries nobody:
    it cannot tell who is dead from who was cut off like itself and beats a moment later.
    """

    def __init__(
        self,
        database: sa.Engine,
        id_: str,
        *,
        recover: Callable[[str], int],
        let_go: Callable[[], None],
        beat: float = BEAT,
        silence: float = SILENCE,
    ) -> None:
        self._database = database
        self._id = id_
        self._recover = recover
        self._let_go = let_go
        self._every = beat
        self._silence = silence
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """The first beat, before any work is taken; the others follow by themselves."""
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Bury nobody any more. Others wait `silence` for us, unless we `leave`."""
        self._stopped.set()
        self._thread.join()

    def leave(self) -> None:
        """Others take over at once what is left here. Nothing more may be taken from now on: who is
        forgotten is looked after no longer."""
        with self._database.begin() as connection:
            connection.execute(MARK_DEAD, {"id": self._id})

    def _run(self) -> None:
        last = time.monotonic()
        judges_from = last
        while not self._stopped.wait(self._every):
            now = time.monotonic()
            try:
                self._beat()
                if now - last > self._silence:
                    log.warning(telemetry.STOOD_STILL, seconds=round(now - last))
                    judges_from = now + self._silence
                last = now
                if now < judges_from:
                    self._let_go()  # at each beat: who was burying us may not have finished
                else:
                    self._take_over_dead()
            except SQLAlchemyError as error:  # out of reach for now: the next beat tries again
                log.warning(telemetry.DATABASE, error=type(error).__name__)
            except Exception:  # without beats all work here would go on in two processes
                log.exception(telemetry.BUG, thread=self._thread.name)

    def _beat(self) -> None:
        with self._database.begin() as connection:
            connection.execute(RECORD_BEAT, {"id": self._id})

    def _take_over_dead(self) -> None:
        """Take over from the dead. One is forgotten only when nothing of it is left."""
        with self._database.connect() as connection:
            silent = connection.execute(FIND_DEAD, {"id": self._id, "silence": self._silence})
            dead = [str(row.id) for row in silent]
        for id_ in dead:
            if taken := self._recover(id_):
                log.warning(telemetry.TAKEN_OVER, executor=id_, runs=taken)
                continue
            with self._database.begin() as connection:
                connection.execute(FORGET, {"id": id_, "silence": self._silence})
