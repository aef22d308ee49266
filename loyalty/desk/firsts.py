"""Whose order is the member's first, and who brought them: asked once, before the order's terms are pinned."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from loyalty.engine.document import Document
from loyalty.members.models import Member
from loyalty.orders.hear import Heard
from loyalty.orders.models import Order


@dataclass(slots=True)
class Firsts:
    """Members who have no order with pinned terms yet, with their advocates; their rows are locked."""

    open: dict[int, int | None] = field(default_factory=dict)

    def is_first(self, member_id: int | None) -> bool:
        """Whether an order of this member would be the first."""
        return member_id in self.open

    def advocate(self, member_id: int | None) -> int | None:
        """Who brought the member, for a first order."""
        return self.open.get(member_id) if member_id is not None else None

    def taken(self, member_id: int | None) -> None:
        """The member's first order was pinned."""
        if member_id is not None:
            self.open.pop(member_id, None)


def asks(document: Document) -> bool:
    """Whether anything in the document depends on an order being the first."""
    return bool(document.first_order_rules or document.referral)


def firsts(heard: Iterable[Heard], *, lock: bool = True) -> Firsts:
    """Locks the members of these orders, so that two orders at once cannot both be the first.

    Without `lock` it only looks: good for saying what would be, not for pinning it.
    """
    members = {one.member_id for one in heard if one.member_id is not None and one.terms is None}
    if not members:
        return Firsts()
    rows = Member.objects.filter(pk__in=members, returned=False)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    known = {row.pk: row for row in rows.select_related("advocate").order_by("pk")}
    pinned = Order.objects.filter(member_id__in=known, terms__isnull=False)
    before = set(pinned.values_list("member_id", flat=True))
    return Firsts({pk: _living(row.advocate) for pk, row in known.items() if pk not in before})


def _living(advocate: Member | None) -> int | None:
    if advocate is None or advocate.erased_at is not None:
        return None
    return advocate.kept_id or advocate.pk
