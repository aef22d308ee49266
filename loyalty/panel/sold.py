"""What a shop sold lately: products by number and title."""

from collections import Counter

from loyalty.orders.models import Order
from loyalty.shops.models import Shop

LATEST = 300  # orders looked through


def sold(shop: Shop) -> list[tuple[str, str]]:
    """Id and title of what the latest orders sold, most frequent first."""
    found: Counter[str] = Counter()
    titles: dict[str, str] = {}
    states = Order.objects.filter(shop=shop, processed_at__isnull=False).order_by("-processed_at")
    for state in states.values_list("state", flat=True)[:LATEST]:
        for line in (state.get("header") or {}).get("lines", ()):
            if line.get("product"):
                found[line["product"]] += 1
                titles.setdefault(line["product"], line.get("title") or line["product"])
    return [(one, titles[one]) for one, _times in found.most_common()]
