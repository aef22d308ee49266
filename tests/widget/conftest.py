"""One browser, one pretend store and one site for all tests of the widget."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.widget.site import EXTENSION, ROOT, Site

SHOP = "leaf-and-ladle.myshopify.com"


@dataclass(frozen=True)
class Store:
    """The pretend store, its theme extension switched on."""

    url: str

    def set(self, **values: object) -> None:
        httpx.patch(f"{self.url}/_control/shops/{SHOP}", json=values).raise_for_status()


@pytest.fixture(scope="session")
def _site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def site(_site: Site) -> Site:
    _site.forget()
    return _site


@pytest.fixture(scope="session")
def _store(_site: Site) -> Iterator[Store]:
    given = ["--port", "0", "--app-url", _site.url, "--extension", str(EXTENSION)]
    given += ["--app-toml", str(ROOT / "shopify.app.toml")]
    process = subprocess.Popen(
        [sys.executable, "-m", "devstore", *given], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield Store(url=process.stdout.readline().split()[-1])
    process.terminate()
    process.wait(10)


@pytest.fixture
def store(_store: Store, site: Site) -> Store:
    """English, both blocks on, a member's answer to whoever asks."""
    _store.set(locale="en", blocks={"app-embed": True, "earn-points": True}, block_settings={})
    return _store


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
