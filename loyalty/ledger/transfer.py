"""All a member holds goes to another: a guest's claim, or two customer records that became one."""

from typing import Any

from loyalty.engine.lots import POINTS
from loyalty.engine.transfer import everything
from loyalty.ledger.book import Book
from loyalty.ledger.models import Award, Spend
from loyalty.ledger.posting import Posting


def transfer(*, book: Book, shop_id: int, gone: int, kept: int, kind: str) -> None:
    """Moves every purse with its lots and debt, and the awards; the book is open for all that they hold.

    Lots keep dates and origins, so late facts find them (laws M1, M2).
    """
    for currency in book.held(gone):
        out, into = everything(book.purse(gone, currency), book.purse(kept, currency))
        for member_id, way, told, moves in (
            (gone, "out", {"to": kept}, out),
            (kept, "in", {"from": gone}, into),
        ):
            key = by_currency(f"{kind}:{gone}:{kept}:{way}", currency)
            reason = {"code": f"{kind}_{way}"} | told
            book.record(_posting(book, shop_id, member_id, currency, kind, key, reason), moves)
    Award.objects.filter(member_id=gone).update(member_id=kept)
    Spend.objects.filter(member_id=gone).update(member_id=kept)


def forfeit(*, book: Book, shop_id: int, member_id: int) -> None:
    """Empties every purse, each towards `forfeited`."""
    for currency in book.held(member_id):
        moves, _ = book.purse(member_id, currency).empty(against="forfeited")
        reason = {"code": "forfeited", "points": moves.legs["forfeited"]}
        key = by_currency(f"erase:{member_id}", currency)
        book.record(_posting(book, shop_id, member_id, currency, "forfeit", key, reason), moves)


def by_currency(key: str, currency: str) -> str:
    """The business key of one purse's part in a deed that touches them all."""
    return key if currency == POINTS else f"{key}:{currency}"


def _posting(
    book: Book, shop_id: int, member_id: int, currency: str, kind: str, key: str, reason: dict[str, Any]
) -> Posting:
    return Posting(
        shop_id=shop_id,
        member_id=member_id,
        currency=currency,
        kind=kind,
        key=key,
        source=f"member:{member_id}",
        version=0,
        actor="shop",
        reason=reason,
        effective_at=book.now,
    )
