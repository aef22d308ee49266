"""The books' one door. Everything that changes a point is written here, in sets, inside one database transaction.

    with open_book(programme_id=1, member_ids={7}, clock=clock, now=now) as book:
        moves = book.purse(7).take(50, against="adjusted")
        book.record(Posting(...), moves)

Opening locks the members in id order, loads their purses with the open lots and brings them up to `now`: holds that
have run out end, lots that are over expire. Points are always there, other currencies when they are asked for.
Leaving writes transactions, entries, lots and moves with one statement.
The database checks the laws again (migration 0002).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from loyalty.common import sets
from loyalty.engine.catch_up import Event, catch_up, expired_awards
from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS, Moves
from loyalty.engine.purse import Purse
from loyalty.ledger import rows
from loyalty.ledger.chain import link
from loyalty.ledger.load import LEAST, Asked, Numbers, PurseKey, load
from loyalty.ledger.posting import Posting

Chain = tuple[int, int]  # a member's in a shop


@dataclass(slots=True)
class Book:
    """An open book of one programme; made by open_book."""

    asked: Asked
    now: datetime
    posted_at: datetime
    # By award: points that expired just now, less those that a clawback counted as gone already.
    expired: Counter[int] = field(default_factory=Counter)
    _posted: list[tuple[Posting, Moves]] = field(default_factory=list)
    _new: set[PurseKey] = field(default_factory=set)

    @property
    def programme_id(self) -> int:
        return self.asked.programme_id

    @property
    def posted(self) -> set[str]:
        """Those of the keys the book was opened with that were posted before."""
        return self.asked.posted

    def purse(self, member_id: int, currency: str = POINTS) -> Purse:
        """The member's purse, empty where they never had one; KeyError unless the book was opened for it."""
        key, asked = (member_id, currency), self.asked
        if key not in asked.purses:
            opened = asked.currencies is None or currency in asked.currencies
            if not opened or (member_id, POINTS) not in asked.purses:
                raise KeyError(key)
            asked.purses[key] = Purse(numbers=asked.numbers)
            self._new.add(key)
        return asked.purses[key]

    def held(self, member_id: int) -> list[str]:
        """Of which currencies the member has a purse, as far as the book was opened for them."""
        return sorted(currency for member, currency in self.asked.purses if member == member_id)

    def record(self, posting: Posting, moves: Moves) -> None:
        """Keeps one transaction for writing. Moves without legs are nothing to record."""
        if any(moves.legs.values()):
            self._posted.append((posting, moves))

    def catch_up(self) -> None:
        """Books what the clock has done to these members by `now`."""
        clocks: dict[str, Clock] = {}
        for key in sorted(self.asked.purses):
            member_id, currency = key
            if currency not in clocks:
                clocks[currency] = self.asked.clock.for_currency(currency)
            purse = self.asked.purses[key]
            for event in catch_up(purse, clock=clocks[currency], now=self.now):
                self.record(_by_the_clock(member_id, currency, purse, event), event.moves)
                if event.kind == "expiry":
                    self.expired.update(expired_awards(event.moves))

    def write(self) -> None:
        """Writes what was recorded; called on leaving."""
        if not self._posted:
            return
        heads, posted = self._placed()
        posted_to = {(posting.member_id, posting.currency) for posting, _ in self._posted}
        fresh = sorted(self._new & posted_to)
        sets.together(
            (rows.TRANSACTIONS, self._transactions(heads, posted), [self.posted_at]),
            (rows.LOTS, rows.lots(self.programme_id, posted), []),
            (rows.MOVES, rows.moves(self.programme_id, posted), []),
            (
                rows.BALANCES,
                [{"member": one, "currency": currency} for one, currency in fresh],
                [self.programme_id],
            ),
            (rows.EXPIRED, [{"award": one, "points": self.expired[one]} for one in sorted(self.expired)], []),
            (rows.ENTRIES, rows.entries(self.programme_id, posted), []),
        )
        self._new -= posted_to
        self._posted.clear()

    def _placed(self) -> tuple[dict[Chain, bytes], list[rows.Recorded]]:
        """The newest link of each member's chain in a shop, and what was recorded with fresh ids in its order."""
        wanted = [{"member": posting.member_id, "shop": posting.shop_id} for posting, _ in self._posted]
        places = sets.run(PLACES, wanted)
        heads = {(member, shop): bytes(head) for _, member, shop, head in places if head is not None}
        numbers = sorted(place[0] for place in places)
        return heads, [(number, *one) for number, one in zip(numbers, self._posted, strict=True)]

    def _transactions(self, heads: dict[Chain, bytes], posted: Sequence[rows.Recorded]) -> list[rows.Row]:
        """Each with its link to the one before it."""
        made = []
        for number, posting, moves in posted:
            chain = (posting.member_id, posting.shop_id)
            fields = rows.sealed(self.programme_id, number, posting, moves, self.posted_at)
            heads[chain] = link(heads.get(chain, b""), fields)
            row = rows.transaction(self.programme_id, number, posting, moves)
            made.append(row | {"link": heads[chain].hex()})
        return made


