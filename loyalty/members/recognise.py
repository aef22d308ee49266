"""Recognising the shopper: by customer id, else by the keyed hash of an e-mail."""

from collections.abc import Collection, Iterable
from datetime import datetime

from loyalty.common import sets
from loyalty.common.keys import email_hash, forgotten_hash
from loyalty.members.models import Birthday, Forgotten, Identity, Member
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
    missing = [key for key in wanted if key not in found]
    return found | _admit(shop, missing, now) if missing else found


def recognised(*, shop: Shop, keys: Iterable[Key]) -> dict[Key, int]:
    """As `recognise`, for those who are known already; nobody is admitted."""
    return _found(shop, sorted(set(keys)))


def _found(shop: Shop, keys: list[Key]) -> dict[Key, int]:
    rows = sets.run(FOUND, _rows(keys), shop.programme_id, shop.pk)
    return {(kind, value): member for kind, value, member in rows}


def _rows(keys: Iterable[Key]) -> list[dict[str, str]]:
    return [{"kind": kind, "value": value} for kind, value in keys]


def _admit(shop: Shop, keys: list[Key], now: datetime) -> dict[Key, int]:
    """New guests; where another worker admits the same person at this moment, theirs stands."""
    ids = sets.new_ids("members_member", len(keys))
    before = forgotten(shop.programme_id, keys)
    fresh = [{"id": number, "returned": key in before} for number, key in zip(ids, keys, strict=True)]
    sets.run(NEW_MEMBERS, fresh, shop.programme_id, now)
    rows = [{"member": number, **row} for number, row in zip(ids, _rows(keys), strict=True)]
    sets.run(NEW_IDENTITIES, rows, shop.programme_id, shop.pk)
    found = _found(shop, keys)
    orphans = set(ids) - set(found.values())
    if orphans:
        Member.objects.filter(pk__in=orphans).delete()
    return found


def forgotten(programme_id: int, keys: Iterable[Key]) -> set[Key]:
    """Which of these identities an erased account had: its once-only bonuses are not collectable again (law G2)."""
    hashes = {forgotten_hash(*key, programme_id=programme_id): key for key in keys}
    rows = Forgotten.objects.filter(programme_id=programme_id, value__in=hashes)
    return {hashes[value] for value in rows.values_list("value", flat=True)}


def erased(member_ids: Collection[int]) -> set[int]:
    """Which of these members were forgotten."""
    if not member_ids:
        return set()
    rows = Member.objects.filter(pk__in=member_ids, erased_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


def forget(*, member: Member) -> None:
    """Takes away what the member is recognised by; keyed hashes of it stay."""
    rows = Identity.objects.filter(member=member)
    Forgotten.objects.bulk_create(
        [
            Forgotten(
                programme_id=member.programme_id,
                value=forgotten_hash(row.kind, row.value, programme_id=member.programme_id),
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    rows.delete()
    Birthday.objects.filter(member=member).delete()


FOUND = """
SELECT kind, value, member_id FROM members_identity
WHERE programme_id = %s AND shop_id = %s
  AND (kind, value) IN (SELECT kind, value FROM json_to_recordset(%s) AS t (kind text, value text))
"""
NEW_MEMBERS = """
INSERT INTO members_member (programme_id, first_seen_at, joined_by, id, returned)
SELECT %s, %s, '', id, returned FROM json_to_recordset(%s) AS t (id bigint, returned boolean)
"""
NEW_IDENTITIES = """
INSERT INTO members_identity (programme_id, shop_id, member_id, kind, value)
SELECT %s, %s, member, kind, value FROM json_to_recordset(%s) AS t (member bigint, kind text, value text)
ORDER BY kind, value ON CONFLICT DO NOTHING
"""
