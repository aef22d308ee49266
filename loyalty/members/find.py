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
    identity = (
        Identity.objects.filter(
            programme_id=shop.programme_id, shop=shop, kind=Identity.Kind.CUSTOMER, value=customer
        )
        .select_related("member")
        .first()
    )
    return identity.member if identity else None


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
