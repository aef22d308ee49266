"""Django's PostgreSQL backend, which starts the embedded server when a connection is first needed.

Commands that touch no table (`replay`, `programme schema`) thus start no server.
"""

import warnings
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from loyalty.common.postgres import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        data = params.pop("embedded", None)
        config = params.pop("config", "")
        if data is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                params["host"] = embedded.ensure(Path(data), database=params["dbname"], config=config)
        return params
