"""Recognising the shopper: by customer id, else by the keyed hash of an e-mail."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.common.keys import email_hash
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop

Key = tuple[str, str]  # kind, value


def key_of(*, shop: Shop, customer: str, email: str) -> Key | None:
    """The strongest identity that is known, or None for nobody."""
    if customer:
        return (Identity.Kind.CUSTOMER, customer)
    if email.strip():
        return (Identity.Kind.EMAIL, email_hash(email, programme_id=shop.programme_id))
    return None


def recognise(*, shop: Shop, keys: Iterable[Key], now: datetime) -> dict[Key, int]:
    """Member ids by key; whoever is new becomes a guest. Merged members answer as the kept one."""
    wanted = sorted(set(keys))
    found = _found(shop, wanted)
    for key in wanted:
        if key not in found:
            found[key] = _admit(shop, key, now)
    return found


def _found(shop: Shop, keys: list[Key]) -> dict[Key, int]:
    rows = Identity.objects.filter(
        programme_id=shop.programme_id, shop=shop, value__in=[value for _, value in keys]
    ).values_list("kind", "value", "member_id")
    return {(kind, value): member for kind, value, member in rows if (kind, value) in keys}


def _admit(shop: Shop, key: Key, now: datetime) -> int:
    """A new guest; if another worker admits the same person at this moment, theirs stands."""
    member = Member.objects.create(programme_id=shop.programme_id, first_seen_at=now)
    identity, made = Identity.objects.get_or_create(
        programme_id=shop.programme_id, shop=shop, kind=key[0], value=key[1], defaults={"member": member}
    )
    if not made:
        member.delete()
    return identity.member_id
