"""A person is forgotten: what they did stays with a nameless member, without a word about them."""

import hashlib
import hmac
from collections.abc import Collection

from django.conf import settings

from loyalty.activities.models import Activity, LinkedAccount, Opening, Picture, ShareLink
from loyalty.shops.models import Shop

TRACES = ("linked:", "post:")  # hashes of accounts and posts of theirs


def person(*, shop: Shop, customer: str, email: str, member_ids: Collection[int]) -> None:
    """Answers settings.FORGETTERS. A key that names the person is kept only as a hash, so that it stays used."""
    Opening.objects.filter(shop=shop, member_id__in=member_ids).delete()
    LinkedAccount.objects.filter(shop=shop, member_id__in=member_ids).delete()
    ShareLink.objects.filter(shop=shop, member_id__in=member_ids).delete()
    theirs = Activity.objects.filter(programme_id=shop.programme_id, member_id__in=member_ids)
    Picture.objects.filter(activity__in=theirs).delete()
    theirs.update(data={}, why="")
    traces = [trace for trace in (customer, email.strip().lower()) if trace]
    for row in theirs.only("key"):
        if row.key.startswith(TRACES) or any(trace in row.key.lower() for trace in traces):
            row.key = forgotten_key(row.key)
            row.save(update_fields=["key"])


def forgotten_key(key: str) -> str:
    """What is left of a key that named somebody."""
    return f"~{hmac.new(settings.HASH_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()}"
