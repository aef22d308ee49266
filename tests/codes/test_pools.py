"""One discount with many codes: each works once, each can be ended alone."""

import pytest

from loyalty.platforms.shopify import code_pools
from loyalty.shops.platform import StoreRefused
from tests.codes.till import CHAI, Till, off


@pytest.fixture
def pool(till: Till, monkeypatch: pytest.MonkeyPatch) -> tuple[Till, str]:
    """A till, and a discount that takes more codes."""
    monkeypatch.setattr(code_pools, "PAUSE", 0.01)
    till.town.tell(f"{till.door}/bucket", {"left": 100_000, "maximum": 100_000, "rate": 100_000})
    return till, till.make("POOL-0", customer="", once_per_customer=False)


def test_more_than_one_call_holds_are_added(pool: tuple[Till, str]) -> None:
    till, discount = pool
    codes = [f"POOL-{number}" for number in range(1, 301)]
    assert till.store.add_codes(shop=till.shop, discount=discount, codes=codes).failed == {}
    assert len([one for one in till.codes() if one.startswith("POOL-")]) == 301
    assert off(till.buy(CHAI, codes=("POOL-300",))) == {"POOL-300": "5.00"}
    assert off(till.buy(CHAI, codes=("POOL-300",))) == {}
    assert off(till.buy(CHAI, codes=("POOL-30",))) == {"POOL-30": "5.00"}
    seen = [till.store.code_status(shop=till.shop, code=code) for code in ("POOL-300", "POOL-3")]
    assert [one and one.used for one in seen] == [1, 0]


def test_a_repetition_is_no_failure_and_somebody_elses_code_is(pool: tuple[Till, str]) -> None:
    till, discount = pool
    till.store.add_codes(shop=till.shop, discount=discount, codes=["POOL-1", "POOL-2"])
    added = till.store.add_codes(shop=till.shop, discount=discount, codes=["POOL-2", "WELCOME10", "POOL-3"])
    assert list(added.failed) == ["WELCOME10"]
    assert "must be unique" in added.failed["WELCOME10"]
    assert {"POOL-1", "POOL-2", "POOL-3"} <= set(till.codes())


def test_ending_one_leaves_the_others(pool: tuple[Till, str]) -> None:
    till, discount = pool
    till.store.add_codes(shop=till.shop, discount=discount, codes=["POOL-1", "POOL-11"])
    assert till.store.end_code(shop=till.shop, code="POOL-1").was_there
    assert off(till.buy(CHAI, codes=("POOL-1",))) == {}
    assert off(till.buy(CHAI, codes=("POOL-11",))) == {"POOL-11": "5.00"}
    assert not till.store.end_code(shop=till.shop, code="POOL-1").was_there


def test_a_discount_that_is_gone_takes_no_codes(pool: tuple[Till, str]) -> None:
    till, _ = pool
    with pytest.raises(StoreRefused, match="Discount does not exist"):
        till.store.add_codes(shop=till.shop, discount="gid://shopify/DiscountCodeNode/1", codes=["POOL-9"])
    assert "POOL-9" not in till.codes()
