"""A wanted code in the platform's words, and whether a code that is there is the wanted one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from loyalty.common import money
from loyalty.platforms.shopify.facts.nodes import Money, Named, Node
from loyalty.shops.codes import CodeWanted
from loyalty.shops.platform import StoreRefused

Json = dict[str, Any]


def gids(kind: str, numbers: Sequence[str]) -> list[str]:
    return [f"gid://shopify/{kind}/{number}" for number in numbers]


def common(wanted: CodeWanted) -> Json:
    """What all kinds have."""
    context: Json = {"all": "ALL"}
    if wanted.customer:
        context = {"customers": {"add": gids("Customer", [wanted.customer])}}
    return {
        "code": wanted.code,
        "title": wanted.title,
        "context": context,
        "startsAt": _moment(wanted.starts_at),
        "endsAt": _moment(wanted.ends_at) if wanted.ends_at else None,
        "usageLimit": wanted.uses or None,
        "appliesOncePerCustomer": wanted.once_per_customer,
        "combinesWith": {f"{name}Discounts": name in wanted.combines_with for name in _CLASSES},
    }


_CLASSES = ("order", "product", "shipping")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def basic(wanted: CodeWanted) -> Json:
    """Amount off, percent off."""
    entitled = wanted.products or wanted.collections
    items = chosen(wanted.products, wanted.collections) if entitled else {"all": True}
    return common(wanted) | _minimum(wanted) | {"customerGets": {"items": items, "value": _value(wanted)}}


def chosen(products: Sequence[str], collections: Sequence[str]) -> Json:
    """Raises StoreRefused for a mixture, since the platform takes one or the other, and for nothing at all."""
    if not products and not collections:
        raise StoreRefused("The reward names no products to give or to buy.")
    if products and collections:
        raise StoreRefused("A code applies to products or to collections here, not to both.")
    if collections:
        return {"collections": {"add": gids("Collection", collections)}}
    return {"products": {"productsToAdd": gids("Product", products)}}


def _value(wanted: CodeWanted) -> Json:
    if wanted.amount is not None:
        return {
            "discountAmount": {"amount": text(wanted.amount, wanted.currency), "appliesOnEachItem": False}
        }
    return {"percentage": share(wanted.percent or 0)}


def share(percent: int) -> float:
    """The platform writes 15 % as the number 0.15."""
    return percent / 100


def text(amount: int, currency: str) -> str:
    return str(money.major(amount, currency))


def _minimum(wanted: CodeWanted) -> Json:
    if wanted.minimum is None:
        return {}
    least = text(wanted.minimum, wanted.currency)
    return {"minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": least}}}


def free_shipping(wanted: CodeWanted) -> Json:
    return common(wanted) | _minimum(wanted) | {"destination": {"all": True}}


class Count(Node, frozen=True):
    count: int


class Buyers(Node, frozen=True):
    customers: list[Named] = []


class Effect(Node, frozen=True):
    percentage: float | None = None


class Value(Node, frozen=True):
    amount: Money | None = None
    percentage: float | None = None
    effect: Effect | None = None


class Gets(Node, frozen=True):
    value: Value


class Discount(Node, frozen=True):
    """A code's discount; one of another app's making has only its type."""

    kind: str = msgspec.field(name="__typename", default="")
    title: str = ""
    status: str = "ACTIVE"
    async_usage_count: int = 0
    codes_count: Count | None = None
    context: Buyers = Buyers()
    customer_gets: Gets | None = None


class CodeNode(Node, frozen=True):
    id: str
    code_discount: Discount

    @property
    def is_one_of_many(self) -> bool:
        count = self.code_discount.codes_count
        return count is not None and count.count > 1

    @property
    def customers(self) -> tuple[str, ...]:
        return tuple(one.id.rpartition("/")[2] for one in self.code_discount.context.customers)


def percent_of(wanted: CodeWanted) -> int:
    """How much of the pieces is off: all, unless said."""
    return 100 if wanted.percent is None else wanted.percent


def is_bxgy(wanted: CodeWanted) -> bool:
    """A free product for whoever bought others is one too."""
    asks = bool(wanted.buy_products or wanted.buy_collections)
    return wanted.kind == "buy_x_get_y" or (wanted.kind == "free_product" and asks)


def is_ours(found: CodeNode, wanted: CodeWanted) -> bool:
    """Title, customer and value are those that we want."""
    there = found.code_discount
    customers = (wanted.customer,) if wanted.customer else ()
    return (
        there.kind == _type(wanted)
        and there.title == wanted.title
        and found.customers == customers
        and _worth_the_same(there, wanted)
    )


def _type(wanted: CodeWanted) -> str:
    if is_bxgy(wanted):
        return "DiscountCodeBxgy"
    return "DiscountCodeFreeShipping" if wanted.kind == "free_shipping" else "DiscountCodeBasic"


def _worth_the_same(there: Discount, wanted: CodeWanted) -> bool:
    value = there.customer_gets.value if there.customer_gets else Value()
    if is_bxgy(wanted):
        share = value.effect.percentage if value.effect else None
        return share is not None and round(share * 100) == percent_of(wanted)
    if wanted.amount is not None:
        return value.amount is not None and money.minor(value.amount.amount, wanted.currency) == wanted.amount
    if wanted.kind == "percent_off":
        return value.percentage is not None and round(value.percentage * 100) == wanted.percent
    return True
