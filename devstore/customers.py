"""People of a shop: created, changed, merged, deleted, and the privacy requests about them."""

from collections.abc import Sequence

from devstore import payloads_customer as written
from devstore.pricing import Refused
from devstore.state import Customer, Order
from devstore.world import World


def by_email(world: World, shop: str, email: str) -> Customer | None:
    wanted = email.strip().lower()
    return next((c for c in world.store.all(Customer, shop) if c.email.lower() == wanted), None)


def create(
    world: World,
    shop: str,
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    state: str = "enabled",
    locale: str = "",
    marketing: bool = False,
) -> Customer:
    with world.store.lock:
        if email and by_email(world, shop, email):
            raise Refused("Email has already been taken")
        now = world.store.now()
        person = Customer(
            id=world.store.new_id(),
            shop=shop,
            first_name=first_name,
            last_name=last_name,
            email=email.strip(),
            created_at=now,
            updated_at=now,
            state=state,
            locale=locale,
            marketing=marketing,
        )
        world.store.new_id()  # the address has a number of its own
        world.store.put(person)
        world.sender.emit(shop, [("customers/create", written.customer(world.shop(shop), person))])
        return person


def guest(world: World, shop: str, email: str, name: str = "") -> Customer:
    """A checkout without an account still makes a customer, one who cannot sign in yet."""
    first, _, last = name.partition(" ")
    return by_email(world, shop, email) or create(
        world, shop, email=email, first_name=first, last_name=last, state="disabled"
    )


def register(world: World, shop: str, *, email: str, first_name: str, last_name: str) -> Customer:
    known = by_email(world, shop, email)
    if known is None:
        return create(world, shop, email=email, first_name=first_name, last_name=last_name)
    if known.state == "enabled":
        raise Refused("There is already an account with this email. Sign in instead.")
    return update(world, known, first_name=first_name, last_name=last_name, state="enabled")


def update(world: World, person: Customer, **changes: str | None) -> Customer:
    with world.store.lock:
        for name in ("first_name", "last_name", "email", "phone", "note", "state"):
            if changes.get(name) is not None:
                setattr(person, name, changes[name])
        person.updated_at = world.store.now()
        world.store.put(person)
        world.sender.emit(
            person.shop, [("customers/update", written.customer(world.shop(person.shop), person))]
        )
        return person


def tag(world: World, person: Customer, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Tags are a set. The platform tells of them by topics of their own, which no app here listens to."""
    with world.store.lock:
        kept = [one for one in person.tags if one not in remove]
        person.tags = sorted({*kept, *add})
        person.updated_at = world.store.now()
        world.store.put(person)


def delete(world: World, person: Customer) -> None:
    with world.store.lock:
        world.store.drop(person)
        world.sender.emit(person.shop, [("customers/delete", written.customer_deleted(person))])


def merge(world: World, *, kept: Customer, deleted: Customer) -> None:
    with world.store.lock:
        if kept.id == deleted.id:
            raise Refused("Choose two different customers.")
        for order in orders_of(world, deleted):
            order.customer_id = kept.id
            world.touch(order)
            world.store.put(order)
        for currency, amount in deleted.store_credit.items():
            kept.store_credit[currency] = kept.store_credit.get(currency, 0) + amount
        world.store.drop(deleted)
        world.store.put(kept)
        world.sender.emit(
            kept.shop,
            [
                ("customers/merge", written.customer_merge(kept=kept.id, deleted=deleted.id)),
                ("customers/update", written.customer(world.shop(kept.shop), kept)),
            ],
        )


def orders_of(world: World, person: Customer) -> list[Order]:
    return [o for o in world.store.all(Order, person.shop) if o.customer_id == person.id]


def request_data(world: World, person: Customer) -> None:
    shop = world.shop(person.shop)
    numbers = [o.id for o in orders_of(world, person)]
    payload = written.privacy(shop, person, numbers, key="orders_requested")
    payload["data_request"] = {"id": world.store.new_id()}
    world.sender.emit(person.shop, [("customers/data_request", payload)])


def redact(world: World, person: Customer) -> None:
    shop = world.shop(person.shop)
    numbers = [o.id for o in orders_of(world, person)]
    payload = written.privacy(shop, person, numbers, key="orders_to_redact")
    world.sender.emit(person.shop, [("customers/redact", payload)])
