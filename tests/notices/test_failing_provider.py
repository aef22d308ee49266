"""A mail provider that fails one time in five: everybody is written to, and nobody twice."""

from datetime import timedelta

from loyalty.programmes.models import Version
from tests.cast import Cast
from tests.notices.crowd import EXPIRING, play


def test_every_member_has_the_notice_once_though_the_provider_fails_a_fifth_of_the_time(cast: Cast) -> None:
    """In full: `python -m tests.faults letters`."""
    programme = cast.shop.programme
    Version.objects.filter(programme=programme).update(
        document=EXPIRING, published_at=cast.now - timedelta(days=60)
    )
    got = play(cast.shop, members=60, failing=0.2, seed=7)
    assert got.wrong == []
    assert got.failures > 6
