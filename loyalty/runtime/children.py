"""Which processes make up the product on one box."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from loyalty.runtime.admission import THREADS
from loyalty.runtime.metrics.page import FOLDER
from loyalty.runtime.processes import Child

BIN = Path(sys.executable).parent
AS_ROOT = {"PYTHONWARNINGS": "ignore:You:UserWarning"}  # messages are JSON, which cannot carry code


def web(*, host: str, port: int, processes: int = 1, output: Path | None = None) -> Child:
    """Several processes share the port, and a folder in which their answers are counted together."""
    command = (
        str(BIN / "granian"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *(
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(processes),
            "--blocking-threads",
            str(THREADS),
        ),
        # Its one warning is of our threads, most of which only wait (loyalty/runtime/admission.py).
        *("--workers-kill-timeout", "10", "--log-level", "error", "loyalty.wsgi:application"),
    )
    shared = _counted_together(port) if processes > 1 else {}
    return Child("web", command, env=_env() | shared, output=output)


def worker(
    *, queues: Sequence[str] = (), processes: int = 2, beat: bool = True, output: Path | None = None
) -> Child:
    """Celery's worker for these queues, or for all. With beat inside: exactly one process may have it."""
    command = (
        *(str(BIN / "celery"), "--quiet", "-A", "loyalty", "worker"),
        *(("-B",) if beat else ()),
        *(("-Q", ",".join(queues)) if queues else ()),
        *("--concurrency", str(processes), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    return Child("worker", command, env=_env() | AS_ROOT, output=output)


def beat(*, output: Path | None = None) -> Child:
    """The scheduler by itself, where no worker has it inside."""
    command = (str(BIN / "celery"), "--quiet", "-A", "loyalty", "beat", "--loglevel", "WARNING", "--pidfile=")
    return Child("beat", command, env=_env() | AS_ROOT, output=output)


def sweeper(*, every: int = 10, late: int = 20, output: Path | None = None) -> Child:
    """Works what waits too long while the broker is away."""
    command = (sys.executable, "-m", "django", "sweep", "--every", str(every), "--late", str(late))
    return Child("sweeper", command, env=_env(), output=output)


def _counted_together(port: int) -> dict[str, str]:
    """What the processes before these counted is forgotten, as by any server that starts anew."""
    folder = settings.VAR_DIR / "metrics" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {FOLDER: str(folder)}


def _env() -> dict[str, str]:
    """The disk broker moves every message through the temporary folder: ours, on the same disk."""
    folder = settings.VAR_DIR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return {"TMPDIR": str(folder), "DJANGO_SETTINGS_MODULE": "loyalty.settings"}
