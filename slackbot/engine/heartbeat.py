"""Tracks which processes of a shared database are alive, and takes over the work of dead ones.

DBOS itself recovers only the work of its own executor, at launch.
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

# Beats carry the database's time, because the clocks of several machines differ.
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

LEAVE_TO_OTHERS = sa.text("INSERT INTO executors (id, seen_at) VALUES (:id, 0)")


def leave_to_others(connection: sa.Connection, id_: str) -> None:
    """Count a process that never beat here as dead, so that the others take over its work."""
    connection.execute(LEAVE_TO_OTHERS, {"id": id_})


def anybody_alive(database: sa.Engine) -> bool:
    """Tell whether any process works on this database. Blocks briefly."""
    with database.connect() as connection:
        return bool(connection.scalar(COUNT_ALIVE, {"silence": SILENCE}))


class Heartbeat:
    """Beats from a thread of its own, so that a busy event loop does not look like a dead process.

    `recover` enqueues again what a dead process was running, and returns how much that was.
    `let_go` cancels runs of this process that others have taken over. It is called when this
    process was silent (frozen, or cut off from the database) for so long that others may count it
    as dead. For the same time again this process takes over nothing: other silent processes may
    have been cut off like itself, and may beat a moment later.
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
        """Beat once, before any work is taken, and go on in a thread."""
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Take over no more. Others count this process as dead after `silence`, or once it
        `leave`s.
        """
        self._stopped.set()
        self._thread.join()

    def leave(self) -> None:
        """Forget this process, so that others take over its work at once.

        No work may be taken after this call: nobody would recover it.
        """
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
                    # at each beat, because the process that takes over may not have finished
                    self._let_go()
                else:
                    self._take_over_dead()
            except SQLAlchemyError as error:  # out of reach: the next beat tries again
                log.warning(
                    telemetry.DATABASE, error=type(error).__name__, why=telemetry.cause_of(error)
                )
            except Exception:  # if beats ended, all work of this process would run in two processes
                log.exception(telemetry.BUG, thread=self._thread.name)

    def _beat(self) -> None:
        with self._database.begin() as connection:
            connection.execute(RECORD_BEAT, {"id": self._id})

    def _take_over_dead(self) -> None:
        """Take over from dead processes. Each is forgotten only when none of its work is left."""
        with self._database.connect() as connection:
            silent = connection.execute(FIND_DEAD, {"id": self._id, "silence": self._silence})
            dead = [str(row.id) for row in silent]
        for id_ in dead:
            if taken := self._recover(id_):
                log.warning(telemetry.TAKEN_OVER, executor=id_, runs=taken)
                continue
            with self._database.begin() as connection:
                connection.execute(FORGET, {"id": id_, "silence": self._silence})
