"""The clock stands where a test puts it."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.laws.world import START


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
