"""What themes may read on a customer's record."""

from datetime import datetime
from typing import Any

from loyalty.shops.models import Shop
from loyalty.shops.platform import platform


def carry(*, shop: Shop, wanted: dict[str, Any], now: datetime) -> None:
    """`wanted` has the customer's number and the values by key."""
    platform(shop.platform).set_metafields(shop=shop, customer=wanted["customer"], values=wanted["values"])
