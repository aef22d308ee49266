"""DATABASE_URL to Django's dictionary; without one, the embedded PostgreSQL under var/."""

from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

ENGINE = "loyalty.common.postgres"


def replica(url: str, *, var_dir: Path) -> dict[str, dict[str, object]]:
    """The second entry of DATABASES, or none. Whatever is sent there, PostgreSQL itself lets nothing be written."""
    if not url:
        return {}
    made = parse(url, var_dir=var_dir)
    options = dict(cast(dict[str, str], made["OPTIONS"]))
    options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
    return {"replica": made | {"OPTIONS": options, "TEST": {"MIRROR": "default"}}}


def parse(url: str, *, var_dir: Path) -> dict[str, object]:
    """Raises ValueError for anything but postgres:// or postgresql://."""
    common: dict[str, object] = {"ENGINE": ENGINE, "CONN_HEALTH_CHECKS": True}
    if not url:
        options: dict[str, object] = {"embedded": str(var_dir / "postgres"), "pool": False}
        return common | {"NAME": "loyalty", "USER": "postgres", "CONN_MAX_AGE": 600, "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    return common | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "OPTIONS": query,
    }
