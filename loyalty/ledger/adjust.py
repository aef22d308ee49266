"""Staff give or take points, with a reason that the member can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS, Moves
from loyalty.ledger.book import Book, open_book
from loyalty.ledger.posting import Posting
from loyalty.shops.models import Shop


class NotEnough(ValueError):
    """More was to be taken than is there; `available` says how many could be."""

    def __init__(self, available: int) -> None:
        super().__init__(f"only {available} points are available")
        self.available = available


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """`points` positive or negative, not 0, once per `key`; raises ValueError for 0 points or an empty reason."""

    member_id: int
    points: int
    why: str
    key: str
    currency: str = POINTS

    def __post_init__(self) -> None:
        if not self.points or not self.why.strip():
            raise ValueError("an adjustment needs points and a reason")


def adjust(
    *,
    shop: Shop,
    adjustments: Sequence[Adjustment],
    actor: str,
    version: int,
    clock: Clock,
    now: datetime,
    code: str = "adjustment",
) -> list[bool | NotEnough]:
    """Posts them in one book: True, False where the key was posted before, NotEnough where nothing was taken.

    Raises KeyError for a member of another programme; then, as after any error, nothing is posted.
    """
    members = {one.member_id for one in adjustments}
    currencies = {one.currency for one in adjustments}
    keys = {one.key: full_key(shop, one.key) for one in adjustments}
    with open_book(
        programme_id=shop.programme_id, member_ids=members, clock=clock, now=now, currencies=currencies,
        keys=keys.values(),
    ) as book:  # fmt: skip
        before = book.posted
        done: list[bool | NotEnough] = []
        for one in adjustments:
            if keys[one.key] in before:
                done.append(False)
                continue
            try:
                moves = _moves(book, shop, one, clock, now)
            except NotEnough as short:
                done.append(short)
                continue
            before.add(keys[one.key])
            book.record(_posting(shop, one, keys[one.key], actor, version, now, code), moves)
            done.append(True)
    return done


def full_key(shop: Shop, key: str) -> str:
    """The business key of an adjustment."""
    return f"{shop.pk}:adjust:{key}"


def _posting(
    shop: Shop, one: Adjustment, key: str, actor: str, version: int, now: datetime, code: str
) -> Posting:
    return Posting(
        shop_id=shop.pk,
        member_id=one.member_id,
        currency=one.currency,
        kind=code,
        key=key,
        source=f"adjust:{one.key}",
        version=version,
        actor=actor,
        reason={"code": code, "points": one.points, "why": one.why.strip()},
        effective_at=now,
    )


def _moves(book: Book, shop: Shop, one: Adjustment, clock: Clock, now: datetime) -> Moves:
    purse, points = book.purse(one.member_id, one.currency), one.points
    if points > 0:
        ticking = clock.for_currency(one.currency)
        return purse.credit(
            points,
            against="adjusted",
            now=now,
            earned_at=now,
            available_at=now,
            expires_at=ticking.lot_ends(now),
            keeps_until=ticking.kept_until(now),
            shop=shop.pk,
        )
    if -points > purse.available:
        raise NotEnough(purse.available)
    return purse.take(-points, against="adjusted")
