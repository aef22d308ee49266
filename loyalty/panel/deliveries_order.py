"""Which order a delivery is about, so that its page can lead to the reasons."""

import json

from loyalty.inbox.models import Delivery

LARGEST = 1 << 20  # bytes that are read for it


def order_of(row: Delivery) -> str:
    """The order's id in the store; empty when the delivery names none."""
    body = bytes(row.body)
    if not row.topic.startswith(("orders/", "refunds/")) or len(body) > LARGEST:
        return ""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = (
        told.get("order_id" if row.topic.startswith("refunds/") else "id") if isinstance(told, dict) else ""
    )
    return str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
