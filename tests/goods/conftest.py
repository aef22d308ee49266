from collections.abc import Callable, Iterator

import httpx
import pytest
from django.conf import LazySettings

from loyalty.engine import needs
from loyalty.platforms.shopify import gateway
from loyalty.shops.platform import platform
from tests.goods.listening import Listening
from tests.shopify.conftest import address as address
from tests.shopify.town import Town


@pytest.fixture
def town(address: str, settings: LazySettings, db: None) -> Iterator[Town]:
    """The pretend store over HTTP, and shops of ours beside it."""
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


@pytest.fixture
def asked(settings: LazySettings) -> Iterator[list[list[str]]]:
    """What the store was asked about its products: the ids of each call."""
    settings.PLATFORMS = {"shopify": "tests.goods.listening.Listening"}
    platform.cache_clear()
    Listening.asked.clear()
    yield Listening.asked
    platform.cache_clear()


@pytest.fixture
def rules_look_at_goods(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every document had a rule about products."""
    monkeypatch.setattr(needs, "needs_goods", lambda document: True)


@pytest.fixture
def silence(
    town: Town, address: str, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> Callable[[], None]:
    """The store does not answer until this is called."""
    monkeypatch.setattr(gateway, "ATTEMPTS", 1)
    settings.SHOPIFY_ORIGIN = "http://127.0.0.1:9"

    def ends() -> None:
        settings.SHOPIFY_ORIGIN = address

    return ends
