"""How much one person may adjust: in one adjustment, and in one day of the shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from loyalty.adjustments.models import Day, Limits
from loyalty.adjustments.person import Person
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Excess:
    """By which limit it is too much: "largest" or "a_day", and how many points are left under it."""

    limit: str
    allowed: int


class TooMuch(ValueError):
    """More than one person may adjust, and the shop has not asked for second persons."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(f"{excess.allowed} points are left under the limit {excess.limit!r}")
        self.excess = excess


def limits(*, shop: Shop) -> Limits:
    """The shop's limits; none at all when nobody set any."""
    return Limits.objects.filter(shop=shop).first() or Limits(shop=shop)


def excess(*, shop: Shop, by: Person, points: int, now: datetime) -> Excess | None:
    """What stands against this person adjusting so many points (counted without sign) alone at `now`."""
    return _excess(limits(shop=shop), points, lambda: used(shop=shop, by=by, now=now))


def used(*, shop: Shop, by: Person, now: datetime) -> int:
    """Points this person adjusted today."""
    row = Day.objects.filter(shop=shop, staff_id=by.staff_id, day=shop_day(shop, now)).first()
    return row.points if row else 0


def _excess(rules: Limits, points: int, spent: Callable[[], int]) -> Excess | None:
    if rules.largest is not None and points > rules.largest:
        return Excess("largest", rules.largest)
    if rules.a_day is None:
        return None
    left = max(0, rules.a_day - spent())
    return Excess("a_day", left) if points > left else None


@transaction.atomic
def spend(*, shop: Shop, by: Person, points: int, now: datetime) -> Excess | None:
    """Counts the points towards the person's day, or says what stands against it and counts nothing.

    Holds the day's row until the caller's transaction ends, so that two windows of a browser share one limit.
    """
    day = shop_day(shop, now)
    Day.objects.get_or_create(shop=shop, staff_id=by.staff_id, day=day)
    row = Day.objects.select_for_update(no_key=True).get(shop=shop, staff_id=by.staff_id, day=day)
    against = _excess(limits(shop=shop), points, lambda: row.points)
    if against is None:
        Day.objects.filter(pk=row.pk).update(points=F("points") + points)
    return against


def give_back(*, shop: Shop, by: Person, points: int, now: datetime) -> None:
    """Takes from the day's count what was not posted after all."""
    Day.objects.filter(shop=shop, staff_id=by.staff_id, day=shop_day(shop, now), points__gte=points).update(
        points=F("points") - points
    )


@transaction.atomic
def set_limits(
    *, shop: Shop, largest: int | None, a_day: int | None, second_person: bool, actor: str, now: datetime
) -> bool:
    """Changes the limits, with a line in the audit; False when they were so already."""
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    before = _told(limits(shop=shop))
    wanted = {"largest": largest, "a_day": a_day, "second_person": second_person}
    if before == wanted:
        return False
    Limits.objects.update_or_create(shop=shop, defaults=wanted)
    audit(
        shop=shop, actor=actor, deed="adjustment limits", detail={"before": before, "after": wanted}, now=now
    )
    return True


def _told(row: Limits) -> dict[str, int | bool | None]:
    return {"largest": row.largest, "a_day": row.a_day, "second_person": row.second_person}


def shop_day(shop: Shop, now: datetime) -> date:
    """The date in the shop's own time zone."""
    try:
        return now.astimezone(ZoneInfo(shop.timezone)).date()
    except (KeyError, ValueError, OSError):
        return now.date()
