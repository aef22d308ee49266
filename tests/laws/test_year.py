"""Law I6: a year of a shop, replayed in memory and worked through the database, ends in the same books."""

import pytest

from tests.faults.year import DOCUMENT, START, Year
from tests.faults.year_books import play
from tests.laws.world import World

pytestmark = pytest.mark.django_db


def test_i6_a_small_year_in_memory_and_in_the_books_is_the_same() -> None:
    world = World(None)
    world.publish(DOCUMENT, at=START.replace(year=2020))
    compared = play(world.shop, Year(seed=1, members=120, orders=400), batch=40)
    assert compared.differences[:5] == []
    assert min(compared.members, compared.lots, compared.awards) > 90
