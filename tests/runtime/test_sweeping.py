"""What no worker came for is worked without a broker, and what has not waited long is left to the workers."""

from datetime import timedelta

import pytest

from loyalty.inbox.models import Delivery
from loyalty.runtime.sweeping import LATE, sweep_late
from tests.cast import NOW, Cast
from tests.panel.story import delivery

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("late_after", "late"), [(LATE, []), (timedelta(seconds=2), ["inbox"])])
def test_a_queue_is_late_after_as_long_as_was_asked(
    cast: Cast, late_after: timedelta, late: list[str]
) -> None:
    row = delivery(cast.shop, state="ready")
    Delivery.objects.filter(pk=row.pk).update(next_at=NOW - timedelta(seconds=5))
    assert sweep_late(now=NOW, late_after=late_after) == late
    row.refresh_from_db()
    assert (row.state == "ready") is not bool(late)
