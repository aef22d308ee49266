"""F21: large books, proven whole; then a hundred rows are altered behind their back, and every one is found."""

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.engine.expiry import STILL
from loyalty.ledger.book import open_book
from loyalty.ledger.models import Entry
from loyalty.ledger.posting import Posting
from loyalty.ledger.seal import seal
from loyalty.ledger.verify import verify
from loyalty.members.models import Member
from loyalty.shops.models import Shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1000  # members per book
ENTRIES = 8  # per member: four transactions

# Each alters one row; `{0}` is its id. What a clever hand would do, not only what a clumsy one would.
ALTERATIONS = {
    "ledger_entry": ("UPDATE {t} SET amount = amount + 1 WHERE id = {0}", "DELETE FROM {t} WHERE id = {0}"),
    "ledger_transaction": (
        "UPDATE {t} SET reason = '{{}}' WHERE id = {0}",
        "UPDATE {t} SET effective_at = effective_at - interval '1 day' WHERE id = {0}",
        "UPDATE {t} SET key = key || '!' WHERE id = {0}",
    ),
    "ledger_lot": (
        "UPDATE {t} SET expires_at = earned_at WHERE id = {0}",
        "UPDATE {t} SET amount = amount + 1, remaining = remaining + 1 WHERE id = {0}",
    ),
    "ledger_lotmove": ("UPDATE {t} SET amount = amount - 1 WHERE id = {0}", "DELETE FROM {t} WHERE id = {0}"),
}


@dataclass
class Result:
    """`missed` are the alterations that no proof named."""

    entries: int = 0
    seconds_to_write: float = 0
    seconds_to_prove: float = 0
    sound: bool = False
    planted: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return self.sound and not self.missed


def play(shop: Shop, *, seed: int, entries: int, planted: int) -> Result:
    result = Result()
    began = time.monotonic()
    for start in range(0, entries // ENTRIES, AT_ONCE):
        _live(shop, min(AT_ONCE, entries // ENTRIES - start), start)
    result.seconds_to_write = time.monotonic() - began
    result.entries = Entry.objects.filter(programme=shop.programme_id).count()
    seal(programme_id=shop.programme_id)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.monotonic()
    result.sound = not _faults(shop, 1)
    result.seconds_to_prove = time.monotonic() - began
    _corrupt(shop, random.Random(seed), planted, result)
    return result


def _live(shop: Shop, people: int, start: int) -> None:
    """Everybody earns twice, and spends twice out of what they have."""
    members = Member.objects.bulk_create(
        Member(programme_id=shop.programme_id, first_seen_at=NOW) for _ in range(people)
    )
    ids = [member.pk for member in members]
    with open_book(programme_id=shop.programme_id, member_ids=ids, clock=STILL, now=NOW) as book:
        for step in range(4):
            for number, member in enumerate(ids, start):
                purse = book.purse(member)
                at = NOW - timedelta(days=4 - step)
                moves = (
                    purse.take(number % 40 + 1, against="adjusted")
                    if step % 2
                    else purse.credit(
                        100, against="issued", now=NOW, earned_at=at, available_at=at, shop=shop.pk,
                        expires_at=NOW + timedelta(days=365),
                    )
                )  # fmt: skip
                book.record(_posting(shop, member, step, at), moves)


def _posting(shop: Shop, member: int, step: int, at: datetime) -> Posting:
    return Posting(
        shop_id=shop.pk, member_id=member, kind="adjustment", key=f"{shop.pk}:f21:{member}:{step}",
        source=f"f21:{step}", version=1, actor="faults", effective_at=at,
        reason={"code": "adjustment", "points": 100, "why": f"step {step}"},
    )  # fmt: skip


def _faults(shop: Shop, first: int) -> list[str]:
    with transaction.atomic():
        return [
            f"{proof.law} {fault}"
            for proof in verify(programme_id=shop.programme_id, first=first)
            for fault in proof.faults
        ]


def _corrupt(shop: Shop, dice: random.Random, planted: int, result: Result) -> None:
    """Alters so many rows of so many members at once; each member or row must be named by a proof."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        members = dice.sample(sorted(_members(shop)), planted)
        for number, member in enumerate(members):
            table = list(ALTERATIONS)[number % len(ALTERATIONS)]
            change = dice.choice(ALTERATIONS[table])
            cursor.execute(change.format(dice.choice(_rows(cursor, table, member)), t=table))
        named = set(_named(shop, cursor, planted))
        result.planted = planted
        result.missed = [f"member {member}" for member in members if member not in named]
        transaction.set_rollback(True)


def _members(shop: Shop) -> list[int]:
    return list(Member.objects.filter(programme_id=shop.programme_id).values_list("pk", flat=True))


def _rows(cursor: Any, table: str, member: int) -> list[int]:
    column = {"ledger_lotmove": "(SELECT member_id FROM ledger_lot l WHERE l.id = lot_id)"}.get(
        table, "member_id"
    )
    cursor.execute(f"SELECT id FROM {table} WHERE {column} = %s ORDER BY id", [member])
    return [number for (number,) in cursor.fetchall()]


def _named(shop: Shop, cursor: Any, planted: int) -> list[int]:
    """Members that the chain's own proof names: it covers every column of every row."""
    proofs = verify(programme_id=shop.programme_id, first=planted * ENTRIES)
    broken = [fault.split() for proof in proofs for fault in proof.faults if proof.law == "L3"]
    return [int(words[words.index("member") + 1]) for words in broken if "member" in words]
