"""What campaigns with a budget have cost so far, as the terms of orders remember it."""

from django.db.models import BigIntegerField, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from loyalty.engine.document import Document
from loyalty.engine.limits import budget_key
from loyalty.orders.models import Order
from loyalty.shops.models import Shop


def spent(shop: Shop, document: Document) -> dict[str, int]:
    """Points by campaign, of those with a budget."""
    found = {}
    for one in document.campaigns:
        if one.budget:
            key = budget_key(one).in_terms
            granted = KeyTextTransform(key, KeyTransform("granted", "terms"))
            rows = Order.objects.filter(programme=shop.programme_id, terms__granted__has_key=key)
            total = rows.aggregate(given=Sum(Cast(granted, BigIntegerField())))["given"]
            found[one.id] = int(total or 0)
    return found
