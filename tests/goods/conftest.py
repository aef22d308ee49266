from collections.abc import Callable, Iterator

import httpx
import pytest
from django.conf import LazySettings

from loyalty.platforms.shopify import gateway
from loyalty.shops.platform import platform
from tests.cast import DOCUMENT
from tests.goods.listening import Listening
from tests.shopify import town as shopify_town
from tests.shopify.conftest import address as address
from tests.shopify.town import Town

ORDER, *OTHERS = DOCUMENT["earning"]
SPARED = ORDER | {"lines": {"not": {"field": "line.tag", "is": "never"}}}
NEEDY = DOCUMENT | {"schema": 2, "earning": [SPARED, *OTHERS]}


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
    """Shops made from now on earn for all goods but those of one tag."""
    monkeypatch.setattr(shopify_town, "DOCUMENT", NEEDY)


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
