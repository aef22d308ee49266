"""Real worker processes: killed at any statement, or several at once, each delivery counts exactly once."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count

from loyalty.inbox.models import Delivery
from loyalty.shops.models import Audit
from tests.cast import Cast, InstallationFactory

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 300


@pytest.fixture
def full(transactional_db: None) -> int:
    """Three shops with EACH deliveries; how many in all."""
    now = Cast.now
    shops = [InstallationFactory.create().shop for _ in range(3)]
    Delivery.objects.bulk_create(
        Delivery(
            shop=shop,
            platform="shopify",
            shop_domain=shop.domain,
            topic="orders/create",
            received_at=now,
            next_at=now,
            delivery_id=str(n),
            body=f"{shop.domain} {n}".encode(),
        )
        for n in range(EACH)
        for shop in shops
    )
    return EACH * len(shops)


def crowd(how: str, number: int) -> None:
    host = connection.get_connection_params()["host"]
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.inbox.crowd", name, host, how, str(number)]
    subprocess.run(command, check=True, cwd=settings.ROOT, timeout=60)


def effects() -> int:
    """How many effects there are, none of them twice."""
    twice = Audit.objects.values("deed").annotate(times=Count("id")).filter(times__gt=1)
    assert not twice.exists()
    return Audit.objects.count()


def test_four_workers_side_by_side_work_each_delivery_once(full: int) -> None:
    crowd("side-by-side", 4)
    assert effects() == full
    assert Delivery.objects.filter(state="worked", attempts=1).count() == full
    assert Audit.objects.values("actor").distinct().count() > 1, "one worker did it all"


def test_workers_may_be_killed_at_any_statement(full: int) -> None:
    crowd("killed", 12)
    done = Delivery.objects.filter(state="worked").count()
    assert 0 < done < full, "the kills came too late or too early to mean anything"
    assert effects() == done, "an effect without its delivery, or a delivery without its effect"
    crowd("side-by-side", 1)
    assert effects() == full
    assert Delivery.objects.filter(state="worked", attempts=1).count() == full
