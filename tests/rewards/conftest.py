from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from loyalty.shops.platform import platform
from tests.rewards.pretend_store import PretendStore, State


@pytest.fixture
def store(settings: LazySettings) -> Iterator[State]:
    """The store that every shop's calls reach."""
    settings.PLATFORMS = {"shopify": "tests.rewards.pretend_store.PretendStore"}
    platform.cache_clear()  # a test before this one may have reached for the real one
    yield PretendStore.fresh()
    platform.cache_clear()
