"""A dump is worth something: a small form of `python -m tests.faults restore`."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.faults import restore


@pytest.mark.django_db(transaction=True)
def test_books_come_back_from_a_dump_to_the_unit_and_catch_up(cast: Cast, tmp_path: Path) -> None:
    got = restore.play(cast.shop, seed=7, count=30, folder=tmp_path)
    assert got.wrong == []
    assert got.rows > 100
