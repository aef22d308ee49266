from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from loyalty.shops.platform import platform


@pytest.fixture
def pretend(settings: LazySettings) -> Iterator[None]:
    """Deliveries are read by tests/inbox/pretend.py."""
    settings.PLATFORMS = {"shopify": "tests.inbox.pretend.Pretend"}
    platform.cache_clear()
    yield
    platform.cache_clear()
