"""Holds end: pending points become available, as new entries, once."""

from collections import defaultdict
from datetime import datetime

from loyalty.ledger.book import Book, Posting, open_book
from loyalty.ledger.models import Lot

BATCH = 500


def release(*, now: datetime) -> int:
    """Ends up to BATCH holds that have run out; returns how many members were served."""
    due = (
        Lot.objects.filter(account="pending", remaining__gt=0, available_at__lte=now)
        .order_by("available_at")
        .values_list("programme_id", "member_id")[:BATCH]
    )
    members: dict[int, set[int]] = defaultdict(set)
    for programme_id, member_id in due:
        members[programme_id].add(member_id)
    for programme_id, member_ids in members.items():
        with open_book(programme_id=programme_id, member_ids=member_ids, now=now) as book:
            for member_id in sorted(member_ids):
                mature(book, member_id)
    return sum(map(len, members.values()))


def mature(book: Book, member_id: int) -> None:
    """Books the end of every hold of this member that has run out by the book's `now`."""
    for moves in book.purse(member_id).mature(book.now):
        lot = moves.opened[0]
        held = moves.used[0][0]
        book.record(
            Posting(
                shop_id=lot.shop,
                member_id=member_id,
                award_id=lot.award or None,
                kind="hold_end",
                key=f"hold:{held.id}",
                source=f"award:{lot.award}",
                version=0,
                actor="clock",
                reason={"code": "hold_end", "points": lot.amount},
                effective_at=lot.available_at,
            ),
            moves,
        )
