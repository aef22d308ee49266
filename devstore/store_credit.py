"""Money that a customer has with the shop, in one account for each currency."""

from devstore.refused import Refused
from devstore.state import Customer
from devstore.state_money import CreditMovement
from devstore.world import World

GATEWAY = "shopify_store_credit"


def move(world: World, person: Customer, currency: str, amount: int, *, event: str) -> CreditMovement:
    """Raises Refused when more is taken than is there."""
    with world.store.lock:
        after = person.store_credit.get(currency, 0) + amount
        if after < 0:
            raise Refused("Insufficient funds")
        person.store_credit[currency] = after
        world.store.put(person)
        made = CreditMovement(
            id=world.store.new_id(),
            shop=person.shop,
            customer_id=person.id,
            currency=currency,
            amount=amount,
            after=after,
            event=event,
            created_at=world.store.now(),
        )
        world.store.put(made)
        return made


def of(world: World, person: Customer) -> list[CreditMovement]:
    return [one for one in world.store.all(CreditMovement, person.shop) if one.customer_id == person.id]
