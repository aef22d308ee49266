"""Each kind of reward that lives in the store, redeemed in the app, does at its checkout what it says."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.desk import spending
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.members.models import Identity
from loyalty.members.recognise import recognise
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from tests.cast import DOCUMENT, VersionFactory
from tests.codes.conftest import till as till
from tests.codes.conftest import town as town
from tests.codes.till import CHAI, TEAPOT, Till
from tests.shopify.bodies import Json
from tests.shopify.conftest import address as address

pytestmark = pytest.mark.django_db
SCOPES = ("write_gift_cards", "write_store_credit_account_transactions", "read_store_credit_accounts")
BASKET = (TEAPOT, CHAI, CHAI)
IN_FULL = Decimal("36.90") + 2 * Decimal("16.50") + Decimal("6.00")
MONEY = ("card", "credit")


def rewards(till: Till) -> dict[str, Json]:
    teapot, chai = [till.product(TEAPOT)], [till.product(CHAI)]
    return {
        "five": {"kind": "amount_off", "amount": "5.00"},
        "slide": {"kind": "amount_off", "amount": "1.00", "slider": {"min": 100, "max": 900, "step": 50}},
        "tenth": {"kind": "percent_off", "percent": 10},
        "ship": {"kind": "free_shipping"},
        "pot": {"kind": "free_product", "products": teapot},
        "half": {"kind": "buy_x_get_y", "percent": 50, "products": chai,
                 "buys": {"quantity": 1, "get_quantity": 1, "products": teapot}},
        "card": {"kind": "gift_card", "amount": "10.00"},
        "credit": {"kind": "store_credit", "amount": "10.00"},
    }  # fmt: skip


def redeem(till: Till, reward: str, points: int | None) -> Redemption:
    """By a member with a thousand points, and carried to the store."""
    now = datetime.now(UTC)
    till.town.grant(till.shop, *SCOPES)
    document = DOCUMENT | {"rewards": [{"id": reward, "cost": 100} | rewards(till)[reward]]}
    VersionFactory(
        programme=till.shop.programme, number=2, document=document, published_at=now - timedelta(days=1)
    )
    key = (Identity.Kind.CUSTOMER, till.customer)
    who = recognise(shop=till.shop, keys=[key], now=now)[key]
    adjust(shop=till.shop, member_id=who, points=1_000, why="x", key="x", actor="owner", now=now)
    made = spending.redeem(
        shop=till.shop, member_id=who, reward=reward, key="k", actor="m", points=points, now=now
    )
    drain(clock=lambda: datetime.now(UTC))
    made.refresh_from_db()
    assert (made.state, made.why) == ("issued", "")
    return made


@pytest.mark.parametrize(
    ("reward", "points", "less"),
    [
        ("five", None, "5.00"),
        ("slide", 450, "4.50"),
        ("tenth", None, "6.99"),
        ("ship", None, "6.00"),
        ("pot", None, "36.90"),
        ("half", None, "8.25"),
        ("card", None, "10.00"),
        ("credit", None, "10.00"),
    ],
)
def test_what_was_redeemed_pays_at_the_till_once_and_only_for_its_member(
    till: Till, reward: str, points: int | None, less: str
) -> None:
    made = redeem(till, reward, points)
    kept = {"payment": "later"} | ({"store_credit": "1"} if reward == "credit" else {})
    codes = (made.code,) if made.code else ()
    order = till.buy(*BASKET, codes=codes, **kept)
    assert IN_FULL - Decimal(order["total_outstanding"]) == Decimal(less)
    assert (Decimal(order["total_price"]) == IN_FULL) == (reward in MONEY), "money pays; a discount takes off"
    again = till.buy(*BASKET, codes=codes, **kept)
    assert Decimal(again["total_outstanding"]) == IN_FULL, "it worked once"
    has = balance(shop=till.shop, member_id=made.spend.member_id, now=datetime.now(UTC))
    assert has.available == 1_000 - (points or 100)
    till.town.deliver(till.shop)
    made.refresh_from_db()
    assert made.state == ("issued" if reward in MONEY else "used")


@pytest.mark.parametrize("reward", ["five", "credit"])
def test_a_stranger_pays_in_full(till: Till, reward: str) -> None:
    made = redeem(till, reward, None)
    till.sign_in("stranger@example.com")
    order = till.buy(*BASKET, codes=(made.code,) if made.code else (), payment="later", store_credit="1")
    assert Decimal(order["total_outstanding"]) == IN_FULL
    till.town.deliver(till.shop)
    made.refresh_from_db()
    assert made.state == "issued"
