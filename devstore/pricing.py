"""From a basket to lines, discounts, shipping and tax."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from devstore import combining, money
from devstore.refused import Refused as Refused
from devstore.state import Application, Line, Product, Shipping, Shop, Tax
from devstore.state_discounts import Entered
from devstore.store import Store


@dataclass(slots=True, kw_only=True)
class Item:
    """One wish of a basket: a product, or a custom item with its own title and price (minor units)."""

    quantity: int
    product: Product | None = None
    title: str = ""
    price: int | None = None
    sku: str | None = None
    gift_card: bool = False
    taxable: bool = True
    properties: list[dict[str, str]] = field(default_factory=list)
    selling_plan: str | None = None


@dataclass(slots=True, kw_only=True)
class Quote:
    lines: list[Line]
    shipping: list[Shipping]
    applications: list[Application]
    currency: str
    taxes_included: bool
    tip: int = 0
    # code -> why it does not apply
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def subtotal(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines) + sum(s.price - s.net for s in self.shipping)

    def given(self, application: int) -> int:
        """What one of the discounts takes off the goods."""
        return sum(a.amount for line in self.lines for a in line.allocations if a.application == application)

    @property
    def tax(self) -> int:
        return sum(line.tax for line in self.lines) + sum(s.tax for s in self.shipping)

    @property
    def total(self) -> int:
        added_tax = 0 if self.taxes_included else self.tax
        return self.subtotal + sum(s.net for s in self.shipping) + added_tax + self.tip


def line_from(store: Store, item: Item) -> Line:
    product = item.product
    if item.quantity < 1:
        raise Refused("The quantity must be at least 1.")
    return Line(
        id=store.new_id(),
        title=product.title if product else item.title or "Custom item",
        price=item.price if item.price is not None else product.price if product else 0,
        quantity=item.quantity,
        current_quantity=item.quantity,
        product_id=product.id if product else None,
        variant_id=product.variant_id if product else None,
        sku=item.sku or (product.sku if product else None),
        vendor=product.vendor if product else None,
        gift_card=product.gift_card if product else item.gift_card,
        taxable=item.taxable and not (product.gift_card if product else item.gift_card),
        grams=product.grams if product else 0,
        properties=item.properties,
        selling_plan=item.selling_plan,
    )


def quote(
    store: Store,
    *,
    shop: Shop,
    items: Sequence[Item],
    discounts: Sequence[Entered] = (),
    shipping: int | None = None,
    shipping_title: str = "Standard",
    tax_rate: str | None = None,
    tip: int = 0,
) -> Quote:
    """`shipping` None means the shop's own rate (none when nothing needs a parcel)."""
    lines = [line_from(store, item) for item in items]
    goods = sum(line.price * line.quantity for line in lines)
    if shipping is None:
        free = shop.free_shipping_from is not None and goods >= shop.free_shipping_from
        shipping = 0 if free or all(line.gift_card for line in lines) else shop.shipping_price
    parcels = [Shipping(id=store.new_id(), title=shipping_title, price=shipping)]
    if all(line.gift_card for line in lines) and not shipping:
        parcels = []
    basket = combining.Basket(lines, parcels, shop.currency, store)
    combining.reduce(basket, discounts)
    rate = shop.tax_rate if tax_rate is None else tax_rate
    taxables: list[Line | Shipping] = [*lines, *parcels]
    for taxed in taxables:
        tax(taxed, rate, shop.tax_title, shop.taxes_included)
    return Quote(
        lines=lines,
        shipping=parcels,
        applications=basket.applications,
        currency=shop.currency,
        taxes_included=shop.taxes_included,
        tip=tip,
        left_out=basket.left_out,
    )


def tax(taxed: Line | Shipping, rate: str, title: str, included: bool) -> None:
    part = Decimal(rate)
    if not part or (isinstance(taxed, Line) and not taxed.taxable):
        return
    amount = money.share(taxed.net, part, 1 + part if included else 1)
    taxed.taxes = [Tax(title=title, rate=rate, price=amount)]
