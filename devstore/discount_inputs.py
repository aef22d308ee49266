"""Discounts out of GraphQL inputs, refused in the platform's words."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from devstore import money
from devstore.state import Collection, Customer, Product
from devstore.state_discounts import CLASSES, Discount
from devstore.store import Store

Json = dict[str, Any]
LONGEST = 255


class Wrong(Exception):
    """A user error: `code` and `path` below the input."""

    def __init__(self, code: str, path: list[str], message: str) -> None:
        super().__init__(message)
        self.code, self.path = code, path


def number(given: object, kind: str) -> int:
    """The number in a gid, 0 if it is none of this kind."""
    head, _, tail = str(given).rpartition("/")
    return int(tail) if head == f"gid://shopify/{kind}" and tail.isdecimal() else 0


class Reader:
    """Reads for one shop."""

    def __init__(self, store: Store, shop: str, currency: str) -> None:
        self.store, self.shop, self.currency = store, shop, currency

    def basic(self, given: Json) -> Discount:
        gets = given.get("customerGets") or {}
        value = gets.get("value") or {}
        made = self._common(given, kind="percentage", path="customerGets")
        if value.get("discountOnQuantity"):
            raise Wrong("INVALID", ["customerGets", "value"], "Discount on quantity is for buy X get Y only")
        if off := value.get("discountAmount"):
            made.kind, made.each_item = "fixed_amount", bool(off.get("appliesOnEachItem"))
            made.value = money.text(self._money(off.get("amount"), ["customerGets", "value"]), self.currency)
        else:
            made.value = _percent(value.get("percentage"))
        items = gets.get("items") or {}
        made.products, made.collections = self._items(items, ["customerGets", "items"])
        if not made.of_goods and not items.get("all"):
            raise Wrong("BLANK", ["customerGets", "items"], "Items in 'customer get' must be defined")
        return made

    def free_shipping(self, given: Json) -> Discount:
        return self._common(given, kind="free_shipping", path="destination")

    def bxgy(self, given: Json) -> Discount:
        made = self._common(given, kind="bxgy", path="customerGets")
        gets, buys = given.get("customerGets") or {}, given.get("customerBuys") or {}
        made.products, made.collections = self._items(gets.get("items") or {}, ["customerGets", "items"])
        bought = self._items(buys.get("items") or {}, ["customerBuys", "items"])
        made.buy_products, made.buy_collections = bought
        if not made.of_goods or not any(bought):
            raise Wrong("BLANK", ["customerGets", "items"], "Items must be defined on both sides")
        offer = (gets.get("value") or {}).get("discountOnQuantity")
        if not offer:
            raise Wrong("INVALID", ["customerGets", "value"], "Buy X get Y takes a discount on quantity only")
        made.get_quantity = _count(offer.get("quantity"), ["customerGets", "value", "quantity"])
        made.value = _percent((offer.get("effect") or {}).get("percentage"))
        need = buys.get("value") or {}
        if need.get("amount") is not None:
            made.buy_amount = self._money(need["amount"], ["customerBuys", "value", "amount"])
        else:
            made.buy_quantity = _count(need.get("quantity"), ["customerBuys", "value", "quantity"])
        made.uses_per_order = given.get("usesPerOrderLimit")
        return made

    def _common(self, given: Json, *, kind: str, path: str) -> Discount:
        _check_words(given)
        combines = given.get("combinesWith") or {}
        starts, ends = _moment(given.get("startsAt")), _moment(given.get("endsAt"))
        if starts is None:
            raise Wrong("BLANK", ["startsAt"], "Starts at can't be blank")
        if ends and ends <= starts:
            raise Wrong("INVALID", ["endsAt"], "Ends at needs to be after starts_at")
        if (limit := given.get("usageLimit")) is not None and limit < 1:
            raise Wrong("GREATER_THAN", ["usageLimit"], "Usage limit must be greater than 0")
        subtotal = (given.get("minimumRequirement") or {}).get("subtotal") or {}
        least = subtotal.get("greaterThanOrEqualToSubtotal")
        return Discount(
            shop=self.shop,
            kind=kind,
            title=given.get("title") or "",
            customers=self._customers(given.get("context") or {}),
            limit=limit,
            once_per_customer=bool(given.get("appliesOncePerCustomer")),
            minimum=self._money(least, ["minimumRequirement"]) if least is not None else 0,
            combines=[name for name in CLASSES if combines.get(f"{name}Discounts")],
            starts_at=starts,
            ends_at=ends,
        )

    def _customers(self, context: Json) -> list[int]:
        if context.get("all"):
            return []
        found = [number(one, "Customer") for one in (context.get("customers") or {}).get("add") or []]
        if not found:
            raise Wrong("BLANK", ["context"], "Context can't be blank")
        if any(self.store.of_shop(Customer, one, self.shop) is None for one in found):
            raise Wrong("INVALID", ["context", "customers", "add"], "Customer does not exist")
        return found

    def _items(self, given: Json, path: list[str]) -> tuple[list[int], list[int]]:
        named = (given.get("products") or {}).get("productsToAdd") or []
        groups = (given.get("collections") or {}).get("add") or []
        if named and groups:
            raise Wrong("INVALID", path, "Cannot entitle products in combination with collections")
        products = [number(one, "Product") for one in named]
        collections = [number(one, "Collection") for one in groups]
        there = [self.store.of_shop(Product, one, self.shop) for one in products]
        if None in there or None in [self.store.of_shop(Collection, one, self.shop) for one in collections]:
            raise Wrong("INVALID", path, "Product or collection does not exist")
        return products, collections

    def _money(self, given: object, path: list[str]) -> int:
        try:
            found = money.parse(str(given or "0"), self.currency)
        except ValueError:
            raise Wrong("INVALID", path, "Amount is invalid") from None
        if found <= 0:
            raise Wrong("GREATER_THAN", path, "Value must be greater than 0")
        return found


def _check_words(given: Json) -> None:
    for name in ("code", "title"):
        if not str(given.get(name) or "").strip():
            raise Wrong("BLANK", [name], f"{name.capitalize()} can't be blank")
        if len(given[name]) > LONGEST:
            raise Wrong(
                "TOO_LONG", [name], f"{name.capitalize()} is too long (maximum is {LONGEST} characters)"
            )


def _percent(given: object) -> str:
    """0.15 -> "15.0"."""
    share = Decimal(str(given or 0))
    if not 0 < share <= 1:
        raise Wrong(
            "VALUE_OUTSIDE_RANGE",
            ["customerGets", "value", "percentage"],
            "Value must be between 0.0 and 1.0",
        )
    return str((share * 100).quantize(Decimal("0.1")))


def _count(given: object, path: list[str]) -> int:
    found = int(str(given or "0"))
    if found < 1:
        raise Wrong("GREATER_THAN", path, "Quantity must be greater than 0")
    return found


def _moment(given: object) -> datetime | None:
    if given is None:
        return None
    moment = datetime.fromisoformat(str(given))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
