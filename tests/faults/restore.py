"""F19: the books are dumped while a shop is at work, lost, restored into a new cluster, and brought up to date.

Equal means: every row of every table as it was at the dump, the same proofs over as many rows, tokens that the keys
still open. What came after the dump is told again, as the stores' own list of orders tells it, and then every
member has what the oracle says.
"""

import json
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from loyalty.common.postgres import embedded
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.verify import sound, verify
from loyalty.members.models import Identity
from loyalty.shops.models import Shop
from tests.faults import orders

HELD = """
SELECT member_id, available + pending + reserved + debt FROM ledger_balance
WHERE programme_id = %s AND currency = 'points'
"""
ROWS = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} AS t"


@dataclass
class Result:
    orders: int = 0
    tables: int = 0
    rows: int = 0
    bytes: int = 0
    seconds_to_dump: float = 0
    seconds_to_restore: float = 0
    seconds_to_prove: float = 0
    wrong: list[str] = field(default_factory=list)


def play(shop: Shop, *, seed: int, count: int, folder: Path) -> Result:
    dice = random.Random(seed)
    drawn = orders.draw(dice, orders=count, customers=max(count // 8, 3))
    told = [one for order in drawn for one in orders.messages(order)]
    before, after = told[: len(told) * 2 // 3], told[len(told) * 2 // 3 :]
    result = Result(orders=count)
    _work(shop, before)
    shop.access_token = f"shpat_{seed}"
    shop.save(update_fields=["access_token"])
    was, proofs, secret = _digests(), _proofs(), shop.access_token
    dumped = folder / "books.dump"
    result.seconds_to_dump = _timed(lambda: _dump(dumped))
    result.bytes = dumped.stat().st_size
    _work(shop, after)
    lost = _digests()
    with _another_cluster(folder / "restored"):
        result.seconds_to_restore = _timed(lambda: _restore(dumped))
        result.wrong += [f"{table} is not what it was" for table in sorted(_differ(was, _digests()))]
        began = time.monotonic()
        result.wrong += [] if _proofs() == proofs else ["the proofs say something else"]
        result.seconds_to_prove = time.monotonic() - began
        result.wrong += (
            [] if Shop.objects.get(pk=shop.pk).access_token == secret else ["a token cannot be opened"]
        )
        _work(shop, told)
        result.wrong += list(_against_the_oracle(shop, orders.expected(drawn)))
        result.wrong += (
            [] if sound(verify()) else ["the books are unsound after they were brought up to date"]
        )
    result.wrong += [] if _digests() == lost else ["the lost cluster was written to"]
    result.tables, result.rows = len(was), sum(count for count, _ in was.values())
    return result


def _work(shop: Shop, told: Sequence[orders.Message]) -> None:
    """As the door stores them; one that is there already is not stored again."""
    now = timezone.now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                shop=shop, platform="shopify", shop_domain=shop.domain, topic=topic, received_at=now, next_at=now,
                delivery_id=f"{payload['id']}-{number}", triggered_at=now, body=json.dumps(payload).encode(),
            )
            for number, (topic, payload) in enumerate(told)
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    while Delivery.objects.filter(
        shop=shop, state=Delivery.State.READY, next_at__lte=timezone.now()
    ).exists():
        drain()


def _digests() -> dict[str, tuple[int, str]]:
    """Of every table: how many rows, and one fingerprint of all."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(sql.SQL(ROWS).format(sql.Identifier(table)))
            found[table] = cursor.fetchone()
    return found


def _differ(one: dict[str, tuple[int, str]], other: dict[str, tuple[int, str]]) -> set[str]:
    return {table for table in {*one, *other} if one.get(table) != other.get(table)}


def _proofs() -> list[tuple[str, int, list[str]]]:
    with transaction.atomic():
        return [(proof.law, proof.checked, proof.faults) for proof in verify()]


def _against_the_oracle(shop: Shop, expected: dict[int, int]) -> Iterator[str]:
    owner = dict(Identity.objects.filter(shop=shop, kind="customer").values_list("value", "member_id"))
    with connection.cursor() as cursor:
        cursor.execute(HELD, [shop.programme_id])
        held = dict(cursor.fetchall())
    for customer, points in expected.items():
        has = held.get(owner.get(str(customer)), 0)
        if has != points:
            yield f"customer {customer} has {has} points, not {points}"


def _dump(to: Path) -> None:
    _tool("pg_dump", "--format=custom", "--no-owner", f"--file={to}")


def _restore(dumped: Path) -> None:
    _tool("pg_restore", "--exit-on-error", "--no-owner", "--jobs=2", str(dumped))


def _tool(name: str, *more: str) -> None:
    """The one that belongs to the server that runs."""
    params: dict[str, Any] = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    server = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    where = ("--host", params["host"], "--username", "postgres", "--dbname", params["dbname"])
    subprocess.run((str(Path(server.exe()).parent / name), *where, *more), check=True)


@contextmanager
def _another_cluster(data: Path) -> Iterator[None]:
    """This process's connection goes there meanwhile."""
    options = connection.settings_dict["OPTIONS"]
    home = options["embedded"]
    connection.close()
    options["embedded"] = str(data)
    try:
        yield
    finally:
        connection.close()
        options["embedded"] = home
        embedded.stop(data)


def _timed(deed: Any) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began
