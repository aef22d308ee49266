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


def new_ids(table: str, count: int) -> list[int]:
    """Fresh ids from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [number for (number,) in cursor.fetchall()]
