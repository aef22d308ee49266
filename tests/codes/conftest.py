from collections.abc import Iterator

import httpx
import pytest
from django.conf import LazySettings

from tests.codes.till import Till
from tests.shopify.conftest import address as address
from tests.shopify.town import Town


@pytest.fixture
def town(address: str, settings: LazySettings, db: None) -> Iterator[Town]:
    """The pretend store over HTTP, and shops of ours beside it."""
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


@pytest.fixture
def till(town: Town) -> Iterator[Till]:
    """A store with a loyal member in it, and a browser at its till."""
    shop = town.shop(tax_rate="0", shipping_price=600)
    with httpx.Client(base_url=town.http.base_url, trust_env=False, headers={"Host": shop.domain}) as browser:
        made = Till(town, shop, browser)
        made.sign_in("may@example.com")
        yield made
