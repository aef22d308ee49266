"""Orders as GraphQL tells them, to the same facts that webhooks become."""

from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from loyalty.engine.facts import OrderTold, Signs, Unreadable
from loyalty.platforms.shopify.facts import orders, values
from loyalty.platforms.shopify.facts.nodes import Node, Order
from loyalty.platforms.shopify.facts.signs import ATTRIBUTE, LONGEST
from loyalty.shops.models import Shop

N = TypeVar("N", bound=Node)


def node(found: Any, kind: type[N]) -> N:
    """One node out of an answer. Raises Unreadable naming what is missing or of another type."""
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as bad:
        raise Unreadable(f"the store's answer: {str(bad).replace('`', '')[:200]}") from None


def number(found: Any) -> str:
    """The id of an order node, whatever else is wrong with it; "" for none."""
    gid = found.get("id") if isinstance(found, dict) else None
    return values.optional_identity(gid, None, "id") if isinstance(gid, str) else ""


def told(order: Order, shop: Shop) -> OrderTold:
    """A node whose lists are whole, with what our script put into the basket. Raises Unreadable."""
    fact = orders.of_payload(order.told(), shop)
    given = (one.value for one in order.custom_attributes if one.key == ATTRIBUTE)
    token = (next(given, None) or "")[:LONGEST].strip()
    return replace(fact, signs=Signs(token=token)) if token else fact
