"""A platform whose bodies are plain words, for what does not depend on Shopify's payloads."""

from datetime import datetime
from typing import Any

from loyalty.engine import facts
from loyalty.shops.models import Shop


class Pretend:
    """`ignore …` and `unreadable …` do as they say, `bug` is a defect of ours, all else is an order."""

    def read(
        self, *, topic: str, body: bytes, shop: Shop, triggered_at: datetime | None = None
    ) -> facts.Fact:
        text = body.decode()
        word, _, rest = text.partition(" ")
        if word == "ignore":
            return facts.Ignored(reason=rest)
        if word == "unreadable":
            raise facts.Unreadable(rest)
        if word == "bug":
            raise ZeroDivisionError("jane@example.com")
        if topic == "shop/redact":
            return facts.ShopRedacted()
        if topic == "customers/redact":
            return facts.CustomerRedacted(customer=text)
        return facts.OrderTold(order=text)

    panel_visitor: Any = None
    storefront_visitor: Any = None
    graphql: Any = None
