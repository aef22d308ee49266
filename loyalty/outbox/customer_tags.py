"""Tags of a customer's record in the store."""

from datetime import datetime
from typing import Any

from loyalty.shops.models import Shop
from loyalty.shops.platform import platform


def carry(*, shop: Shop, wanted: dict[str, Any], now: datetime) -> None:
    """`wanted` has the customer's number and the tags to add and to remove."""
    platform(shop.platform).tag_customer(
        shop=shop, customer=wanted["customer"], add=wanted["add"], remove=wanted["remove"]
    )
