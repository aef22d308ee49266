"""Reading orders and refunds out of the control door's JSON."""

from datetime import datetime
from typing import Any

from devstore import discounts, money, pricing, refunds
from devstore.orders import Placing
from devstore.pricing import Item, Quote, Refused
from devstore.refunds import Wish
from devstore.state import Customer, Order, Product, Shop
from devstore.state_discounts import Discount, Entered
from devstore.world import World

Json = dict[str, Any]


def read_items(world: World, shop: Shop, lines: list[Json]) -> list[Item]:
    """Each {sku | handle | product_id, quantity?, price?} or {title, price, gift_card?, taxable?, …}."""
    shelf = world.store.all(Product, shop.domain)
    return [_item(shelf, shop, line) for line in lines]


def _item(shelf: list[Product], shop: Shop, line: Json) -> Item:
    named: Json = {k: line[k] for k in ("sku", "handle", "product_id") if k in line}
    product = None
    if named and "title" not in line:
        product = next((p for p in shelf if _is(p, named)), None)
        if product is None:
            raise Refused(f"no product {named}")
    price = money.parse(line["price"], shop.currency) if "price" in line else None
    return Item(
        quantity=line.get("quantity", 1),
        product=product,
        title=line.get("title", ""),
        price=price,
        sku=line.get("sku"),
        gift_card=line.get("gift_card", False),
        taxable=line.get("taxable", True),
        properties=line.get("properties", []),
        selling_plan=line.get("selling_plan"),
    )


def _is(product: Product, named: Json) -> bool:
    known = {"sku": product.sku, "handle": product.handle, "product_id": product.id}
    return all(known[k] == v for k, v in named.items())


def read_lines(world: World, shop: Shop, given: Json, person: Customer | None) -> Quote:
    items = read_items(world, shop, given.get("lines", []))
    codes = given.get("discount_codes", [])
    entered = [_discount(world, shop, code, person) for code in codes]
    shipping = given.get("shipping")
    quote = pricing.quote(
        world.store,
        shop=shop,
        items=items,
        discounts=entered,
        shipping=money.parse(shipping, shop.currency) if shipping is not None else None,
        tax_rate=given.get("tax_rate"),
        tip=money.parse(given.get("tip", 0), shop.currency),
    )
    for why in quote.left_out.values():
        raise Refused(why)
    return quote


def _discount(world: World, shop: Shop, code: str | Json, person: Customer | None) -> Entered:
    """A code of the shop, or {code, kind, value} made up for this order."""
    if isinstance(code, dict):
        made = Discount(shop=shop.domain, kind=code["kind"], value=str(code.get("value", "0")))
        return Entered(code["code"], made)
    who = person.id if person else None
    return discounts.usable(world.store, shop=shop.domain, code=code, customer_id=who)


def read_placing(given: Json, person: Customer | None) -> Placing:
    moment, made = given.get("processed_at"), given.get("created_at")
    return Placing(
        customer=person,
        email=given.get("email"),
        paid=given.get("paid", True),
        gateway=given.get("gateway", "bogus"),
        gift_cards=given.get("gift_cards", []),
        store_credit=given.get("store_credit", False),
        processed_at=datetime.fromisoformat(moment) if moment else None,
        created_at=datetime.fromisoformat(made) if made else None,
        source_name=given.get("source_name", "web"),
        test=given.get("test", False),
        presentment_currency=given.get("presentment_currency", ""),
        presentment_rate=str(given.get("presentment_rate", "1")),
        note=given.get("note"),
        note_attributes=given.get("note_attributes", []),
        landing_site=given.get("landing_site"),
        tags=given.get("tags", []),
        address=given.get("address", {}),
    )


def read_refund(order: Order, given: Json) -> Wish:
    """{lines: {id or index: quantity}, amount, shipping, destination, note, restock_type, all, force}."""
    if given.get("all"):
        wish = refunds.everything(order)
        wish.destination = given.get("destination", "original")
        return wish
    amount = given.get("amount")
    return Wish(
        lines={_line_id(order, key): quantity for key, quantity in given.get("lines", {}).items()},
        amount=money.parse(amount, order.currency) if amount is not None else None,
        shipping=money.parse(given.get("shipping", 0), order.currency),
        note=given.get("note", ""),
        destination=given.get("destination", "original"),
        restock_type=given.get("restock_type", "no_restock"),
        force=given.get("force", False),
    )


def _line_id(order: Order, key: str) -> int:
    """A line's id, or its place in the order counted from 0."""
    number = int(key)
    return order.lines[number].id if number < len(order.lines) else number
