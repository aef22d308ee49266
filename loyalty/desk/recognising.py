"""An order says which codes it used: those of ours are spent for good, on that order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from loyalty.desk import spending
from loyalty.ledger.spend import AlreadyEnded
from loyalty.orders.hear import Heard
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

ACTOR = "shop"


def codes_were_used(*, shop: Shop, orders: Sequence[Heard], now: datetime) -> None:
    """Books the rewards whose codes these orders carry, each once; a store writes codes in any case."""
    carriers: dict[str, list[Heard]] = defaultdict(list)
    for one in orders:  # as they were placed: the first has it
        for code in one.state.header.discount_codes if one.state.header else ():
            carriers[code.strip().upper()].append(one)
    if not carriers:
        return
    rows = Redemption.objects.filter(shop=shop, code__in=carriers)
    for made in rows.select_related("spend").order_by("spend__member_id", "pk"):
        for one in carriers[made.code]:
            _used(shop, made, one, now)


def _used(shop: Shop, made: Redemption, one: Heard, now: datetime) -> None:
    if made.spend.order == one.external_id:
        return
    try:
        made.spend = spending.used(shop=shop, key=made.spend.key, order=one.external_id, actor=ACTOR, now=now)
    except AlreadyEnded:
        _tell(made, "used_after_all", one, now)
        return
    if made.spend.order != one.external_id:
        _tell(made, "used_twice", one, now)


def _tell(made: Redemption, what: str, one: Heard, now: datetime) -> None:
    """A trouble that nobody but a person can settle: points had come back before, or another order paid with it."""
    if not made.steps.filter(what=what, detail__order=one.external_id).exists():
        step(made, what, actor=ACTOR, now=now, order=one.external_id)
