"""A shop whose draft has something of everything the rule pages show."""

from typing import Any

from django.test import Client

from loyalty.engine.document import Document, parse
from loyalty.goods.models import Product
from loyalty.programmes.models import Draft
from loyalty.programmes.publish import save_draft
from tests.cast import NOW, Cast

TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [
        {"id": "silver", "title": "Silver", "at": "0"},
        {"id": "gold", "title": "Gold", "at": "500.00", "multiplier": "1.5"},
    ],
}
DEEP = {"all": [{"field": "order.items", "at_least": 2}, {"any": [{"not": {"all": [
    {"field": "order.source", "is": "web"}, {"field": "order.tag", "is": "vip"}]}},
    {"field": "order.month", "is": 12}]}]}  # fmt: skip
FULL: dict[str, Any] = {
    "schema": 2,
    "name": "Tea points",
    "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
    "badges": [{"id": "early", "title": "Early bird"}],
    "rewards": [{"id": "coffee", "title": "Free coffee", "kind": "custom"}],
    "tiers": TIERS,
    "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 14},
        {
            "id": "cups",
            "title": "A stamp for every cup",
            "on": "order_paid",
            "award": {"points": 1, "per_item": 1},
            "currency": "stamps",
            "when": DEEP,
            "lines": {"field": "line.collection", "in": ["cups", "mugs"]},
            "limit": {"times": 2, "per": "day"},
            "counts": {"gift_cards": True},
            "from": "2026-01-01T00:00",
            "until": "2027-01-01T00:00",
            "sponsor": "The cup maker",
        },
        {"id": "first", "on": "first_order", "award": {"reward": "coffee"}},
        {"id": "welcome", "on": "joined", "award": {"badge": "early"}},
        {"id": "birthday", "on": "birthday", "award": {"points": 200}},
    ],
    "campaigns": [
        {"id": "double", "title": "Double week", "multiplier": "2", "rules": ["order"], "budget": 10000},
        {
            "id": "wednesday",
            "bonus": 50,
            "when": {"field": "order.weekday", "is": "wednesday"},
            "until": "2030-01-01T00:00",
        },
    ],
    "caps": [{"id": "daily", "points": 500, "per": "day", "rules": ["order"]}],
}


def full(cast: Cast) -> None:
    save_draft(programme_id=cast.shop.programme_id, document=FULL, base=1, by="ann@tea.example", now=NOW)


def with_goods(cast: Cast) -> None:
    facts = {"type": "Tea", "vendor": "Hill", "tags": ["green"], "collections": ["4711", "summer"]}
    Product.objects.create(
        programme=cast.shop.programme, shop=cast.shop, external_id="1", facts=facts, read_at=NOW
    )


def drafted(cast: Cast) -> Document:
    return parse(Draft.objects.get(programme=cast.shop.programme_id).document)


def seen(client: Client, path: str) -> str:
    """The state of the draft that a page was made from."""
    found: str = client.get(path).context["seen"]
    return found
