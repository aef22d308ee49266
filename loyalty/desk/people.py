"""What follows when the store tells about people."""

from datetime import datetime

from loyalty.common.keys import email_hash
from loyalty.desk.joining import claim
from loyalty.desk.merging import merge
from loyalty.engine.facts import CustomersMerged, CustomerTold, Referred
from loyalty.members.models import Identity, Member
from loyalty.members.recognise import forgotten, recognise
from loyalty.referrals.bring import bring
from loyalty.referrals.models import Claim
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
    """Remembers who brought the friend, once (law F1)."""
    keys = [(Identity.Kind.CUSTOMER, fact.friend), (Identity.Kind.CUSTOMER, fact.advocate)]
    members = recognise(shop=shop, keys=keys, now=now)
    friend, advocate = (members[key] for key in keys)
    return bring(shop=shop, friend=friend, advocate=advocate, source=Claim.Source.TOLD, now=now).words


def customers_merged(*, shop: Shop, fact: CustomersMerged, now: datetime) -> str:
    """The store merged two customer records."""
    keys = [(Identity.Kind.CUSTOMER, fact.kept), (Identity.Kind.CUSTOMER, fact.gone)]
    members = recognise(shop=shop, keys=keys, now=now)
    kept, gone = (members[key] for key in keys)
    return "merged" if merge(shop=shop, gone=gone, kept=kept, kind="merge", now=now) else "merged before"
