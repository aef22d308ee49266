"""A shop's discounts: made, found by code, refused to those they are not for, used up, ended."""

from devstore.refused import Refused
from devstore.state import Order
from devstore.state_discounts import Discount, Entered, RedeemCode
from devstore.store import Store
from devstore.world import World


def key(shop: str, code: str) -> str:
    return f"{shop}/{code.strip().upper()}"


def by_code(store: Store, shop: str, code: str) -> Entered | None:
    found = store.get(RedeemCode, key(shop, code))
    discount = store.get(Discount, found.discount_id) if found else None
    return Entered(found.code, discount) if found and discount else None


def make(store: Store, made: Discount, code: str) -> Discount:
    """Raises Refused when the code is taken."""
    with store.lock:
        if store.get(RedeemCode, key(made.shop, code)):
            raise Refused("Code must be unique. Please try a different code.")
        made.id = store.new_id()
        made.created_at = made.updated_at = store.now()
        made.starts_at = made.starts_at or made.created_at
        made.title = made.title or code
        store.put(made)
        add_code(store, made, code)
        return made


def add_code(store: Store, discount: Discount, code: str) -> RedeemCode:
    with store.lock:
        if store.get(RedeemCode, key(discount.shop, code)):
            raise Refused("Code must be unique. Please try a different code.")
        made = RedeemCode(code=code.strip(), shop=discount.shop, id=store.new_id(), discount_id=discount.id)
        store.put(made)
        return made


def codes_of(store: Store, discount: Discount) -> list[RedeemCode]:
    return [one for one in store.all(RedeemCode, discount.shop) if one.discount_id == discount.id]


def usable(store: Store, *, shop: str, code: str, customer_id: int | None) -> Entered:
    """Raises Refused with the reason that the shopper reads. What the basket must hold is looked at later."""
    found, now = by_code(store, shop, code), store.now()
    if found is None:
        raise Refused("Enter a valid discount code or gift card")
    discount = found.discount
    if (status := discount.status(now)) != "ACTIVE":
        raise Refused(f"{found.code} isn’t valid {'any more' if status == 'EXPIRED' else 'yet'}")
    if discount.customers and customer_id not in discount.customers:
        raise Refused(f"{found.code} isn’t available to this customer")
    redeemed = store.get(RedeemCode, key(shop, code))
    if redeemed and discount.limit is not None and redeemed.used >= discount.limit:
        raise Refused(f"{found.code} has reached its usage limit")
    if discount.once_per_customer and str(customer_id) in discount.users:
        raise Refused(f"{found.code} has been used by you already")
    return found


def use(world: World, order: Order) -> None:
    """Counts what the order uses. Raises Refused if a code ended or was used up since the basket was priced."""
    store = world.store
    wanted = [a.title for a in order.applications if store.get(RedeemCode, key(order.shop, a.title))]
    found = [usable(store, shop=order.shop, code=one, customer_id=order.customer_id) for one in wanted]
    who = str(order.customer_id or order.email or "")
    for one in found:
        redeemed = store.get(RedeemCode, key(order.shop, one.code))
        if redeemed:
            redeemed.used += 1
            store.put(redeemed)
        one.discount.users[who] = one.discount.users.get(who, 0) + 1
        store.put(one.discount)


def used(discount: Discount) -> int:
    return sum(discount.users.values())


def end(store: Store, discount: Discount) -> None:
    with store.lock:
        now = store.now()
        if discount.status(now) != "EXPIRED":
            discount.ends_at = discount.updated_at = now
        store.put(discount)


def delete(store: Store, discount: Discount) -> None:
    with store.lock:
        for one in codes_of(store, discount):
            store.drop(one)
        store.drop(discount)
