from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.conf import LazySettings

from loyalty.shops.platform import platform
from tests.presets.scenarios.stage import Catalogue, Stage
from tests.worked_examples.test_vectors_in_time import NEW_YEAR


@pytest.fixture
def stage(db: None, settings: LazySettings) -> Iterator[Callable[[str], Stage]]:
    """Opens a shop that runs the preset of a name; time stands still until the scenario moves it."""
    settings.PLATFORMS = {"shopify": "tests.presets.scenarios.stage.Catalogue"}
    platform.cache_clear()
    Catalogue.sold.clear()
    Catalogue.fresh()
    with time_machine.travel(NEW_YEAR, tick=False) as traveller:
        yield lambda preset: Stage(preset, traveller)
    platform.cache_clear()
