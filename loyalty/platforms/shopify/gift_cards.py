"""Gift cards in a store. Needs write_gift_cards, which the platform gives to few apps."""

from datetime import date
from typing import TypeVar

import msgspec

from loyalty.common import money
from loyalty.platforms.shopify import mutations
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.code_inputs import text
from loyalty.platforms.shopify.facts.nodes import Money, Node
from loyalty.shops.codes import GiftCard
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed

WHAT = "the gift card"
T = TypeVar("T", bound=Node)


class Card(Node, frozen=True):
    id: str
    enabled: bool
    last_characters: str
    balance: Money
    initial_value: Money
    note: str | None = None

    def told(self) -> GiftCard:
        currency = self.balance.currency_code
        return GiftCard(
            id=self.id,
            enabled=self.enabled,
            initial=money.minor(self.initial_value.amount, currency),
            balance=money.minor(self.balance.amount, currency),
            currency=currency,
        )


class Cards(Node, frozen=True):
    nodes: list[Card]


def make(
    *,
    shop: Shop,
    code: str,
    amount: int,
    currency: str,
    customer: str,
    note: str,
    ends_at: date | None = None,
    again: bool = False,
) -> str:
    """The card's id. Codes are unique in a store, so a repetition finds the card by its code and our note."""
    if again and (there := find(shop=shop, code=code, note=note)):
        return there.id
    given = {
        "code": code,
        "initialAmount": {"amount": text(amount, currency), "currencyCode": currency},
        "note": note,
        "customerId": f"gid://shopify/Customer/{customer}" if customer else None,
        "expiresOn": ends_at.isoformat() if ends_at else None,
    }
    try:
        made = mutations.done(shop, "gift_card_create", {"input": given}, what=WHAT)
    except mutations.Said as why:
        if "TAKEN" not in why.codes:
            raise
        there = find(shop=shop, code=code, note=note)
        if there is None:  # the store's search may lag behind
            raise StoreFailed(
                "The store has this gift card’s code already, and does not show whose."
            ) from why
        return there.id
    card = made.get("giftCard")
    if not isinstance(card, dict) or not card.get("id"):
        raise Faulty("The store answered without the gift card.")
    return str(card["id"])


def find(*, shop: Shop, code: str, note: str) -> GiftCard | None:
    answer = mutations.ask(shop, "gift_cards", {"search": code})
    last = code[-4:].lower()
    ours = (
        one for one in _read(answer, Cards).nodes if one.note == note and one.last_characters.lower() == last
    )
    found = next(ours, None)
    return found.told() if found else None


def end(*, shop: Shop, card: str) -> GiftCard | None:
    """The card as it is then; None when there is none."""
    try:
        made = mutations.done(shop, "gift_card_deactivate", {"id": card}, what=WHAT)
    except mutations.Said as why:
        if why.codes <= {"GIFT_CARD_NOT_FOUND"}:
            return None
        raise
    return _read(made.get("giftCard"), Card).told()


def _read(answer: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as why:
        raise Faulty(f"The store answered with a gift card of an unknown shape: {why}") from None
