"""Gift cards: made with the redemption's own code, called back only while nothing was paid with them."""

from datetime import timedelta

from loyalty.rewards.order import Order
from loyalty.shops.codes import GiftCard
from loyalty.shops.platform import StoreFailed, platform

SEARCH_LAGS = timedelta(minutes=2)  # a store's search may not show yet what it made just now


def make(order: Order) -> str:
    redemption = order.redemption
    return platform(order.shop.platform).make_gift_card(
        shop=order.shop,
        code=redemption.code,
        amount=redemption.amount or 0,
        currency=order.shop.currency,
        customer=order.customer,
        note=order.title,
        ends_at=redemption.ends_at.date() if redemption.ends_at else None,
        again=order.again,
    )


def end(order: Order) -> bool:
    """Looked at first: a card that paid for something keeps what is left on it."""
    store = platform(order.shop.platform)
    card = store.find_gift_card(shop=order.shop, code=order.redemption.code, note=order.title)
    if card is None:
        _surely_gone(order)
        return True
    if not card.enabled:
        return _untouched(card)
    if not _untouched(card):
        return False
    ended = store.end_gift_card(shop=order.shop, card=card.id)
    return ended is None or _untouched(ended)


def _untouched(card: GiftCard) -> bool:
    return card.balance == card.initial


def _surely_gone(order: Order) -> None:
    tried = order.redemption.issued_at or order.redemption.tried_at
    if tried is not None and order.now < tried + SEARCH_LAGS:
        raise StoreFailed("The store does not show the gift card yet.")
