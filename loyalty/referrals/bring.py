"""One member brought another, once: never oneself, never in a circle, never a customer of before (law F1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.referrals.models import Claim
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Brought:
    """`claim` is None where nothing may be claimed; `words` say why, for the merchant's list of deliveries."""

    claim: Claim | None
    words: str


def bring(*, shop: Shop, friend: int, advocate: int, source: str, now: datetime) -> Brought:
    """In the caller's transaction. Both members are locked: neither a first order nor somebody else's word comes
    in between."""
    if friend == advocate:
        return Brought(None, "nobody brings themselves")
    rows = Member.objects.filter(programme_id=shop.programme_id)
    both = rows.select_for_update(of=("self",), no_key=True).filter(pk__in=(friend, advocate))
    row = {one.pk: one for one in both.order_by("pk")}[friend]
    if row.advocate_id is not None:
        again = living(rows, row.advocate_id) == advocate
        return Brought(
            Claim.objects.filter(friend_id=friend).first() if again else None,
            "they brought the friend before" if again else "somebody else brought the friend before",
        )
    if friend in line_above(rows, advocate):
        return Brought(None, "the friend brought them")
    if row.returned or Order.objects.filter(member_id=friend, terms__isnull=False).exists():
        return Brought(None, "a customer already")
    Member.objects.filter(pk=friend).update(advocate_id=advocate)
    claim, _ = Claim.objects.update_or_create(
        friend_id=friend,
        defaults={
            "programme_id": shop.programme_id,
            "shop": shop,
            "advocate_id": advocate,
            "source": source,
            "made_at": now,
        },
    )
    return Brought(claim, "the friend's first order will count")


def line_above(rows: QuerySet[Member], member: int) -> list[int]:
    """The member, who brought them, who brought those, and so on; a merge may have closed a circle."""
    line = [member]
    while (above := rows.values_list("advocate_id", flat=True).get(pk=line[-1])) is not None:
        one = living(rows, above)
        if one in line:
            break
        line.append(one)
    return line


def living(rows: QuerySet[Member], member: int) -> int:
    """The one this member was merged into, or the member."""
    return rows.values_list("kept_id", flat=True).get(pk=member) or member