def _by_the_clock(member_id: int, currency: str, purse: Purse, event: Event) -> Posting:
    lot = event.lots[0]
    held = event.kind == "hold_end"
    return Posting(
        shop_id=lot.shop,
        member_id=member_id,
        currency=currency,
        award_id=(lot.award or None) if held else None,
        kind=event.kind,
        # A lot's hold ends once, and a lot ends once: what comes back after its end gets a lot of its own.
        key=f"{'hold' if held else 'expire'}:{lot.id}",
        source=f"award:{lot.award}" if lot.award else f"lot:{lot.id}",
        version=0,
        actor="clock",
        reason=_held(event) if held else _ended(purse, event),
        effective_at=event.at,
    )


def _held(event: Event) -> dict[str, Any]:
    return {"code": "hold_end", "points": event.moves.opened[0].amount}


def _ended(purse: Purse, event: Event) -> dict[str, Any]:
    lots = [
        {
            "earned": lot.earned_at.isoformat(),
            "points": -amount,
            "why": "age" if purse.planned_end(lot) == lot.expires_at else "inactivity",
        }
        for lot, amount in event.moves.used
    ]
    return {"code": "expiry", "points": event.moves.legs["expired"], "lots": lots}


@contextmanager
def open_book(
    *,
    programme_id: int,
    member_ids: Iterable[int],
    clock: Clock,
    now: datetime,
    currencies: Collection[str] | None = (POINTS,),
    spends: Iterable[int] = (),
    keys: Iterable[str] = (),
    savepoint: bool = True,
) -> Iterator[Book]:
    """Locks and loads the members, brings them up to now, writes on leaving without an error.

    `currencies` are those that may be posted beside points; None for all that the members hold.
    `spends` are the redemptions whose lots may be given back to, `keys` business keys of which `posted` tells.
    Without a `savepoint` an error undoes the caller's transaction too. Raises MemberMoved; raises IntegrityError when
    a key was posted before, or a law of the books would break.
    """
    with transaction.atomic(savepoint=savepoint):
        members = sorted(set(member_ids))
        numbers = Numbers("ledger_lot", size=max(LEAST, len(members)))
        asked = Asked(programme_id, members, currencies, clock, now, numbers, spends, keys)
        book = Book(asked, now, posted_at=load(asked))
        book.catch_up()
        yield book
        book.write()


def posted_keys(*, programme_id: int, keys: Iterable[str]) -> set[str]:
    """Which of these business keys are in the books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM ledger_transaction WHERE programme_id = %s AND key = ANY(%s)",
            [programme_id, list(keys)],
        )
        return {key for (key,) in cursor.fetchall()}


PLACES = """
SELECT nextval('ledger_transaction_id_seq'), t.member, t.shop, last.link
FROM json_to_recordset(%s) AS t (member bigint, shop bigint) LEFT JOIN LATERAL (
  SELECT link FROM ledger_transaction WHERE member_id = t.member AND shop_id = t.shop ORDER BY id DESC LIMIT 1
) last ON true
"""
