"""The fields of QueryRoot."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from devstore import installs, totals
from devstore.graphql_bulk import BulkFields
from devstore.graphql_codes import CodeFields
from devstore.graphql_discounts import DiscountFields
from devstore.graphql_money import MoneyFields
from devstore.graphql_nodes import customer_node, order_node, refund_node
from devstore.graphql_pages import matching, page
from devstore.graphql_parts import Viewer, product_node, utc
from devstore.payloads import gid
from devstore.scopes import in_words
from devstore.state import Customer, Order, Product, Shop

Json = dict[str, Any]
Info = GraphQLResolveInfo
REACH = timedelta(days=60)


def number(given: str, kind: str) -> int | None:
    head, _, tail = given.rpartition("/")
    return int(tail) if head == f"gid://shopify/{kind}" and tail.isdecimal() else None


# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802, N803


class Root(BulkFields, DiscountFields, CodeFields, MoneyFields):
    """graphql-core calls these as the resolvers of QueryRoot and Mutation."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.store = viewer.world.store

    def shop(self, _: Info) -> Json:
        return shop_node(self.viewer.shop)

    def currentAppInstallation(self, _: Info) -> Json:
        world, here = self.viewer.world, self.viewer.shop
        install = installs.of(world, here.domain)
        app = world.config.app
        known = install.id if install else 0
        return {
            "id": gid("AppInstallation", known),
            "accessScopes": [{"handle": s, "description": in_words(s)} for s in self.viewer.scopes],
            "app": {
                "id": gid("App", 580111),
                "apiKey": world.config.client_id,
                "handle": app.handle,
                "title": app.name,
            },
            "launchUrl": f"https://{here.domain}/admin/apps/{app.handle}",
            "uninstallUrl": f"https://{here.domain}/admin/apps",
        }

    def order(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_orders", "order")
        found = self.store.of_shop(Order, number(id, "Order"), self.viewer.shop.domain)
        return order_node(self.viewer, found) if found and self._within_reach(found) else None

    def orders(self, _: Info, query: str | None = None, sortKey: str = "PROCESSED_AT", **pages: Any) -> Json:
        self.viewer.need("read_orders", "orders")
        found = matching(self._orders(), query, _order_value)
        keys: dict[str, Callable[[Order], tuple[datetime, int]]] = {
            "CREATED_AT": lambda o: (o.created_at, o.id),
            "UPDATED_AT": lambda o: (o.updated_at, o.id),
            "PROCESSED_AT": lambda o: (o.processed_at, o.id),
        }
        at = keys.get(sortKey)
        found.sort(key=at or _by_id)
        return page(found, lambda o: order_node(self.viewer, o), at=at, **pages)

    def refund(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_orders", "refund")
        wanted = number(id, "Refund")
        found = ((order, made) for order in self._orders() for made in order.refunds if made.id == wanted)
        return next((refund_node(self.viewer, order, made) for order, made in found), None)

    def _orders(self) -> list[Order]:
        return [
            order for order in self.store.all(Order, self.viewer.shop.domain) if self._within_reach(order)
        ]

    def _within_reach(self, order: Order) -> bool:
        """Older orders are there for nobody without a permission of its own."""
        return "read_all_orders" in self.viewer.scopes or order.created_at > self.store.now() - REACH

    def customer(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_customers", "customer")
        found = self.store.of_shop(Customer, number(id, "Customer"), self.viewer.shop.domain)
        return customer_node(self.viewer, found) if found else None

    def customers(self, _: Info, query: str | None = None, sortKey: str = "ID", **pages: Any) -> Json:
        self.viewer.need("read_customers", "customers")
        found = matching(self.store.all(Customer, self.viewer.shop.domain), query, _customer_value)
        found.sort(key=lambda c: (c.updated_at, c.id) if sortKey == "UPDATED_AT" else (c.id,))
        return page(found, lambda c: customer_node(self.viewer, c), **pages)

    def product(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_products", "product")
        found = self.store.of_shop(Product, number(id, "Product"), self.viewer.shop.domain)
        return product_node(self.viewer, found) if found else None

    def nodes(self, _: Info, ids: list[str]) -> list[Json | None]:
        """Products and customers only; whatever else is named is not there."""
        if len(ids) > 250:
            raise GraphQLError("ids must not hold more than 250", extensions={"code": "BAD_REQUEST"})
        return [self._node(_, one) for one in ids]

    def _node(self, _: Info, id: str) -> Json | None:
        if "/Customer/" in id:
            found = self.customer(_, id)
            return {"__typename": "Customer"} | found if found else None
        return self.product(_, id)

    def productsCount(self, _: Info) -> Json:
        self.viewer.need("read_products", "productsCount")
        return {"count": len(self.store.all(Product, self.viewer.shop.domain))}

    def products(self, _: Info, query: str | None = None, **pages: Any) -> Json:
        self.viewer.need("read_products", "products")
        found = matching(
            self.store.all(Product, self.viewer.shop.domain), query, lambda p, name: getattr(p, name, None)
        )
        return page(found, lambda p: product_node(self.viewer, p), **pages)


def _by_id(order: Order) -> int:
    return order.id


def _order_value(order: Order, name: str) -> Any:
    match name:
        case "financial_status":
            return totals.financial_status(order)
        case "status":
            return "cancelled" if order.cancelled_at else "closed" if order.closed_at else "open"
        case "id" | "created_at" | "updated_at" | "processed_at" | "customer_id" | "source_name" | "name":
            return getattr(order, name)
        case "test":
            return str(order.test).lower()
        case _:
            return None


def _customer_value(person: Customer, name: str) -> Any:
    known = ("id", "email", "state", "created_at", "updated_at", "first_name", "last_name")
    return {"customer_date": person.created_at}.get(name, getattr(person, name) if name in known else None)


def shop_node(shop: Shop) -> Json:
    return {
        "id": gid("Shop", shop.id),
        "name": shop.name,
        "email": shop.email,
        "contactEmail": shop.email,
        "myshopifyDomain": shop.domain,
        "currencyCode": shop.currency,
        "enabledPresentmentCurrencies": [shop.currency],
        "ianaTimezone": shop.timezone,
        "primaryDomain": {
            "id": gid("Domain", shop.id),
            "host": shop.domain,
            "url": f"https://{shop.domain}",
            "sslEnabled": True,
        },
        "plan": {"publicDisplayName": shop.plan, "partnerDevelopment": False, "shopifyPlus": False},
        "shopOwnerName": shop.owner,
        "taxesIncluded": shop.taxes_included,
        "url": f"https://{shop.domain}",
        "createdAt": utc(shop.created_at),
        "updatedAt": utc(shop.updated_at),
    }
