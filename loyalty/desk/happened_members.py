"""Members who joined, and the turn of the month, as happenings."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from loyalty.common.sealed import seal
from loyalty.engine.calendar import add_months
from loyalty.engine.days import begins, local_day
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Transaction
from loyalty.members.models import Identity, Member
from loyalty.notices.happening import Happening
from loyalty.notices.wording import kinds_on
from loyalty.shops.models import Shop

OVERLAP = timedelta(minutes=15)  # looked at again each time: a key is told once
STATEMENT_DAYS = 3
DIGEST, HALF = "digest", 15
AT_ONCE = 1000


def joined(*, shop: Shop, now: datetime) -> Iterator[Happening]:
    """Who joined just now, as far as they have an account in this shop."""
    rows = Member.objects.filter(
        programme_id=shop.programme_id, joined_at__gt=now - OVERLAP, kept=None, erased_at=None,
        identities__shop=shop, identities__kind=Identity.Kind.CUSTOMER,
    )  # fmt: skip
    for member in rows.order_by("pk").distinct():
        yield Happening(
            shop_id=shop.pk,
            member_id=member.pk,
            at=member.joined_at or now,
            key=f"joined:{member.pk}",
            letter="joined",
            topic="member.joined",
            data={"member": seal("mem", member.programme_id, member.pk), "how": member.joined_by},
        )


def month_over(*, shop: Shop, now: datetime) -> Iterator[Sequence[Happening]]:
    """In the first days of a month: those with an account here for whom the last one moved anything."""
    today = local_day(now, shop.timezone)
    if today.day > STATEMENT_DAYS:
        return
    first = add_months(date(today.year, today.month, 1), -1)
    moved = Transaction.objects.filter(
        programme_id=shop.programme_id, currency=POINTS,
        posted_at__gte=begins(first, shop.timezone),
        posted_at__lt=begins(add_months(first, 1), shop.timezone),
        member__identities__shop=shop, member__identities__kind=Identity.Kind.CUSTOMER,
    )  # fmt: skip
    found = moved.order_by("member_id").values_list("member_id", flat=True).distinct().iterator()
    month = first.isoformat()
    while batch := list(islice(found, AT_ONCE)):
        yield [
            Happening(shop.pk, member, now, month, "statement", {"month": month})
            for member in batch
            if member
        ]


def half_month(*, shop: Shop, now: datetime) -> Iterator[Sequence[Happening]]:
    """In the middle of a month: everybody who takes part and has an account here, where the shop sends digests."""
    today = local_day(now, shop.timezone)
    if not HALF <= today.day < HALF + STATEMENT_DAYS or DIGEST not in kinds_on(shop_id=shop.pk):
        return
    rows = Member.objects.filter(
        programme_id=shop.programme_id, joined_at__isnull=False, kept=None, erased_at=None,
        identities__shop=shop, identities__kind=Identity.Kind.CUSTOMER,
    )  # fmt: skip
    found = rows.order_by("pk").values_list("pk", flat=True).distinct().iterator()
    month = date(today.year, today.month, 1).isoformat()
    while batch := list(islice(found, AT_ONCE)):
        yield [Happening(shop.pk, member, now, month, DIGEST) for member in batch]
