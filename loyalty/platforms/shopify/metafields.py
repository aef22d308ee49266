"""What themes may read on a customer's record."""

from collections.abc import Mapping

from loyalty.platforms.shopify import mutations
from loyalty.shops.models import Shop

NAMESPACE = "$app:loyalty"
MOST = 25


def put(*, shop: Shop, customer: str, values: Mapping[str, str]) -> None:
    """Sets each; what is not named stays. A repetition changes nothing."""
    rows = [
        {
            "ownerId": f"gid://shopify/Customer/{customer}",
            "namespace": NAMESPACE,
            "key": key,
            "type": "single_line_text_field",
            "value": value,
        }
        for key, value in sorted(values.items())
    ]
    for start in range(0, len(rows), MOST):
        part = {"metafields": rows[start : start + MOST]}
        mutations.done(shop, "metafields_set", part, what="what themes read")
