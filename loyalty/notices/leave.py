"""Wanting no more letters: a signed link that needs no password, and the row it writes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.urls import reverse

from loyalty.members.models import Member
from loyalty.notices.models import OptOut
from loyalty.shops.models import Shop

SALT = "loyalty.notices.leave"
LINK, COMPLAINT = "link", "complaint"


@dataclass(frozen=True, slots=True)
class Leaver:
    """Whose letters from which shop the link is about."""

    shop: Shop
    member: Member


def link(*, shop: Shop, member_id: int) -> str:
    """The address in every letter. It is good for nothing but this, so it may be as old as the letter."""
    token = Signer(salt=SALT).sign(f"{shop.pk}.{member_id}")
    return f"{settings.APP_URL}{reverse('notices:leave', args=[token])}"


def read(token: str) -> Leaver | None:
    """None for what we did not sign, and for who is gone."""
    try:
        shop_id, _, member_id = Signer(salt=SALT).unsign(token).partition(".")
    except BadSignature:
        return None
    shop = Shop.objects.filter(pk=shop_id).first()
    member = Member.objects.filter(pk=member_id, erased_at=None).first() if shop else None
    if shop is None or member is None or member.programme_id != shop.programme_id:
        return None
    return Leaver(shop, member.kept or member)


def opt_out(*, shop: Shop, member: Member, how: str, now: datetime) -> bool:
    """No letter goes to them any more; False when that was so before."""
    told = {"at": now, "how": how}
    _row, fresh = OptOut.objects.get_or_create(shop=shop, member=member, defaults=told)
    return fresh


def opt_in(*, shop: Shop, member: Member) -> None:
    """They changed their mind; whoever they were before accounts were joined, too."""
    _outs(shop, member).delete()


def is_out(*, shop: Shop, member: Member) -> bool:
    """Whether they want none; what they said before accounts were joined counts."""
    return _outs(shop, member).exists()


def _outs(shop: Shop, member: Member) -> QuerySet[OptOut]:
    return OptOut.objects.filter(Q(member=member) | Q(member__kept=member), shop=shop)
