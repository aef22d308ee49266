"""What must be there before the first process starts."""

import time
from pathlib import Path

import httpx
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command


class NeverReady(Exception):
    """The app did not come up in time; the message carries its last answer."""


def database() -> None:
    """Tables of every room, and the cache's. Starts the embedded PostgreSQL when there is no other."""
    call_command("migrate", verbosity=0, interactive=False)
    if "DatabaseCache" in settings.CACHES["default"]["BACKEND"]:
        call_command("createcachetable", verbosity=0)


def static_files() -> None:
    """In production they are collected once; in development they are served from where they lie."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)


def words() -> None:
    """Compiles the catalogues that are newer than their compiled form; a process reads that once only."""
    for folder in settings.LOCALE_PATHS:
        for catalogue in Path(folder).glob("*/LC_MESSAGES/*.po"):
            _compile(catalogue)


def _compile(catalogue: Path) -> None:
    compiled = catalogue.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= catalogue.stat().st_mtime_ns:
        return
    unfinished = compiled.with_suffix(".mo.new")
    with catalogue.open("rb") as read, unfinished.open("wb") as written:
        write_mo(written, read_po(read))
    unfinished.replace(compiled)


def wait_until_ready(origin: str, *, seconds: float, path: str = "/readyz") -> None:
    """Raises NeverReady when `path` does not answer 200 in time."""
    deadline = time.monotonic() + seconds
    last = "no answer"
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                answer = client.get(f"{origin}{path}")
            except httpx.HTTPError as error:
                last = str(error)
            else:
                if answer.status_code == 200:
                    return
                last = answer.text
            time.sleep(0.1)
    raise NeverReady(f"not ready after {seconds:.0f} s: {last[:500]}")
