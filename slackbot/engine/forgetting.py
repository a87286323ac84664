"""Runs that name somebody: the engine keeps their inputs and outputs as it was given them."""

from typing import NamedTuple

import sqlalchemy as sa

# DBOS's states of work that is not done.
OPEN = ("ENQUEUED", "PENDING", "DELAYED")
# DBOS 3 keeps inputs and outputs in tables of their own; older ones are in the run's own row.
PLACES = {
    "workflow_status": ("inputs", "output", "error"),
    "workflow_input": ("inputs",),
    "workflow_output": ("output", "error"),
    "operation_outputs": ("output", "error"),
}
NAMED = " UNION ".join(
    f"SELECT workflow_uuid FROM {{schema}}{table} WHERE {column} LIKE :like"  # noqa: S608 - our own words
    for table, columns in PLACES.items()
    for column in columns
)
NAMING = f"""
    SELECT workflow_uuid AS id, status FROM {{schema}}workflow_status
    WHERE workflow_uuid IN ({NAMED})"""  # noqa: S608 - as above


class Naming(NamedTuple):
    """The ids of the runs that are over, and how many are not."""

    over: list[str]
    under_way: int


def runs_naming(database: sa.Engine, word: str) -> Naming:
    """Find the runs whose inputs or outputs hold this word. Blocks."""
    schema = "dbos." if database.dialect.name == "postgresql" else ""
    with database.connect() as connection:
        found = connection.execute(sa.text(NAMING.format(schema=schema)), {"like": f"%{word}%"})
        rows = found.fetchall()
    over = [row.id for row in rows if row.status not in OPEN]
    return Naming(over, len(rows) - len(over))
