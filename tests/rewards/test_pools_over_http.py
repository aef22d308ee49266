"""A pool in a real pretend store over HTTP: two codes pay, and a third is ended alone."""

from datetime import UTC, datetime

import pytest

from loyalty.desk import ending, pooling
from loyalty.platforms.shopify import code_pools
from loyalty.rewards.models import PoolCode
from loyalty.rewards.pools import FULL
from tests.rewards import test_over_http as http
from tests.rewards.test_over_http import town as town
from tests.shopify.conftest import address as address
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db
POOLED = {"id": "pooled", "kind": "amount_off", "cost": 10, "amount": "5.00", "pool": True}


def test_codes_made_ahead_pay_for_whoever_has_them_and_end_one_by_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_pools, "PAUSE", 0.01)
    monkeypatch.setattr(http, "REWARDS", [POOLED])
    shop, who, customer = http.member(town)
    assert pooling.keep_all_full(now=datetime.now(UTC)) == 1
    http.quiet()
    assert PoolCode.objects.filter(ready=True).count() == FULL
    assert len(http.codes(town, shop)) == FULL + 1
    made, other, undone = (http.redeem(shop, who, "pooled", key) for key in "abc")
    assert {one.state for one in (made, other, undone)} == {"issued"}
    ending.undo(redemption=undone, actor="m", now=datetime.now(UTC))
    http.quiet()
    undone.refresh_from_db()
    assert undone.state == "released"
    for one in (made, other):
        paid = town.order(shop, customer_id=customer, discount_codes=[one.code])
        assert paid["total_discounts"] == "5.00"
        town.deliver(shop)
        one.refresh_from_db()
        assert (one.state, one.spend.order) == ("used", str(paid["id"]))
    left = http.codes(town, shop)
    assert undone.code not in left
    assert len(left) == FULL
    assert set(left.values()) == {"active"}
