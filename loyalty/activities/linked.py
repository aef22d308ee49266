"""Accounts on networks that members have linked, and the keys a shop asks the networks with."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from loyalty.activities.models import LinkedAccount, NetworkKey
from loyalty.activities.networks import networks
from loyalty.shops.models import Shop


def account_hash(*, shop: Shop, network: str, uid: str) -> str:
    """An account as it is kept: of no use without our key, nor in another shop."""
    said = f"account\0{shop.pk}\0{network}\0{uid}".encode()
    return hmac.new(settings.HASH_KEY.encode(), said, hashlib.sha256).hexdigest()


def linked_now(*, shop: Shop, network: str) -> QuerySet[LinkedAccount]:
    """The accounts on a network that are linked."""
    return LinkedAccount.objects.filter(shop=shop, network=network, ended_at=None)


def linked_by(*, shop: Shop, member_id: int) -> QuerySet[LinkedAccount]:
    """The accounts that a member has linked."""
    return LinkedAccount.objects.filter(shop=shop, member_id=member_id, ended_at=None)


def titles_of(*, shop: Shop, member_id: int) -> list[str]:
    """The networks on which the member has linked an account, by what they are called."""
    known = networks()
    rows = linked_by(shop=shop, member_id=member_id).order_by("pk")
    return [known[one].title if one in known else one for one in rows.values_list("network", flat=True)]


def has_key(*, shop: Shop, network: str) -> bool:
    """Whether accounts there can be linked."""
    return NetworkKey.objects.filter(shop=shop, network=network).exists()


def moved(*, gone: int, kept: int, now: datetime) -> None:
    """Two members are one: what they keep is what `kept` had linked, else what `gone` had."""
    theirs = LinkedAccount.objects.filter(member_id=gone)
    here = LinkedAccount.objects.filter(member_id=kept, ended_at=None)
    for one in theirs.filter(ended_at=None).order_by("pk"):
        if here.filter(shop_id=one.shop_id, network=one.network).exists():
            theirs.filter(pk=one.pk).update(ended_at=now)
    theirs.update(member_id=kept)
