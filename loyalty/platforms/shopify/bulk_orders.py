"""A store's past orders by a bulk operation. Facts are made by the same reading as those of single orders."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.platforms.shopify import gateway, orders
from loyalty.platforms.shopify.bulk_file import FileGone, OrderFile, fetched
from loyalty.platforms.shopify.calls import CallFailed, Faulty
from loyalty.platforms.shopify.facts import nodes
from loyalty.platforms.shopify.facts.order_nodes import node, number, told
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from loyalty.shops.platform import Export, ExportBusy, OrdersPage, StoreFailed

PAGE = 500
BUSY = ("OPERATION_IN_PROGRESS", "LIMIT_REACHED")
RUNNING = ("CREATED", "RUNNING", "CANCELING")


class ExportRefused(CallFailed):
    """The store would not start an export; the message is its own."""


class Operation(nodes.Node, frozen=True):
    """A bulk operation as `bulk_look` tells it; its counts come as text."""

    status: str
    root_object_count: str
    error_code: str | None = None
    url: str | None = None

    @property
    def roots(self) -> int:
        return int(self.root_object_count) if self.root_object_count.isdecimal() else 0


class BulkOrders:
    """Answers loyalty.shops.platform.PastOrders for one shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def ask(self) -> str:
        running = self._running()
        if running:
            return running
        said = self._run("bulk_run", {"query": DOCUMENTS["past_orders"]}).get("bulkOperationRunQuery")
        made = said.get("bulkOperation") if isinstance(said, Mapping) else None
        if isinstance(made, Mapping) and made.get("id"):
            return str(made["id"])
        raise _refusal(said)

    def look(self, export: str) -> Export:
        found = self._operation(export)
        if found is None or found.status == "EXPIRED":
            return Export("gone")
        if found.status in RUNNING:
            return Export("running", found.roots)
        if found.status == "COMPLETED":
            return Export("done", found.roots)
        if found.status == "CANCELED":
            return Export("failed", found.roots, "The export was called off in the store.")
        # The half of a failed export would look like a whole history: it is never taken for one.
        return Export("failed", found.roots, f"The store broke its export off: {found.error_code}.")

    def read(self, export: str, keep: Callable[[OrdersPage], None]) -> list[str]:
        found = self._operation(export)
        if found is None or found.status != "COMPLETED":
            raise FileGone("The store's export of orders is no longer there.")
        if found.url is None:  # the platform gives no file where there was nothing to find
            return []
        with fetched(found.url) as file:
            if len(file.roots) != found.roots:
                raise Faulty(
                    f"The store's export has {len(file.roots)} orders where {found.roots} were announced."
                )
            return self._pages(file, keep)

    def whole(self, order: str) -> OrderTold | None:
        return orders.one(shop=self.shop, order=order)

    def stop(self, export: str) -> None:
        self._run("bulk_cancel", {"id": export})

    def _pages(self, file: OrderFile, keep: Callable[[OrdersPage], None]) -> list[str]:
        page, refunded = OrdersPage(), []
        for one in file.orders():
            if one.get("refunds"):
                refunded.append(number(one))
                continue
            try:
                page.told.append(told(node(one | {"refunds": []}, nodes.Order), self.shop))
            except Unreadable as why:
                page.unreadable[number(one)] = str(why)
            if len(page.told) + len(page.unreadable) >= PAGE:
                keep(page)
                page = OrdersPage()
        keep(page)
        return refunded

    def _operation(self, export: str) -> Operation | None:
        found = self._run("bulk_look", {"id": export}).get("bulkOperation")
        try:
            return None if found is None else msgspec.convert(found, Operation)
        except msgspec.ValidationError as bad:
            raise Faulty(f"The store tells of its export in an unknown shape: {bad}") from None

    def _running(self) -> str:
        """An export with our very query: its id was lost with the worker that had asked for it."""
        for status in ("CREATED", "RUNNING"):
            found = self._run("bulk_running", {"status": f"status:{status}"}).get("bulkOperations")
            for one in (found.get("nodes") or []) if isinstance(found, Mapping) else []:
                if _squeezed(one.get("query")) == _squeezed(DOCUMENTS["past_orders"]):
                    return str(one["id"])
        return ""

    def _run(self, name: str, variables: Mapping[str, object]) -> dict[str, Any]:
        return gateway.run(shop=self.shop, document=DOCUMENTS[name], variables=variables)


def _squeezed(query: object) -> str:
    """Without the space and the comments that the platform may write otherwise."""
    lines = (line for line in str(query).splitlines() if not line.lstrip().startswith("#"))
    return "".join("".join(lines).split())


def _refusal(said: object) -> StoreFailed:
    errors = said.get("userErrors") if isinstance(said, Mapping) else None
    first = errors[0] if isinstance(errors, list) and errors else {}
    message = str(first.get("message", "no reason given"))[:200]
    if first.get("code") in BUSY:
        return ExportBusy(f"The store is busy with another export: {message}")
    return ExportRefused(f"The store would not export its orders: {message}")
