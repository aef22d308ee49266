"""Statements over whole sets of rows: the rows go as one JSON text, PostgreSQL reads them with json_to_recordset.

Django's bulk_update and bulk_create compile an expression per value; on the way of an order that was nine
tenths of the time. Arrays for unnest come second: psycopg quotes each of their elements in Python.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

_encode = msgspec.json.Encoder().encode


def run(statement: str, rows: Sequence[Mapping[str, Any]], *before: Any) -> list[tuple[Any, ...]]:
    """Executes the statement with `before` and then the rows, for its `json_to_recordset(%s) AS t (column type …)`.

    Answers what the statement returns; nothing is sent for no rows.
    """
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, _encode(rows).decode()])
        return cursor.fetchall() if cursor.description else []


def together(*steps: tuple[str, Sequence[Mapping[str, Any]], Sequence[Any]]) -> None:
    """Several writing statements as one question, those without rows left out; each comes as for `run`.

    None of them sees what the others wrote, but constraints and triggers AFTER them look when all have written.
    """
    wanted = [(statement, [*before, _encode(rows).decode()]) for statement, rows, before in steps if rows]
    if not wanted:
        return
    *first, last = (statement for statement, _ in wanted)
    named = ", ".join(f"step{place} AS ({statement})" for place, statement in enumerate(first))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {named} {last}" if first else last, [one for _, given in wanted for one in given]
        )


def new_ids(table: str, count: int) -> list[int]:
    """Fresh ids from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [number for (number,) in cursor.fetchall()]
