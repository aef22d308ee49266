"""A person is forgotten: no letter waits for them, and nothing tells where one went."""

from collections.abc import Collection

from loyalty.common.keys import email_hash
from loyalty.notices.models import Letter, Mail, OptOut, Post, Suppression
from loyalty.shops.models import Shop


def person(*, shop: Shop, customer: str, email: str, member_ids: Collection[int]) -> None:
    """Answers settings.FORGETTERS. That they wanted no letters goes too: nobody is left to write to."""
    Post.objects.filter(shop=shop, whom__in=member_ids).delete()
    Letter.objects.filter(member_id__in=member_ids).delete()
    Mail.objects.filter(member_id__in=member_ids).delete()
    OptOut.objects.filter(member_id__in=member_ids).delete()
    if email:
        known = email_hash(email, programme_id=shop.programme_id)
        Suppression.objects.filter(programme_id=shop.programme_id, address_hash=known).delete()
