"""The merchant's list of discounts and who used them."""

from flask import Blueprint, render_template

from devstore import discounts, money
from devstore.requests import shop, world
from devstore.state import Customer, Product
from devstore.state_discounts import Discount, RedeemCode
from devstore.state_money import GiftCard

bp = Blueprint("admin_discounts", __name__, url_prefix="/admin")


@bp.get("/discounts")
def list_discounts() -> str:
    store, here = world().store, shop().domain
    found = sorted(store.all(Discount, here), key=lambda one: one.id, reverse=True)
    codes: dict[int, list[RedeemCode]] = {}
    for one in store.all(RedeemCode, here):
        codes.setdefault(one.discount_id, []).append(one)
    return render_template(
        "admin/discounts.html",
        discounts=found[:250],
        count=len(found),
        codes=codes,
        people={one.id: one for one in store.all(Customer, here)},
        used=discounts.used,
        cards=sorted(store.all(GiftCard, here), key=lambda one: one.id, reverse=True)[:250],
        status=lambda one: one.status(store.now()).capitalize(),
        worth=worth,
    )


def worth(discount: Discount) -> str:
    """In a merchant's words."""
    percent = f"{discount.value.removesuffix('.0')} % off"
    if discount.kind == "free_shipping":
        return "Free shipping"
    if discount.kind == "bxgy":
        need = discount.buy_quantity or money.shown(discount.buy_amount, shop().currency)
        return f"Buy {need}, get {discount.get_quantity} at {percent}"
    amount = money.shown(money.parse(discount.value, shop().currency), shop().currency)
    said = percent if discount.kind == "percentage" else f"{amount} off"
    shelf = {one.id: one.title for one in world().store.all(Product, shop().domain)}
    titles = [shelf.get(key, "a product that is gone") for key in discount.products]
    if titles:
        return f"{said} {', '.join(titles[:3])}"
    return f"{said} some collections" if discount.collections else f"{said} the order"
