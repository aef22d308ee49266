"""How an order is paid: gift cards first, then store credit, then a card; or later."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from devstore import gift_cards, store_credit
from devstore.state import Customer, Order, Transaction
from devstore.world import World

GIFT_CARD = "gift_card"


@dataclass(frozen=True, slots=True)
class Plan:
    """What each means of payment bears; `due` is left for a card or a bank transfer."""

    cards: list[tuple[str, int]] = field(default_factory=list)
    credit: int = 0
    due: int = 0


def plan(
    world: World, shop: str, total: int, *, cards: Sequence[str], person: Customer | None, credit: bool
) -> Plan:
    left, borne = total, []
    for code in dict.fromkeys(code.upper() for code in cards):
        card = gift_cards.usable(world, shop, code)
        part = min(left, card.balance) if card else 0
        if part:
            borne.append((code, part))
            left -= part
    has = person.store_credit.get(world.shop(shop).currency, 0) if person and credit else 0
    return Plan(borne, min(left, has), left - min(left, has))


def settle(
    world: World, order: Order, chosen: Plan, *, person: Customer | None, gateway: str, now: bool
) -> None:
    """Takes the money. What is due is taken too if it is paid `now`."""
    for code, part in chosen.cards:
        card = gift_cards.by_code(world, order.shop, code)
        if card:
            card.balance -= part
            world.store.put(card)
            capture(world, order, part, GIFT_CARD)
    if chosen.credit and person:
        store_credit.move(world, person, order.currency, -chosen.credit, event="ORDER_PAYMENT")
        capture(world, order, chosen.credit, store_credit.GATEWAY)
    if now:
        capture(world, order, chosen.due, gateway)


def capture(world: World, order: Order, amount: int, gateway: str) -> None:
    if amount > 0:
        sale = Transaction(
            id=world.store.new_id(), kind="sale", gateway=gateway, amount=amount, created_at=world.store.now()
        )
        order.transactions.append(sale)
