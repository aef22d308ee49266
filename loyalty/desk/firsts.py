"""Whose order is the member's first, and who brought them: asked once, before the order's terms are pinned."""

from collections.abc import Iterable

from loyalty.engine.terms import Firsts
from loyalty.members.models import Member
from loyalty.orders.hear import Heard
from loyalty.orders.models import Order
from loyalty.referrals.claims import verdicts


def firsts(heard: Iterable[Heard], *, lock: bool = True) -> Firsts:
    """Locks the members of these orders, so that two orders at once cannot both be the first.

    Without `lock` it only looks: good for saying what would be, not for pinning it.
    """
    heard = list(heard)
    members = {one.member_id for one in heard if one.member_id is not None and one.terms is None}
    brought = {one.member_id for one in heard if one.terms and one.terms.get("advocate")} - {None}
    if not members:
        return Firsts(verdicts=verdicts([one for one in brought if one is not None]))
    rows = Member.objects.filter(pk__in=members, returned=False)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    known = {row.pk: row for row in rows.select_related("advocate").order_by("pk")}
    pinned = Order.objects.filter(member_id__in=known, terms__isnull=False)
    before = set(pinned.values_list("member_id", flat=True))
    found = {pk: _living(row.advocate) for pk, row in known.items() if pk not in before}
    brought |= {pk for pk, advocate in found.items() if advocate is not None}
    return Firsts(found, verdicts([one for one in brought if one is not None]))


def _living(advocate: Member | None) -> int | None:
    if advocate is None or advocate.erased_at is not None:
        return None
    return advocate.kept_id or advocate.pk
