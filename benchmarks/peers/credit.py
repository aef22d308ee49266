"""Crediting an order as most apps do: parse, get or create, add, one row at a time."""

import json
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from benchmarks.peers.models import Customer, History, PaidOrder


@transaction.atomic
def credit(content: bytes) -> None:
    payload = json.loads(content)
    customer, _ = Customer.objects.get_or_create(
        external_id=payload["customer"]["id"], defaults={"email": payload["customer"]["email"]}
    )
    total = int(Decimal(payload["current_subtotal_price"]) * 100)
    order, new = PaidOrder.objects.get_or_create(
        external_id=payload["id"], defaults={"customer": customer, "total": total}
    )
    if not new:
        return
    points = total * 5 // 100
    History.objects.create(customer=customer, order=order, points=points, note=f"Order {payload['name']}")
    Customer.objects.filter(pk=customer.pk).update(points=F("points") + points)
