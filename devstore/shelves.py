"""What the merchant does with products, and what the platform tells of it."""

from typing import Any

from devstore import catalogue, money, payloads_goods
from devstore.pricing import Refused
from devstore.state import Collection, Order, Product, Shop
from devstore.world import World

CHANGEABLE = ("title", "kind", "vendor", "tags")
PRICES = ("price", "compare_at")


def create(world: World, shop: Shop, *, title: str, price: str, **given: Any) -> Product:
    """A product with one variant."""
    handle = given.get("handle") or title.lower().replace(" ", "-")
    with world.store.lock:
        made = Product(
            id=world.store.new_id(),
            variant_id=world.store.new_id(),
            shop=shop.domain,
            handle=handle,
            title=title,
            sku=given.get("sku", handle.upper()),
            price=money.parse(price, shop.currency),
            kind=given.get("kind", ""),
            blurb="",
            description="",
            art="taster-box.svg",
            vendor=given.get("vendor", shop.name),
            tags=list(given.get("tags", [])),
            compare_at=_price(shop, given.get("compare_at")),
            updated_at=world.store.now(),
        )
        _collect(world, shop, made, given.get("collections", []))
        world.store.put(made)
        return made


def update(world: World, product: Product, **given: Any) -> None:
    """Sends products/update, and collections/update for each collection it came into or left."""
    shop = world.shop(product.shop)
    if unknown := given.keys() - {*CHANGEABLE, *PRICES, "collections"}:
        raise Refused(f"a product has no {sorted(unknown)[0]} to change")
    with world.store.lock:
        for name in CHANGEABLE:
            if name in given:
                setattr(product, name, given[name])
        for name in PRICES:
            if name in given:
                setattr(product, name, _price(shop, given[name]))
        moved = _collect(world, shop, product, given["collections"]) if "collections" in given else []
        product.updated_at = world.store.now()
        world.store.put(product)
        told = [("products/update", payloads_goods.product(shop, product))]
        told += [("collections/update", payloads_goods.collection(shop, one)) for one in moved]
        world.sender.emit(shop.domain, told)


def delete(world: World, product: Product) -> None:
    """Sends products/delete. Orders keep its title, but no longer name it."""
    with world.store.lock:
        world.store.drop(product)
        for order in world.store.all(Order, product.shop):
            lines = [line for line in order.lines if line.product_id == product.id]
            for line in lines:
                line.product_id = line.variant_id = None
            if lines:
                world.store.put(order)
        world.sender.emit(product.shop, [("products/delete", {"id": product.id})])


def _price(shop: Shop, given: str | None) -> int | None:
    return None if given is None else money.parse(given, shop.currency)


def _collect(world: World, shop: Shop, product: Product, handles: list[str]) -> list[Collection]:
    """Puts the product into exactly these; returns those it came into or left."""
    known = {one.handle: one for one in world.store.all(Collection, shop.domain)}
    moved = set(product.collections) ^ set(handles)
    product.collections = sorted(handles)
    found = [known.get(handle) or catalogue.collect(world.store, shop, handle) for handle in sorted(moved)]
    for one in found:
        one.updated_at = world.store.now()
        world.store.put(one)
    return found
