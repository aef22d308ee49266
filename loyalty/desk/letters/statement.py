"""The monthly statement: what one month brought and took. Facts: `month`, its first day."""

from datetime import date

from babel.dates import format_skeleton
from django.db.models import Sum

from loyalty.desk.letters.told import names_at, nothing_more, with_balance
from loyalty.engine.calendar import add_months
from loyalty.engine.days import begins
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Transaction
from loyalty.ledger.statement import OWN
from loyalty.ledger.words import locale, points
from loyalty.notices.teller import Asked, Values

told = nothing_more
SPENT = ("reserve", "release", "return")


def values(asked: Asked) -> Values | None:
    """By the day of posting, as the books close; nothing where nothing moved."""
    first = date.fromisoformat(asked.facts["month"])
    zone = asked.shop.timezone
    moved = Transaction.objects.filter(
        programme_id=asked.shop.programme_id, member_id=asked.member_id, currency=POINTS,
        posted_at__gte=begins(first, zone), posted_at__lt=begins(add_months(first, 1), zone),
        entries__account__in=OWN,
    )  # fmt: skip
    sums: dict[str, int] = {"earned": 0, "spent": 0, "lost": 0}
    for kind, amount in moved.values_list("kind").annotate(Sum("entries__amount")).order_by("pk"):
        sums[_where(kind, amount)] += amount
    if not any(sums.values()):
        return None
    names = names_at(asked).points
    month = format_skeleton("yMMMM", first, locale=locale())
    own = {"month": str(month)} | {name: points(abs(amount), names) for name, amount in sums.items()}
    return with_balance(asked, own)


def _where(kind: str, amount: int) -> str:
    if kind in SPENT:
        return "spent"
    return "lost" if amount < 0 else "earned"
