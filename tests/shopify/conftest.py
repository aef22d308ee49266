import subprocess
import sys
from collections.abc import Iterator

import pytest
import stamina
from django.conf import LazySettings, settings

from tests.shopify.store import Store, serving


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    """The store that our calls reach, whichever shop they are for."""
    with serving() as found, stamina.set_testing(True, attempts=6, cap=True):
        settings.SHOPIFY_ORIGIN = found.origin
        yield found


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The pretend platform's origin."""
    given = {
        "--port": "0",
        "--app-url": settings.APP_URL,
        "--app-toml": "shopify.app.toml",
        "--client-id": settings.SHOPIFY_CLIENT_ID,
        "--client-secret": settings.SHOPIFY_CLIENT_SECRET,
    }
    command = [sys.executable, "-m", "devstore", *(part for pair in given.items() for part in pair)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        yield ready.split()[-1]
        process.terminate()
        process.wait(10)
