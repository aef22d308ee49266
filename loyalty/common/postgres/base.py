"""Django's PostgreSQL backend, which starts the embedded server when a connection is first needed.

Commands that touch no table (`replay`, `programme schema`) thus start no server.
"""

import warnings
from datetime import UTC
from pathlib import Path
from typing import Any, Self

from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.adapt import AdaptersMap

from loyalty.common.postgres import embedded
from loyalty.common.postgres.moments import Moments

LOCK_WAIT = "2s"  # everybody who comes after a migration that waits for a table waits behind it


class SchemaEditor(DatabaseSchemaEditor):
    """A migration in a transaction gives up rather than make a running shop wait.

    One that is not atomic makes its indexes concurrently: that waits for others, and nobody waits for it.
    """

    def __enter__(self) -> Self:
        super().__enter__()
        if self.atomic_migration and not self.collect_sql:
            self.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        data = params.pop("embedded", None)
        config = params.pop("config", "")
        if self.timezone is UTC:
            params["context"] = AdaptersMap(params["context"])
            params["context"].register_loader("timestamptz", Moments)
        if data is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                params["host"] = embedded.ensure(Path(data), database=params["dbname"], config=config)
        return params
