"""What the panel shows of a shop's deliveries. Every question names its shop."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Length

from loyalty.inbox import reasons
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery in a list; `reason` is in the reader's language, `size` in bytes."""

    id: int
    topic: str
    delivery_id: str
    received_at: datetime
    state: str
    attempts: int
    next_at: datetime
    worked_at: datetime | None
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `before` asks for the following page, None when there is none."""

    lines: list[Line]
    before: int | None


def counts(*, shop: Shop) -> dict[str, int]:
    """Deliveries of the shop by state; every state is there."""
    found = Delivery.objects.filter(shop=shop).values_list("state").annotate(number=Count("id"))
    return dict.fromkeys(Delivery.State.values, 0) | dict(found)


def deliveries(*, shop: Shop, state: str = "", before: int | None = None, limit: int = PAGE) -> Page:
    """A page of the shop's deliveries, of one state or of all."""
    return page(Delivery.objects.filter(shop=shop), state=state, before=before, limit=limit)


def delivery(*, shop: Shop, number: int) -> Delivery | None:
    """One of the shop's deliveries with its body; None for another's as for none."""
    return Delivery.objects.filter(shop=shop, id=number).first()


def page(
    rows: "QuerySet[Delivery]", *, state: str = "", before: int | None = None, limit: int = PAGE
) -> Page:
    """A page of the given deliveries, which the caller has narrowed to what its reader may see."""
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(id__lt=before) if before is not None else rows
    wanted = ("id", "topic", "delivery_id", "received_at", "state", "attempts", "next_at", "worked_at")
    found = list(
        rows.order_by("-id").annotate(size=Length(F("body"))).values(*wanted, "reason", "size")[: limit + 1]
    )
    lines = [Line(**(row | {"reason": reasons.in_words(row["reason"])})) for row in found[:limit]]
    return Page(lines=lines, before=lines[-1].id if len(found) > limit else None)
