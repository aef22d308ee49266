"""A shop's assumptions about its own customers: the merchant's, never ours."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from loyalty.insight.cost import PLACES, Given, given
from loyalty.insight.models import Assumptions
from loyalty.shops.audit import audit
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Assumed:
    """Percentages; `worth` of a point where the rules do not say, or None."""

    redeemed: Decimal
    margin: Decimal
    worth: Decimal | None

    @property
    def given(self) -> Given:
        return given(
            redeemed=_hundredths(self.redeemed), margin=_hundredths(self.margin), worth=_text(self.worth)
        )


def assumed(*, shop: Shop) -> Assumed:
    """What was said, else the defaults: 70 % of points used one day, 50 % margin."""
    row = Assumptions.objects.filter(shop=shop).first() or Assumptions(shop=shop)
    worth = Decimal(row.worth) if row.worth else None
    return Assumed(Decimal(row.redeemed).scaleb(-PLACES), Decimal(row.margin).scaleb(-PLACES), worth)


@transaction.atomic
def assume(*, shop: Shop, said: Assumed, by: str, now: datetime) -> None:
    values = {
        "redeemed": _hundredths(said.redeemed),
        "margin": _hundredths(said.margin),
        "worth": _text(said.worth),
    }
    Assumptions.objects.update_or_create(shop=shop, defaults=values)
    audit(shop=shop, actor=by, deed="assumptions", detail=values, now=now)


def _hundredths(percent: Decimal) -> int:
    return int(percent.scaleb(PLACES))


def _text(worth: Decimal | None) -> str:
    return "" if worth is None else format(worth, "f")
