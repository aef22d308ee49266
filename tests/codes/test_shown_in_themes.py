"""Where a shop switched it on, its theme reads what members have: on the customer's record in the store itself."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.desk import showing
from loyalty.desk.adjusting import adjust
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, VersionFactory
from tests.codes.test_metafields import shown
from tests.codes.till import CHAI, Till

TIERS = {"by": "spend", "window": {"rolling_months": 12}, "levels": [
    {"id": "leaf", "title": "Leaf", "at": "0"}, {"id": "gold", "title": "Gold", "at": "10.00"}]}  # fmt: skip


def give(till: Till, points: int, key: str) -> None:
    now = datetime.now(UTC)
    identity = (Identity.Kind.CUSTOMER, till.customer)
    who = recognise(shop=till.shop, keys=[identity], now=now)[identity]
    adjust(shop=till.shop, member_id=who, points=points, why="x", key=key, actor="owner", now=now)


def look(till: Till) -> dict[str, str]:
    """What the theme reads after the next round."""
    showing.show_all(now=datetime.now(UTC), patient=False)
    drain(clock=lambda: datetime.now(UTC) + timedelta(minutes=1))
    return {name.rpartition(".")[2]: value for name, value in shown(till).items()}


def test_nothing_is_written_until_it_is_switched_on_and_then_for_everybody(till: Till) -> None:
    give(till, 30, "a")
    assert look(till) == {}
    assert not Errand.objects.exists()
    showing.switch(shop=till.shop, on=True)
    assert look(till) == {"balance": "30"}


def test_what_moves_is_written_and_what_does_not_is_not_told_again(till: Till) -> None:
    give(till, 30, "a")
    showing.switch(shop=till.shop, on=True)
    look(till)
    give(till, 12, "b")
    assert look(till) == {"balance": "42"}
    told = Errand.objects.get()
    look(till)
    assert Errand.objects.get().wish == told.wish


def test_an_order_brings_points_and_a_level_into_the_theme(till: Till) -> None:
    VersionFactory(programme=till.shop.programme, number=2, document=DOCUMENT | {"schema": 2, "tiers": TIERS},
                   published_at=datetime.now(UTC) - timedelta(days=1))  # fmt: skip
    showing.switch(shop=till.shop, on=True)
    look(till)
    till.buy(CHAI)
    till.town.deliver(till.shop)
    assert look(till) == {"balance": "82", "tier": "Gold"}


def test_once_switched_off_nothing_more_is_written_and_a_neighbour_is_never_touched(till: Till) -> None:
    give(till, 30, "a")
    neighbour = till.town.shop()
    showing.switch(shop=till.shop, on=True)
    look(till)
    showing.switch(shop=till.shop, on=False)
    give(till, 12, "b")
    assert look(till) == {"balance": "30"}
    assert Shop.objects.get(pk=neighbour.pk).shown_to is None
    assert not Errand.objects.filter(shop=neighbour).exists()


@pytest.mark.parametrize("on", [True, False])
def test_switching_twice_begins_nothing_anew(till: Till, on: bool) -> None:
    give(till, 30, "a")
    showing.switch(shop=till.shop, on=True)
    look(till)
    showing.switch(shop=till.shop, on=on)
    kept = Shop.objects.get(pk=till.shop.pk).shown_to
    showing.switch(shop=till.shop, on=on)
    assert Shop.objects.get(pk=till.shop.pk).shown_to == kept
