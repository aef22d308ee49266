"""What must be there before the first process starts."""

import time

import httpx
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


def wait_until_ready(origin: str, *, seconds: float) -> None:
    """Raises NeverReady when `/readyz` does not answer 200 in time."""
    deadline = time.monotonic() + seconds
    last = "no answer"
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                answer = client.get(f"{origin}/readyz")
            except httpx.HTTPError as error:
                last = str(error)
            else:
                if answer.status_code == 200:
                    return
                last = answer.text
            time.sleep(0.1)
    raise NeverReady(f"not ready after {seconds:.0f} s: {last[:500]}")
