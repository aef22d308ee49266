"""How each kind of reward is made in the store, and ended there. Not to be called inside a transaction.

A kind that has no part in the store is handed over by the shop's own staff, or by nobody at all.
"""

from collections.abc import Callable

from loyalty.common.money import exponent
from loyalty.engine.rewards import CODES, Kind, Reward
from loyalty.rewards import cards, credit
from loyalty.rewards.order import Order
from loyalty.shops.codes import CodeWanted
from loyalty.shops.platform import platform


def make(order: Order) -> str:
    """Makes it in the store, once however often it is asked; returns what the store calls it, or "".

    Raises StoreRefused, StoreFailed.
    """
    maker = MAKERS.get(order.reward.kind)
    return maker(order) if maker and in_store(order.reward) else ""


def end(order: Order) -> bool:
    """Makes it useless in the store; False when it was used before. Raises StoreRefused, StoreFailed."""
    ender = ENDERS.get(order.reward.kind)
    return ender(order) if ender and in_store(order.reward) else True


def in_store(reward: Reward) -> bool:
    """Whether the store has a part in it. A free product that nobody named is handed over by staff."""
    return reward.kind in MAKERS and not (reward.kind == "free_product" and not reward.products)


def _code(order: Order) -> str:
    return platform(order.shop.platform).make_code(
        shop=order.shop, wanted=code_wanted(order), again=order.again
    )


def code_wanted(order: Order) -> CodeWanted:
    """The discount code as the store is to have it."""
    reward, redemption, buys = order.reward, order.redemption, order.reward.buys
    return CodeWanted(
        code=redemption.code,
        title=order.title,
        kind=reward.kind,  # type: ignore[arg-type]  # one of CODES
        customer=order.customer,
        amount=redemption.amount,
        percent=reward.percent,
        products=reward.products,
        collections=reward.collections,
        buy_quantity=buys.quantity if buys else None,
        buy_products=buys.products if buys else (),
        buy_collections=buys.collections if buys else (),
        get_quantity=buys.get_quantity if buys else None,
        minimum=_minimum(order),
        combines_with=frozenset(reward.combines_with),
        starts_at=redemption.made_at,
        ends_at=redemption.ends_at,
        currency=order.shop.currency,
    )


def _minimum(order: Order) -> int | None:
    """The smallest basket, in minor units: what the reward asks, and what the slider's share of a basket comes to."""
    reward, amount = order.reward, order.redemption.amount
    asked = 0 if reward.minimum is None else int(reward.minimum * 10 ** exponent(order.shop.currency))
    share = reward.slider.basket_percent if reward.slider else None
    if share and amount:
        asked = max(asked, -(-amount * 100 // share))
    return asked or None


def _end_code(order: Order) -> bool:
    store = platform(order.shop.platform)
    return store.end_code(shop=order.shop, code=order.redemption.code).used == 0


MAKERS: dict[Kind, Callable[[Order], str]] = {
    **dict.fromkeys(CODES, _code),
    "gift_card": cards.make,
    "store_credit": credit.give,
}
ENDERS: dict[Kind, Callable[[Order], bool]] = {
    **dict.fromkeys(CODES, _end_code),
    "gift_card": cards.end,
    "store_credit": credit.take_back,
}
