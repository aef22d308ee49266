"""What follows when the store tells about people."""

from datetime import datetime

from django.db.models import QuerySet

from loyalty.common.keys import email_hash
from loyalty.desk.joining import claim
from loyalty.desk.merging import merge
from loyalty.engine.facts import CustomersMerged, CustomerTold, Referred
from loyalty.members.models import Identity, Member
from loyalty.members.recognise import forgotten, recognise
from loyalty.orders.models import Order
from loyalty.shops.models import Shop


def customer_told(*, shop: Shop, fact: CustomerTold, now: datetime) -> str:
    """Knows the customer, and lets a verified e-mail claim what its guest orders earned."""
    key = (Identity.Kind.CUSTOMER, fact.customer)
    member = Member.objects.get(pk=recognise(shop=shop, keys=[key], now=now)[key])
    if not (fact.verified and fact.email.strip()):
        return "customer known"
    hashed = email_hash(fact.email, programme_id=shop.programme_id)
    identity, made = Identity.objects.get_or_create(
        programme_id=shop.programme_id,
        shop=shop,
        kind=Identity.Kind.EMAIL,
        value=hashed,
        defaults={"member": member},
    )
    if made and forgotten(shop.programme_id, [(Identity.Kind.EMAIL, hashed)]):
        Member.objects.filter(pk=member.pk).update(returned=True)
    if made or identity.member_id == member.pk:
        return "customer known"
    guests = Member.objects.filter(pk=identity.member_id, joined_at=None).exclude(
        identities__kind=Identity.Kind.CUSTOMER
    )
    if not guests.update(claimant=member):
        return "customer known; the e-mail belongs to another member"
    if member.joined_at is None:
        return "customer known; guest points wait to be claimed"
    claim(shop=shop, member=member, now=now)
    return "customer known; guest points claimed"


def referred(*, shop: Shop, fact: Referred, now: datetime) -> str:
    """Remembers who brought the friend, once: never oneself, never in a circle, never a customer of before (law F1)."""
    if fact.friend == fact.advocate:
        return "nobody brings themselves"
    keys = [(Identity.Kind.CUSTOMER, fact.friend), (Identity.Kind.CUSTOMER, fact.advocate)]
    members = recognise(shop=shop, keys=keys, now=now)
    friend, advocate = (members[key] for key in keys)
    rows = Member.objects.filter(programme_id=shop.programme_id)
    # Locked: neither a first order nor somebody else's word comes in between.
    both = rows.select_for_update(of=("self",), no_key=True).filter(pk__in=(friend, advocate))
    row = {one.pk: one for one in both.order_by("pk")}[friend]
    if row.advocate_id is not None:
        again = _living(rows, row.advocate_id) == advocate
        return "they brought the friend before" if again else "somebody else brought the friend before"
    if friend in _line_above(rows, advocate):
        return "the friend brought them"
    if row.returned or Order.objects.filter(member_id=friend, terms__isnull=False).exists():
        return "a customer already"
    Member.objects.filter(pk=friend).update(advocate_id=advocate)
    return "the friend's first order will count"


def _line_above(rows: QuerySet[Member], member: int) -> list[int]:
    """The member, who brought them, who brought those, and so on; a merge may have closed a circle."""
    line = [member]
    while (above := rows.values_list("advocate_id", flat=True).get(pk=line[-1])) is not None:
        living = _living(rows, above)
        if living in line:
            break
        line.append(living)
    return line


def _living(rows: QuerySet[Member], member: int) -> int:
    """The one this member was merged into, or the member."""
    return rows.values_list("kept_id", flat=True).get(pk=member) or member


def customers_merged(*, shop: Shop, fact: CustomersMerged, now: datetime) -> str:
    """The store merged two customer records."""
    keys = [(Identity.Kind.CUSTOMER, fact.kept), (Identity.Kind.CUSTOMER, fact.gone)]
    members = recognise(shop=shop, keys=keys, now=now)
    kept, gone = (members[key] for key in keys)
    return "merged" if merge(shop=shop, gone=gone, kept=kept, kind="merge", now=now) else "merged before"
