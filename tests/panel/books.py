"""Books for tests that only look: transactions as the ledger writes them, members with balances."""

from datetime import datetime

from loyalty.ledger.models import Account, Balance, Entry, Lot, Transaction
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop


def member(shop: Shop, *, customer: str, at: datetime, joined: bool = True) -> Member:
    person = Member.objects.create(
        programme=shop.programme,
        first_seen_at=at,
        joined_at=at if joined else None,
        joined_by="widget" if joined else "",
    )
    Balance.objects.create(member=person, programme=shop.programme)
    Identity.objects.create(
        programme=shop.programme, shop=shop, member=person, kind=Identity.Kind.CUSTOMER, value=customer
    )
    return person


def post(
    person: Member,
    shop: Shop,
    *,
    points: int,
    account: str,
    other: str,
    key: str,
    at: datetime,
    reason: object,
) -> Transaction:
    """Moves `points` (signed) into a member's account from the shop's `other`."""
    row = Transaction.objects.create(
        programme=shop.programme,
        shop=shop,
        member=person,
        kind="award" if points > 0 else "reversal",
        key=key,
        source=key,
        version=1,
        actor="engine",
        reason=reason,
        effective_at=at,
        posted_at=at,
    )
    both = {"transaction": row, "programme": shop.programme, "shop": shop}
    Entry.objects.bulk_create(
        [
            Entry(**both, member=person, account=account, amount=points),
            Entry(**both, account=other, amount=-points),
        ]
    )
    if points > 0 and account in (Account.AVAILABLE, Account.PENDING):
        Lot.objects.create(
            **both,
            member=person,
            account=account,
            amount=points,
            remaining=points,
            earned_at=at,
            available_at=at,
        )
    return row
