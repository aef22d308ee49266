"""What follows when the store tells about people."""

from datetime import datetime

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
    keys = [(Identity.Kind.CUSTOMER, fact.friend), (Identity.Kind.CUSTOMER, fact.advocate)]
    members = recognise(shop=shop, keys=keys, now=now)
    friend, advocate = (members[key] for key in keys)
    rows = Member.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=(friend, advocate))
    known = {row.pk: row for row in rows.order_by("pk")}
    if friend == advocate:
        return "nobody brings themselves"
    if known[friend].advocate_id is not None:
        return "somebody brought them before"
    if _brought(known[advocate], friend):
        return "they brought the one who brings them"
    if Order.objects.filter(member_id=friend, terms__isnull=False).exists() or known[friend].returned:
        return "a customer already"
    Member.objects.filter(pk=friend).update(advocate_id=advocate)
    return "the friend's first order will count"


def _brought(member: Member, friend: int) -> bool:
    """Whether the chain of who brought whom leads from `member` back to `friend`."""
    rows = Member.objects.filter(programme_id=member.programme_id)
    seen: set[int] = set()
    above = member.advocate_id
    while above is not None and above not in seen:
        if above == friend:
            return True
        seen.add(above)
        above = rows.values_list("advocate_id", flat=True).get(pk=above)
    return False


def customers_merged(*, shop: Shop, fact: CustomersMerged, now: datetime) -> str:
    """The store merged two customer records."""
    keys = [(Identity.Kind.CUSTOMER, fact.kept), (Identity.Kind.CUSTOMER, fact.gone)]
    members = recognise(shop=shop, keys=keys, now=now)
    kept, gone = (members[key] for key in keys)
    return "merged" if merge(shop=shop, gone=gone, kept=kept, kind="merge", now=now) else "merged before"
