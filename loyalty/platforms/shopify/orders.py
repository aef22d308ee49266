"""Reading a store's orders over GraphQL: every page, and every list within it that did not fit."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.facts import nodes
from loyalty.platforms.shopify.facts.order_nodes import node, number, told
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from loyalty.shops.platform import OrdersPage

PAGE = 6  # keeps the query below the platform's limit however it counts lists in lists
REFUNDS = 4  # as many as the page's document asks for; as many came may mean that there are more
REACH = timedelta(days=60)
ALL_ORDERS = "read_all_orders"


def reach(*, shop: Shop, now: datetime) -> datetime | None:
    """Orders made before this are not shown to us; None when all are."""
    return None if ALL_ORDERS in shop.scopes.split(",") else now - REACH


def pages(*, shop: Shop, since: datetime) -> Iterator[OrdersPage]:
    """Everything that changed since, oldest change first."""
    query = f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    after: str | None = None
    while True:
        found = _ask(shop, "orders", {"first": PAGE, "after": after, "query": query}).get("orders")
        if not isinstance(found, dict):
            raise Faulty("The store answered without its orders.")
        yield _page(shop, found.get("nodes") or [])
        before, after = after, _next(found)
        if after is None:
            return
        if after == before:
            raise Faulty("The store told the same page of orders twice.")


def one(*, shop: Shop, order: str) -> OrderTold | None:
    """One order whole, by its number; None when the store no longer shows it. Raises Unreadable too."""
    found = _ask(shop, "order", {"id": f"gid://shopify/Order/{order}"}).get("order")
    return None if found is None else _whole(shop, found)


def _next(found: Mapping[str, Any]) -> str | None:
    """The cursor of the page that follows, or None on the last one."""
    try:
        info = node(found.get("pageInfo"), nodes.PageInfo)
    except Unreadable as why:
        raise Faulty(f"The store answered with pages of an unknown shape: {why}") from None
    return info.end_cursor if info.has_next_page else None


def _page(shop: Shop, found: list[Any]) -> OrdersPage:
    page = OrdersPage()
    for one in found:
        try:
            page.told.append(_whole(shop, one))
        except Unreadable as why:
            page.unreadable[number(one)] = str(why)
    return page


def _whole(shop: Shop, found: Any) -> OrderTold:
    order = node(found, nodes.Order)
    return told(replace(order, line_items=_lines(shop, order), refunds=_refunds(shop, order)), shop)


def _lines(shop: Shop, order: nodes.Order) -> nodes.Lines:
    lines = order.line_items
    while lines.page_info.has_next_page:
        asked = {"id": order.id, "after": lines.page_info.end_cursor}
        more = node(_inside(_ask(shop, "order_lines", asked), "order", "lineItems"), nodes.Lines)
        lines = nodes.Lines([*lines.nodes, *more.nodes], more.page_info)
    return lines


def _refunds(shop: Shop, order: nodes.Order) -> list[nodes.Refund]:
    if len(order.refunds) < REFUNDS:
        return [one if one.is_whole else _refund(shop, one.id) for one in order.refunds]
    known = {one.id: one for one in order.refunds if one.is_whole}
    found = _inside(_ask(shop, "order_refunds", {"id": order.id}), "order", "refunds") or []
    if len(found) >= 250:
        raise Unreadable("refunds: has more than the store tells at once")
    ids = [node(one, nodes.Named).id for one in found]
    return [known.get(one) or _refund(shop, one) for one in ids]


def _refund(shop: Shop, gid: str) -> nodes.Refund:
    """One refund with all its lines."""
    refund = node(_ask(shop, "refund", {"id": gid, "after": None}).get("refund"), nodes.Refund)
    lines = refund.refund_line_items
    while lines.page_info.has_next_page:
        asked = {"id": gid, "after": lines.page_info.end_cursor}
        more = node(_ask(shop, "refund", asked).get("refund"), nodes.Refund).refund_line_items
        lines = nodes.RefundLines([*lines.nodes, *more.nodes], more.page_info)
    if refund.is_cut:
        raise Unreadable("refunds: one has more adjustments or payments than the store tells at once")
    return replace(refund, refund_line_items=lines)


def _ask(shop: Shop, name: str, variables: Mapping[str, object]) -> dict[str, Any]:
    return gateway.run(shop=shop, document=DOCUMENTS[name], variables=variables)


def _inside(found: dict[str, Any], *names: str) -> Any:
    """What lies there, or None."""
    inner: Any = found
    for name in names:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner
