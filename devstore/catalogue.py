"""The default shop: a small tea shop with a dozen things to buy."""

import tomllib
from pathlib import Path
from typing import Any

from devstore import discounts
from devstore.state import Collection, Product, Shop
from devstore.state_discounts import Discount
from devstore.store import Store

GOODS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("goods.toml").read_text())["goods"]


def new_shop(
    store: Store, domain: str, *, name: str = "", currency: str = "USD", timezone: str = "America/New_York"
) -> Shop:
    """A shop with the same shelves; prices keep their minor figures in every currency."""
    with store.lock:
        title = name or domain.partition(".")[0].replace("-", " ").title()
        now = store.now()
        shop = Shop(
            domain=domain,
            id=store.new_id(),
            name=title,
            email=f"hello@{domain.partition('.')[0]}.example",
            currency=currency,
            timezone=timezone,
            created_at=now,
            updated_at=now,
        )
        store.new_id()  # its location
        store.put(shop)
        for handle in dict.fromkeys(handle for row in GOODS for handle in row["collections"]):
            collect(store, shop, handle)
        for row in GOODS:
            _shelve(store, shop, row)
        for code, kind, value in (
            ("WELCOME10", "percentage", "10"),
            ("FIVEOFF", "fixed_amount", "5"),
            ("SHIPFREE", "free_shipping", "0"),
            ("ONTHEHOUSE", "percentage", "100"),
        ):
            discounts.make(store, Discount(shop=domain, kind=kind, value=value), code)
        return shop


def collect(store: Store, shop: Shop, handle: str) -> Collection:
    """A new collection, called after its handle."""
    title = handle.replace("-", " ").capitalize()
    made = Collection(id=store.new_id(), shop=shop.domain, handle=handle, title=title, updated_at=store.now())
    store.put(made)
    return made


def _shelve(store: Store, shop: Shop, row: dict[str, Any]) -> None:
    handle: str = row["handle"]
    store.put(
        Product(
            **{key: value for key, value in row.items() if key != "vendor"},
            id=store.new_id(),
            variant_id=store.new_id(),
            shop=shop.domain,
            sku="LL-" + "".join(word[0] for word in handle.split("-")).upper() + f"-{row['price'] // 50}",
            art=f"{handle}.svg",
            gift_card=handle == "gift-card",
            vendor=row.get("vendor", shop.name),
            updated_at=shop.created_at,
        )
    )
