"""All points of one member go to another: a guest's claim, or two customer records that became one."""

from typing import Any

from loyalty.engine.lots import Moves
from loyalty.engine.transfer import everything
from loyalty.ledger.book import Book
from loyalty.ledger.models import Award, Spend
from loyalty.ledger.posting import Posting


def transfer(*, book: Book, shop_id: int, gone: int, kept: int, kind: str) -> None:
    """Moves balance, lots, debt and awards. Lots keep dates and origins, so late facts find them (laws M1, M2)."""
    out, into = everything(book.purse(gone), book.purse(kept))
    _record(book, shop_id, gone, f"{kind}:{gone}:{kept}:out", {"code": f"{kind}_out", "to": kept}, kind, out)
    _record(book, shop_id, kept, f"{kind}:{gone}:{kept}:in", {"code": f"{kind}_in", "from": gone}, kind, into)
    Award.objects.filter(member_id=gone).update(member_id=kept)
    Spend.objects.filter(member_id=gone).update(member_id=kept)


def _record(
    book: Book, shop_id: int, member_id: int, key: str, reason: dict[str, Any], kind: str, moves: Moves
) -> None:
    posting = Posting(
        shop_id=shop_id,
        member_id=member_id,
        kind=kind,
        key=key,
        source=f"member:{member_id}",
        version=0,
        actor="shop",
        reason=reason,
        effective_at=book.now,
    )
    book.record(posting, moves)
