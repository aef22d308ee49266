"""Points are spent: reserved first, then used for good or released; and they come back with the goods (laws D1, R6).

So is whatever else a member holds: a free coffee is claimed by spending the one unit of it.
Every verb is idempotent by the redemption's key; the member's lock orders them (law D4).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS, Lot, Moves
from loyalty.engine.lots import Spend as Drawn
from loyalty.engine.purse import Purse
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.book import Book, open_book
from loyalty.ledger.models import LotMove, Spend
from loyalty.ledger.posting import MemberMoved, Posting
from loyalty.shops.models import Shop

State = Spend.State


class AlreadyEnded(ValueError):
    """The redemption has ended the other way; `state` says how."""

    def __init__(self, state: str) -> None:
        super().__init__(f"this redemption is {state} already")
        self.state = state


def reserve(
    *,
    shop: Shop,
    member_id: int,
    key: str,
    points: int,
    currency: str = POINTS,
    reason: Mapping[str, Any],
    version: int,
    actor: str,
    clock: Clock,
    now: datetime,
    savepoint: bool = True,
) -> Spend:
    """Sets points (of `currency`) aside once per key; the second time answers what stands. Raises NotEnough.

    Without a `savepoint` a refusal undoes the caller's transaction too.
    """
    if points <= 0:
        raise ValueError("a redemption costs points")
    with open_book(
        programme_id=shop.programme_id, member_ids=(member_id,), clock=clock, now=now, currencies=(currency,),
        savepoint=savepoint,
    ) as book:  # fmt: skip
        known = Spend.objects.filter(shop=shop, key=key).first()
        if known is not None:
            return known
        purse = book.purse(member_id, currency)
        if points > purse.available:
            raise NotEnough(purse.available)
        spend = Spend(
            programme_id=shop.programme_id, shop=shop, member_id=member_id, currency=currency, key=key,
            points=points, reserved_at=now, reason=dict(reason),
        )  # fmt: skip
        told = {"code": "redeem", "points": points} | spend.reason
        ticking = clock.for_currency(currency)
        moves = purse.take(points, against="reserved", keeps_until=ticking.kept_until(now))
        book.record(_posting(spend, "reserve", told, actor, now, version), moves)
        spend.save(force_insert=True)
    return spend


def use(*, shop: Shop, key: str, order: str, actor: str, clock: Clock, now: datetime) -> Spend:
    """The reward was used, on `order` (the platform's id; "" for none): the points are gone for good.

    Raises AlreadyEnded, Spend.DoesNotExist.
    """
    with _opened(shop, key, clock, now) as (book, spend):
        if spend.state == State.RELEASED:
            raise AlreadyEnded(spend.state)
        if spend.state == State.RESERVED:
            moves = _purse(book, spend).confirm(_drawn(spend, book))
            told = {"code": "redeem_used", "points": spend.points, "order": order}
            book.record(_posting(spend, "use", told, actor, now), moves)
            spend.state, spend.ended_at, spend.order = State.USED, now, order
            spend.save(update_fields=["state", "ended_at", "order"])
        elif order and not spend.order:  # the points had left when the reward was handed over
            spend.order = order
            spend.save(update_fields=["order"])
    return spend


def release(*, shop: Shop, key: str, why: str, actor: str, clock: Clock, now: datetime) -> Spend:
    """The reward was not used after all: the points come back. Raises AlreadyEnded, Spend.DoesNotExist."""
    with _opened(shop, key, clock, now) as (book, spend):
        if spend.state == State.USED:
            raise AlreadyEnded(spend.state)
        if spend.state == State.RESERVED:
            drawn = _drawn(spend, book)
            ticking = clock.for_currency(spend.currency)
            moves = _purse(book, spend).release(drawn, clock=ticking, now=now)
            _record_return(book, spend, "release", {"code": "redeem_released", "why": why}, actor, moves)
            spend.state, spend.ended_at, spend.returned = State.RELEASED, now, drawn.returned
            spend.save(update_fields=["state", "ended_at", "returned"])
    return spend


def give_back(
    *, shop: Shop, key: str, target: int, reason: Mapping[str, Any], actor: str, clock: Clock, now: datetime
) -> int:
    """Brings what came back of a used redemption up to `target` points, never down; returns the points (law R6)."""
    with _opened(shop, key, clock, now) as (book, spend):
        due = min(target, spend.points) - spend.returned
        if spend.state != State.USED or due <= 0:
            return 0
        drawn = _drawn(spend, book)
        ticking = clock.for_currency(spend.currency)
        moves = _purse(book, spend).give_back(drawn, due, clock=ticking, now=now)
        told = {"code": "redeem_back", "of": spend.points} | dict(reason)
        _record_return(book, spend, f"return:{drawn.returned}", told, actor, moves, due)
        spend.returned = drawn.returned
        spend.save(update_fields=["returned"])
        return due


def _record_return(
    book: Book,
    spend: Spend,
    step: str,
    told: dict[str, Any],
    actor: str,
    moves: Moves,
    points: int | None = None,
) -> None:
    told |= {"points": spend.points if points is None else points}
    if moves.legs["expired"]:
        told |= {"expired": moves.legs["expired"]}
    if any(lot.available_at == book.now for lot in moves.opened):
        told |= {"grace": True}
    book.record(_posting(spend, step, told, actor, book.now), moves)


def _posting(
    spend: Spend, step: str, reason: dict[str, Any], actor: str, now: datetime, version: int = 0
) -> Posting:
    return Posting(
        shop_id=spend.shop_id,
        member_id=spend.member_id,
        currency=spend.currency,
        kind=step.split(":")[0],
        key=f"{spend.shop_id}:redeem:{spend.key}:{step}",
        source=f"redeem:{spend.key}",
        version=version,
        actor=actor,
        reason=reason,
        effective_at=now,
    )


@contextmanager
def _opened(shop: Shop, key: str, clock: Clock, now: datetime) -> Iterator[tuple[Book, Spend]]:
    """The book of the redemption's member, and the redemption as it stands under the member's lock."""
    found = Spend.objects.get(shop=shop, key=key)
    with open_book(
        programme_id=shop.programme_id,
        member_ids=(found.member_id,),
        clock=clock,
        now=now,
        currencies=(found.currency,),
        spends=(found.pk,),
    ) as book:
        spend = Spend.objects.get(pk=found.pk)
        if spend.member_id != found.member_id:
            raise MemberMoved
        yield book, spend


def _drawn(spend: Spend, book: Book) -> Drawn:
    """What the redemption took from which lot, in the order of taking.

    A lot of a member who was merged away is not in the purse: it is told by its dates alone.
    """
    purse = _purse(book, spend)
    rows = LotMove.objects.filter(
        programme_id=spend.programme_id,
        transaction__programme_id=spend.programme_id,
        transaction__key=f"{spend.shop_id}:redeem:{spend.key}:reserve",
    )
    drawn = [(_lot(purse, row), -row.amount) for row in rows.select_related("lot").order_by("pk")]
    return Drawn(spend.points, drawn, spend.returned)


def _purse(book: Book, spend: Spend) -> Purse:
    return book.purse(spend.member_id, spend.currency)


def _lot(purse: Purse, move: LotMove) -> Lot:
    row = move.lot
    own = next((lot for lot in purse.lots if lot.id == row.pk), None)
    return own or Lot(
        row.pk, "available", row.amount, 0, row.earned_at, row.available_at, row.expires_at,
        row.award_id or 0, row.shop_id,
    )  # fmt: skip
