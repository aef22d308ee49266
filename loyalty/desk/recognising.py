"""An order says which codes it used: those of ours are spent for good, on that order."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.desk import spending
from loyalty.ledger.models import Spend
from loyalty.ledger.spend import AlreadyEnded
from loyalty.orders.hear import Heard
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

ACTOR = "shop"


def codes_were_used(*, shop: Shop, orders: Sequence[Heard], now: datetime) -> None:
    """Books the rewards whose codes these orders carry, each once; a store writes codes in any case."""
    by_code = {
        code.strip().upper(): one
        for one in orders
        if one.state.header is not None
        for code in one.state.header.discount_codes
    }
    if not by_code:
        return
    rows = Redemption.objects.filter(shop=shop, code__in=by_code).exclude(spend__order__gt="")
    for made in rows.select_related("spend").order_by("spend__member_id", "pk"):
        _used(shop, made, by_code[made.code], now)


def _used(shop: Shop, made: Redemption, one: Heard, now: datetime) -> None:
    try:
        spending.used(shop=shop, key=made.spend.key, order=one.external_id, actor=ACTOR, now=now)
    except AlreadyEnded:
        _after_all(made, one, now)


def _after_all(made: Redemption, one: Heard, now: datetime) -> None:
    """The points had come back before: the shop is told, for nobody but a person can settle that."""
    if made.spend.state == Spend.State.RELEASED and not made.steps.filter(what="used_after_all").exists():
        step(made, "used_after_all", actor=ACTOR, now=now, order=one.external_id)
