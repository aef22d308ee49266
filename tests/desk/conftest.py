from collections.abc import Iterator

import httpx
import pytest
from django.conf import LazySettings

from tests.shopify.conftest import address as address
from tests.shopify.town import Town


@pytest.fixture
def town(address: str, settings: LazySettings, db: None) -> Iterator[Town]:
    """The pretend store over HTTP, and shops of ours beside it."""
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)
