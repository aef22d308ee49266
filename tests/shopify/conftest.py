from collections.abc import Iterator

import pytest
import stamina
from django.conf import LazySettings

from tests.shopify.store import Store, serving


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    """The store that our calls reach, whichever shop they are for."""
    with serving() as found, stamina.set_testing(True, attempts=6, cap=True):
        settings.SHOPIFY_ORIGIN = found.origin
        yield found
