import pytest
from django.conf import LazySettings

from tests.rewards.pretend_store import PretendStore, State


@pytest.fixture
def store(settings: LazySettings) -> State:
    """The store that every shop's calls reach."""
    settings.PLATFORMS = {"shopify": "tests.rewards.pretend_store.PretendStore"}
    return PretendStore.fresh()
