"""What members gave to charity with their points, for the statement that the shop pays by.

By the time of posting, as all the books: a period that is over never changes. What came back is taken off in the
period in which it came back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from loyalty.common import replica
from loyalty.common.money import exponent
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Spend, Transaction
from loyalty.shops.models import Shop

USED, BACK = "use", "return"
KIND = "donation"


@dataclass(frozen=True, slots=True)
class Donated:
    """One charity in one currency: what is due to it in minor units. Negative when more came back than was given."""

    charity: str
    currency: str
    points: int = 0
    minor: int = 0
    count: int = 0


@replica.reading()
def donations(*, shop: Shop, since: datetime, until: datetime) -> list[Donated]:
    """What was given from `since` until `until`, by charity; "" is a charity that nobody named."""
    rows = Transaction.objects.filter(
        programme_id=shop.programme_id, shop=shop, kind__in=(USED, BACK),
        posted_at__gte=since, posted_at__lt=until,
    )  # fmt: skip
    moved = list(rows.order_by("pk").values_list("source", "key", "kind", "reason"))
    spends = _donated(shop, {source.partition(":")[2] for source, *_ in moved})
    found: dict[tuple[str, str], Donated] = {}
    for source, key, kind, reason in moved:
        spend = spends.get(source.partition(":")[2])
        if spend is not None:
            step = _given(spend) if kind == USED else _came_back(spend, key, reason)
            before = found.get((step.charity, step.currency), Donated(step.charity, step.currency))
            found[step.charity, step.currency] = _added(before, step)
    return sorted(found.values(), key=lambda one: (one.charity, one.currency))


def gives_to_charity(*, shop: Shop) -> bool:
    """Whether anybody ever did."""
    return Spend.objects.filter(shop=shop, state=Spend.State.USED, reason__kind=KIND).exists()


def _donated(shop: Shop, keys: Iterable[str]) -> dict[str, Spend]:
    rows = Spend.objects.filter(shop=shop, key__in=list(keys), reason__kind=KIND)
    return {spend.key: spend for spend in rows}


def _given(spend: Spend) -> Donated:
    return _part(spend, 0, spend.points, 1)


def _came_back(spend: Spend, key: str, reason: dict[str, Any]) -> Donated:
    """The key of the step ends with all that had come back by then: its shares add up to the whole exactly."""
    after = int(key.rpartition(":")[2])
    part = _part(spend, after - int(reason["points"]), after, int(after == spend.points))
    return Donated(part.charity, part.currency, -part.points, -part.minor, -part.count)


def _part(spend: Spend, begin: int, end: int, count: int) -> Donated:
    """The points from the `begin`th to the `end`th of a redemption and what of its money they are."""
    currency = spend.reason["currency"]
    whole = int(Decimal(spend.reason["amount"]).scaleb(exponent(currency)))
    money = whole * end // spend.points - whole * begin // spend.points
    points = end - begin if spend.currency == POINTS else 0
    return Donated(spend.reason.get("charity", ""), currency, points, money, count)


def _added(one: Donated, other: Donated) -> Donated:
    return Donated(
        one.charity,
        one.currency,
        one.points + other.points,
        one.minor + other.minor,
        one.count + other.count,
    )
