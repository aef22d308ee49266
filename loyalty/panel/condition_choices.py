"""What a question can be answered with: by the programme, the calendar, and what the shop has sold so far."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from loyalty.engine.document import Document
from loyalty.goods.models import Product
from loyalty.orders.models import Order
from loyalty.panel.ways_words import answer_names
from loyalty.shops.models import Shop

Choice = tuple[str, str]  # value and label
Choices = Mapping[str, list[Choice]]  # by field

LATEST = 300  # orders looked through for channels, payments, goods
SHOWN = 60  # answers offered for one field
# Whose answers are all known: nothing else can be written.
CLOSED = frozenset(
    {"member.tier", "member.plan", "member.badge", "order.weekday", "order.month", "member.birthday_month"}
)


def choices(document: Document, shop: Shop) -> Choices:
    """Every list that can be offered; a field that is missing is written freely."""
    return _named(document) | _sold(shop) | _goods(shop)


def _named(document: Document) -> dict[str, list[Choice]]:
    return {field: list(answer_names(document, field).items()) for field in sorted(CLOSED)}


def _sold(shop: Shop) -> dict[str, list[Choice]]:
    """What the latest orders answered, most frequent first."""
    found: dict[str, Counter[Choice]] = {}
    states = Order.objects.filter(shop=shop, processed_at__isnull=False).order_by("-processed_at")
    for state in states.values_list("state", flat=True)[:LATEST]:
        for field, value, label in _answers(state.get("header") or {}):
            if value:
                found.setdefault(field, Counter())[(value, label or value)] += 1
    return {field: _offered(counted) for field, counted in found.items()}


def _answers(header: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield "order.source", header.get("source", ""), ""
    for field, key in (("gateway", "gateways"), ("tag", "tags"), ("discount_code", "discount_codes")):
        for one in header.get(key, ()):
            yield f"order.{field}", one, ""
    for line in header.get("lines", ()):
        title = line.get("title", "")
        yield "line.product", line.get("product", ""), title
        yield "line.variant", line.get("variant", ""), title
        sku = line.get("sku", "")
        yield "line.sku", sku, f"{sku} ({title})" if title else ""
        yield "line.title", title, ""
        yield "line.vendor", line.get("vendor", ""), ""


def _goods(shop: Shop) -> dict[str, list[Choice]]:
    """What is known of the goods themselves."""
    found: dict[str, Counter[Choice]] = {}
    rows = Product.objects.filter(shop=shop).order_by("-read_at").values_list("facts", flat=True)
    for facts in rows[:1000]:
        told = {"type": [facts.get("type", "")], "tag": facts.get("tags", ())}
        told["collection"] = [
            one for one in facts.get("collections", ()) if not one.isdecimal() and not one.startswith("gid:")
        ]
        for field, values in told.items():
            found.setdefault(f"line.{field}", Counter()).update((one, one) for one in values if one)
    return {field: _offered(counted) for field, counted in found.items() if counted}


def _offered(counted: Counter[Choice]) -> list[Choice]:
    once: dict[str, str] = {}
    for (value, label), _times in counted.most_common():
        once.setdefault(value, label)
    return sorted(list(once.items())[:SHOWN], key=lambda one: one[1].casefold())
