"""Themes can read balance and tier on the customer's record."""

import pytest

from loyalty.shops.platform import StoreRefused
from tests.codes.till import Till


def shown(till: Till) -> dict[str, str]:
    found = till.town.http.get(f"{till.door}/metafields", params={"customer": till.customer}).json()
    return {f"{one['namespace']}.{one['key']}": one["value"] for one in found}


def test_the_last_value_stands_and_what_is_not_named_stays(till: Till) -> None:
    till.store.set_metafields(
        shop=till.shop, customer=till.customer, values={"balance": "500", "tier": "Gold"}
    )
    till.store.set_metafields(shop=till.shop, customer=till.customer, values={"balance": "450"})
    till.store.set_metafields(shop=till.shop, customer=till.customer, values={"balance": "450"})
    assert shown(till) == {"app--580111--loyalty.balance": "450", "app--580111--loyalty.tier": "Gold"}


def test_somebody_who_left_is_refused_and_nothing_is_written(till: Till) -> None:
    with pytest.raises(StoreRefused, match="Owner does not exist"):
        till.store.set_metafields(shop=till.shop, customer="424242", values={"balance": "1"})
    till.customer = "424242"
    assert shown(till) == {}
