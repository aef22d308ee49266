"""Rewards that were had in the tea shop: handed over, refused, given up, used after all."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from loyalty.desk import spending
from loyalty.desk.adjusting import adjust
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

REWARDS: list[dict[str, Any]] = [
    {"id": "mug", "kind": "custom", "title": "A mug", "cost": 300, "stock": 9},
    {"id": "five", "kind": "amount_off", "title": "Five off", "cost": 500, "amount": "5.00"},
    {"id": "class", "kind": "experience", "title": "Tea class", "cost": 100, "sessions": [
        {"id": "may", "at": "2027-05-02T10:00", "seats": 2}]},
    {"id": "cake", "kind": "custom", "title": "=Cake", "limit": {"times": 1, "per": "life"}},
]  # fmt: skip


def with_rewards(cast: Cast, shop: Shop | None = None, points: int = 5000) -> None:
    shop = shop or cast.shop
    VersionFactory(programme=shop.programme, number=2, document=DOCUMENT | {"rewards": REWARDS},
                   published_at=NOW - timedelta(days=1))  # fmt: skip
    for member in (cast.loyal, cast.cheat):
        adjust(
            shop=cast.shop,
            member_id=member.pk,
            points=points,
            why="gift",
            key=str(uuid4()),
            actor="owner",
            now=NOW,
        )


def redeem(cast: Cast, reward: str, *, carried: bool = True, member: int = 0, **more: Any) -> Redemption:
    made = spending.redeem(
        shop=cast.shop, member_id=member or cast.loyal.pk, reward=reward, key=str(uuid4()), actor="member", now=NOW,
        **more,
    )  # fmt: skip
    if carried:
        drain(clock=lambda: NOW)
    made.refresh_from_db()
    return made


def buried(cast: Cast) -> Redemption:
    """Given up after ten tries."""
    made = redeem(cast, "five", carried=False)
    errand = Errand.objects.filter(key=f"redemption:{made.pk}")
    errand.update(state="dead", attempts=10, last_error="The store did not answer.")
    return made


def refused(cast: Cast) -> Redemption:
    made = redeem(cast, "five", carried=False)
    spending.released(shop=cast.shop, key=made.spend.key, why="failed", actor="store", now=NOW)
    Redemption.objects.filter(pk=made.pk).update(why="The store knows no such product.")
    return made


def used_after_all(cast: Cast) -> Redemption:
    made = redeem(cast, "five", carried=False)
    spending.released(shop=cast.shop, key=made.spend.key, why="undone", actor="store", now=NOW)
    step(made, "used_after_all", actor="shop", now=NOW, order="gid://shopify/Order/1001")
    return made
