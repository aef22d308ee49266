"""Indexes of keys, taken away while the shops go on."""

from collections.abc import Mapping

from django.db.migrations import RunSQL


def dropped(goes: Mapping[str, tuple[str, str]]) -> list[RunSQL]:
    """For a migration that is not atomic: indexes by name, with table and column to make them again.

    Django would take the key itself off and on, which looks at every row under a lock.
    """
    return [
        RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            f"CREATE INDEX CONCURRENTLY {name} ON {table} ({column})",
        )
        for name, (table, column) in goes.items()
    ]
