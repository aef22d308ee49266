"""What follows when a person asks for their data, or for being forgotten."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from loyalty.activities.person import links_of
from loyalty.activities.person import told_of as activities_of
from loyalty.common.keys import email_hash
from loyalty.desk.clocks import clock
from loyalty.desk.ending import end_all_of
from loyalty.desk.standing import balance
from loyalty.engine.facts import CustomerDeleted, CustomerRedacted, DataRequested
from loyalty.ledger.book import open_book
from loyalty.ledger.statement import history
from loyalty.ledger.transfer import forfeit
from loyalty.members.birthdays import birthday_of
from loyalty.members.models import Identity, Member, PrivacyRequest
from loyalty.members.recognise import forget
from loyalty.orders.models import Order
from loyalty.referrals.person import told_of as referrals_of
from loyalty.rewards.person import told_of as rewards_of
from loyalty.shops.models import Shop
from loyalty.tiers.person import told_of

EVERYTHING = 100_000


def data_requested(*, shop: Shop, fact: DataRequested, now: datetime) -> str:
    """Collects everything held about the person; the store hands it on from the panel."""
    members = _members(shop, fact.customer, fact.email)
    answer = {"members": [_all_about(shop, member, now) for member in members]}
    PrivacyRequest.objects.create(
        programme_id=shop.programme_id,
        shop=shop,
        kind=PrivacyRequest.Kind.DATA,
        request=fact.request[:64],
        member=members[0] if members else None,
        asked_at=now,
        answer=answer,
    )
    return "collected for the store to hand over"


def customer_redacted(*, shop: Shop, fact: CustomerRedacted, now: datetime) -> str:
    """Forgets the person. Their orders keep settling against a member nobody can recognise."""
    members = _members(shop, fact.customer, fact.email)
    for member in members:
        erase(shop=shop, member=member, now=now)
    _forget_elsewhere(shop, fact.customer, fact.email, members)
    PrivacyRequest.objects.create(
        programme_id=shop.programme_id, shop=shop, kind=PrivacyRequest.Kind.REDACT, asked_at=now
    )
    return "erased" if members else "nobody of that name is known"


def customer_deleted(*, shop: Shop, fact: CustomerDeleted, now: datetime) -> str:
    """The store deleted the customer's record: the same as asking to be forgotten."""
    members = _members(shop, fact.customer, "")
    for member in members:
        erase(shop=shop, member=member, now=now)
    _forget_elsewhere(shop, fact.customer, "", members)
    return "erased"


def erase(*, shop: Shop, member: Member, now: datetime) -> None:
    """Takes away what identifies the member; the points go to `forfeited`, so that the sums stay whole.

    Rewards that were not used end in the store; what that gives back stays with a member nobody can recognise.
    """
    orders = list(Order.objects.select_for_update(no_key=True).filter(member=member).order_by("external_id"))
    ticking = clock(shop=shop)
    with open_book(
        programme_id=shop.programme_id, member_ids=(member.pk,), clock=ticking, now=now, currencies=None
    ) as book:
        forfeit(book=book, shop_id=shop.pk, member_id=member.pk)
    end_all_of(member_id=member.pk, actor="privacy", now=now)
    forget(member=member)
    for order in orders:
        (order.state.get("header") or {}).pop("customer", None)
        order.save(update_fields=["state"])
    PrivacyRequest.objects.filter(member=member).update(member=None, answer={})
    Member.objects.filter(pk=member.pk).update(erased_at=now)


def _forget_elsewhere(shop: Shop, customer: str, email: str, members: list[Member]) -> None:
    """Rooms above keep words about people too."""
    for name in settings.FORGETTERS:
        import_string(name)(
            shop=shop, customer=customer, email=email, member_ids=[member.pk for member in members]
        )


def _members(shop: Shop, customer: str, email: str) -> list[Member]:
    values = [customer] if customer else []
    if email.strip():
        values.append(email_hash(email, programme_id=shop.programme_id))
    rows = Identity.objects.filter(programme_id=shop.programme_id, shop=shop, value__in=values)
    return list(
        Member.objects.select_for_update(no_key=True).filter(pk__in=rows.values("member_id")).order_by("pk")
    )


def _birthday(member: Member) -> dict[str, Any] | None:
    known = birthday_of(member.pk)
    if known is None:
        return None
    return {"month": known.month, "day": known.day, "told_at": known.told_at.isoformat()}


def _all_about(shop: Shop, member: Member, now: datetime) -> dict[str, Any]:
    standing = balance(shop=shop, member_id=member.pk, now=now)
    orders = Order.objects.filter(member=member).order_by("pk")
    return {
        "member": member.pk,
        "first_seen_at": member.first_seen_at.isoformat(),
        "joined_at": member.joined_at and member.joined_at.isoformat(),
        "birthday": _birthday(member),
        "recognised_by": list(member.identities.values("kind", "value")),
        "points": {
            "available": standing.available,
            "pending": standing.pending,
            "reserved": standing.reserved,
            "owed": standing.debt,
        },
        "history": [
            {
                "at": line.at.isoformat(),
                "kind": line.kind,
                "currency": line.currency,
                "points": line.points,
                "reason": line.reason,
            }
            for line in history(member_id=member.pk, now=now, limit=EVERYTHING, whole=True, currency=None)
        ],
        "tier": told_of(member.pk),
        "rewards": rewards_of(member.pk),
        "activities": activities_of(member.pk),
        "linked_accounts": links_of(member.pk),
        "referrals": referrals_of(member.pk),
        "orders": [{"name": order.name, "state": order.state} for order in orders],
    }
