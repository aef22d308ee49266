"""Gift cards: issued, found by their code, ended."""

from datetime import date

from devstore.refused import Refused
from devstore.state_money import GiftCard
from devstore.world import World


def by_code(world: World, shop: str, code: str) -> GiftCard | None:
    return world.store.get(GiftCard, f"{shop}/{code.strip().upper()}")


def by_id(world: World, shop: str, number: int) -> GiftCard | None:
    return next((one for one in world.store.all(GiftCard, shop) if one.id == number), None)


def issue(
    world: World,
    shop: str,
    *,
    code: str,
    amount: int,
    currency: str,
    customer_id: int | None = None,
    note: str | None = None,
    expires_on: date | None = None,
) -> GiftCard:
    with world.store.lock:
        if by_code(world, shop, code):
            raise Refused("Code has already been taken")
        made = GiftCard(
            id=world.store.new_id(),
            shop=shop,
            code=code.upper(),
            initial=amount,
            balance=amount,
            currency=currency,
            created_at=world.store.now(),
            customer_id=customer_id,
            note=note,
            expires_on=expires_on,
        )
        world.store.put(made)
        return made


def end(world: World, card: GiftCard) -> None:
    with world.store.lock:
        card.deactivated_at = card.deactivated_at or world.store.now()
        world.store.put(card)


def usable(world: World, shop: str, code: str) -> GiftCard | None:
    """None for one that is unknown, ended, expired, spent or in another currency."""
    found = by_code(world, shop, code)
    fits = found and found.balance > 0 and found.currency == world.shop(shop).currency
    return found if found and fits and found.usable(world.store.now().date()) else None
