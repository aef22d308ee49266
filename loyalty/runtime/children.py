"""Which processes make up the product on one box."""

import sys
from pathlib import Path

from django.conf import settings

from loyalty.runtime.processes import Child

BIN = Path(sys.executable).parent
THREADS = 4  # more only lengthen the slowest answers


def web(*, host: str, port: int, output: Path | None = None) -> Child:
    command = (
        str(BIN / "granian"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "10", "--log-level", "warning", "loyalty.wsgi:application"),
    )
    return Child("web", command, env=_env(), output=output)


def worker(*, processes: int = 2, output: Path | None = None) -> Child:
    """Celery's worker with beat inside: exactly one of them may run with beat."""
    command = (
        *(str(BIN / "celery"), "--quiet", "-A", "loyalty", "worker", "-B"),
        *("--concurrency", str(processes), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    as_root = {"PYTHONWARNINGS": "ignore:You:UserWarning"}  # messages are JSON, which cannot carry code
    return Child("worker", command, env=_env() | as_root, output=output)


def _env() -> dict[str, str]:
    """The disk broker moves every message through the temporary folder: ours, on the same disk."""
    folder = settings.VAR_DIR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return {"TMPDIR": str(folder), "DJANGO_SETTINGS_MODULE": "loyalty.settings"}
