"""Looking members up, always inside one shop's programme."""

from django.db.models import Q, QuerySet

from loyalty.common.keys import email_hash
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop


def of_programme(*, programme_id: int) -> QuerySet[Member]:
    """Everybody in the programme, without those merged into another or erased."""
    return Member.objects.filter(programme_id=programme_id, kept=None, erased_at=None)


def by_customer(*, shop: Shop, customer: str) -> Member | None:
    """The member a customer id of this shop belongs to."""
    asked = [shop.programme_id, shop.pk, Identity.Kind.CUSTOMER.value, customer]
    return next(iter(Member.objects.raw(BY_CUSTOMER, asked)), None)


BY_CUSTOMER = """
SELECT m.* FROM members_identity i JOIN members_member m ON m.id = i.member_id
WHERE i.programme_id = %s AND i.shop_id = %s AND i.kind = %s AND i.value = %s ORDER BY i.id LIMIT 1
"""


def search(*, shop: Shop, text: str) -> QuerySet[Member]:
    """Members by customer id, full e-mail address or their number here; everybody for an empty text."""
    members = of_programme(programme_id=shop.programme_id).order_by("-id")
    text = text.strip()
    if not text:
        return members
    value = email_hash(text, programme_id=shop.programme_id) if "@" in text else text
    match = Q(identities__value=value)
    if text.isdecimal() and len(text) < 19:
        match |= Q(pk=int(text))
    return members.filter(match).distinct()
