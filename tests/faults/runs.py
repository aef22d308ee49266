"""The fault runs by name: each prints what it did and answers whether it passed."""

import os
import random
import time

from django.conf import settings
from django.db import connection

from benchmarks import world
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation, Programme, Shop
from tests.faults import (
    corruptions,
    f1_kills,
    f2_steps,
    f3_postgres,
    f4_broker,
    f7_dropped,
    f10_codes,
    f11_poisoned,
    f12_tokens,
    f13_redeem,
    f17_tenants,
    load_lines,
    planted,
    testers,
    webhooks,
    year_books,
)
from tests.faults import image as an_image
from tests.faults import restore as a_restore
from tests.faults import year as a_year
from tests.faults.stage import alone, shop, size, word
from tests.laws.reason_runs import by_the_desk, by_the_engine
from tests.notices import crowd


def f1(quick: bool, seed: int) -> bool:
    """KILLS and STOPS set how many."""
    shop()
    count, stops = 80 if quick else 10_000, size("STOPS", quick=1, full=2, short=quick)
    kills = size("KILLS", quick=2, full=20, short=quick)
    got = f1_kills.play(seed=seed, count=count, kills=kills, stops=stops)
    return _told("F1", got, seed, f"{kills} kills, {stops} stops of PostgreSQL")


def f3(quick: bool, seed: int) -> bool:
    shop()
    count, stops, cuts = (60, 1, 2) if quick else (2_000, 5, 20)
    got = f3_postgres.play(seed=seed, count=count, stops=stops, cuts=cuts)
    more = f"refused by {got.codes or 'none'} within {got.slowest:.1f} s, ready {got.recovery:.1f} s after a stop"
    return _told("F3", got, seed, f"{stops} stops and {cuts} cuts of PostgreSQL, {more}")


def f4(quick: bool, seed: int) -> bool:
    alone()
    count, wipes = (40, 2) if quick else (2_000, 10)
    got = f4_broker.play(seed=seed, count=count, wipes=wipes, short=quick)
    return _told(
        "F4", got, seed, f"Redis emptied {wipes} times, no delivery waited longer than {got.lag:.1f} s"
    )


def f5(quick: bool, seed: int) -> bool:
    alone()
    got = f4_broker.play(seed=seed, count=40 if quick else 2_000, wipes=0, short=quick)
    return _told("F5", got, seed, f"no Redis at all, no delivery waited longer than {got.lag:.1f} s")


def f10(quick: bool, seed: int) -> bool:
    """COUNT sets how many redemptions."""
    shop()
    count = int(os.environ.get("COUNT") or (20 if quick else 5_000))
    got = f10_codes.play(
        seed=seed, count=count, shops=2 if quick else 20, kills=1 if quick else 20, hurried=quick
    )
    print(
        f"F10 {word(got.passed)}: {got.redemptions} redemptions in {got.shops} stores that fail 46 % of the calls, "
        f"{got.kills} kills, {got.seconds:.0f} s, {got.codes / got.seconds:.1f} codes/s\n"
        f"   double {got.double}  strays {got.strays}  missing {got.missing}  points lost {got.lost}  "
        f"hidden {got.hidden}  given up and shown {got.dead}  books broken {got.broken}  seed {seed}",
        flush=True,
    )
    print("".join(f"   refused: {why} ({many})\n" for why, many in got.refused.items()), end="", flush=True)
    return got.passed


def f13(quick: bool, seed: int) -> bool:
    """Laws D3 and D4 under many hands; CROWDS and ROUNDS set its size."""
    alone()
    crowds = int(os.environ.get("CROWDS") or (1 if quick else 200))
    rounds = int(os.environ.get("ROUNDS") or (1 if quick else 1_000))
    got = f13_redeem.play(crowds=crowds, rounds=rounds, seed=seed)
    print(
        f"F13 {word(not got.wrong)}: 20 hands redeemed {got.crowds} times by five routes; {got.rounds} rounds "
        f"of deeds together against their serial orders; {len(got.wrong)} wrong, {got.seconds:.0f} s, seed {seed}"
    )
    print("".join(f"   {one[:400]}\n" for one in got.wrong[:20]), end="", flush=True)
    return not got.wrong


def f21(quick: bool, seed: int) -> bool:
    entries, planted = (4_000, 20) if quick else (1_000_000, 100)
    got = corruptions.play(alone(), seed=seed, entries=entries, planted=planted)
    print(
        f"F21 {word(got.passed)}: {got.entries:,} entries written in {got.seconds_to_write:.0f} s, proven in "
        f"{got.seconds_to_prove:.1f} s\n"
        f"   {got.planted - len(got.missed)} of {got.planted} corruptions found  seed {seed}",
        flush=True,
    )
    return got.passed


def teeth(quick: bool, seed: int) -> bool:
    numbers = list(range(len(planted.BUGS)))
    if quick:
        numbers = random.Random(seed).sample(numbers, 1)
    missed = planted.play(numbers)
    print(
        f"teeth {word(not missed)}: {len(numbers) - len(missed)} of {len(numbers)} planted bugs caught by the "
        f"tests of every commit  seed {seed}",
        flush=True,
    )
    return not missed


def year(quick: bool, seed: int) -> bool:
    """A shop's year through the books and in memory; MEMBERS and ORDERS set its size."""
    members = int(os.environ.get("MEMBERS") or (100 if quick else 50_000))
    orders = int(os.environ.get("ORDERS") or (300 if quick else 200_000))
    began = time.monotonic()
    first = alone()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # a year is to be right, not durable
    programme = Programme.objects.create(created_at=world.LONG_AGO)
    Version.objects.create(
        programme=programme,
        number=1,
        document=a_year.DOCUMENT,
        published_at=world.LONG_AGO,
        published_by="year",
    )
    here = Shop.objects.create(
        programme=programme, platform="shopify", domain=f"year-{programme.pk}.myshopify.com", name="Year",
        external_id=f"gid://shopify/Shop/{programme.pk}", currency=first.currency, timezone=first.timezone,
        created_at=world.LONG_AGO,
    )  # fmt: skip
    got = year_books.play(here, a_year.Year(seed=seed, members=members, orders=orders))
    print(
        f"year {word(not got.differences)}: {got.facts:,} facts, {got.members:,} members, {got.lots:,} lots, "
        f"{got.awards:,} awards compared, {len(got.differences)} differ, {time.monotonic() - began:.0f} s  seed {seed}"
    )
    print("".join(f"   {one[:300]}\n" for one in got.differences[:20]), end="", flush=True)
    return not got.differences


def reasons(quick: bool, seed: int) -> bool:
    """Law T4 over 10,000 orders of ten programmes by the desk, and as many in memory; ORDERS sets how many."""
    alone()
    orders = int(os.environ.get("ORDERS") or (300 if quick else 10_000))
    programmes = max(1, orders // 1000)
    began = time.monotonic()
    faults, awards, answers = [], 0, 0
    for number in range(programmes):
        told = by_the_desk(random.Random(seed + number), orders=orders // programmes)
        awards, answers = awards + told.awards, answers + told.answers
        faults += told.faults
        faults += by_the_engine(random.Random(seed + number), orders=orders // programmes)
    print(
        f"reasons {word(not faults)}: {orders:,} orders of {programmes} programmes through the desk, "
        f"{awards:,} awards recomputed, {answers:,} answers of rules, as many orders in memory, {len(faults)} faults, "
        f"{time.monotonic() - began:.0f} s  seed {seed}"
    )
    print("".join(f"   {one[:300]}\n" for one in faults[:20]), end="", flush=True)
    return not faults


def restore(quick: bool, seed: int) -> bool:
    """A shop at work is dumped, lost and restored into a new cluster; ORDERS sets how many."""
    here = alone()
    folder = settings.VAR_DIR / "restore"
    folder.mkdir(exist_ok=True)
    got = a_restore.play(
        here, seed=seed, count=int(os.environ.get("ORDERS") or (40 if quick else 10_000)), folder=folder
    )
    print(
        f"restore {word(not got.wrong)}: {got.orders:,} orders, {got.rows:,} rows of {got.tables} tables; dumped in "
        f"{got.seconds_to_dump:.1f} s ({got.bytes / 1e6:.1f} MB), restored in {got.seconds_to_restore:.1f} s, proven "
        f"in {got.seconds_to_prove:.1f} s, then told all again; {len(got.wrong)} wrong  seed {seed}"
    )
    print("".join(f"   {one}\n" for one in got.wrong[:20]), end="", flush=True)
    return not got.wrong


def image(quick: bool, seed: int) -> bool:
    """The Dockerfile's steps and the compose file's processes, without containers; needs a package registry."""
    shop()
    got = an_image.play(settings.VAR_DIR / "image")
    print(
        f"image {word(not got.wrong)}: {got.steps} steps of the Dockerfile replayed, then {', '.join(got.started)} "
        f"started from it, {got.seconds:.0f} s"
    )
    print("".join(f"   {one}\n" for one in got.wrong), end="", flush=True)
    return not got.wrong


def _told(name: str, got: webhooks.Result, seed: int, troubles: str) -> bool:
    print(
        f"{name} {word(got.passed)}: {got.orders} orders in {got.deliveries} deliveries, {troubles}, "
        f"{got.seconds:.0f} s\n"
        f"   lost {got.lost}  double {got.double}  drift {got.drift}  stuck {got.stuck}  "
        f"refused {got.refused}  parked {got.parked}  seed {seed}",
        flush=True,
    )
    return got.passed


def letters(quick: bool, seed: int) -> bool:
    """Expiry notices for a whole shop through a provider that fails a fifth of the time; MEMBERS sets its size."""
    first = alone()
    members = int(os.environ.get("MEMBERS") or (40 if quick else 10_000))
    programme = Programme.objects.create(created_at=world.LONG_AGO)
    Version.objects.create(
        programme=programme,
        number=1,
        document=crowd.EXPIRING,
        published_at=world.LONG_AGO,
        published_by="letters",
    )
    here = Shop.objects.create(
        programme=programme, platform="shopify", domain=f"letters-{programme.pk}.myshopify.com", name="Letters",
        external_id=f"gid://shopify/Shop/{programme.pk}", currency=first.currency, timezone=first.timezone,
        created_at=world.LONG_AGO,
    )  # fmt: skip
    Installation.objects.create(shop=here, installed_at=world.LONG_AGO, installed_by="letters")
    got = crowd.play(here, members=members, failing=0.2, seed=seed)
    print(
        f"letters {word(not got.wrong)}: {got.members:,} members, the provider said no {got.failures:,} times, "
        f"{got.rounds} rounds, {got.seconds:.0f} s  seed {seed}"
    )
    print("".join(f"   {one[:300]}\n" for one in got.wrong), end="", flush=True)
    return not got.wrong


# In this order: first those that want nobody else at work, then those that share one house.
RUNS = {
    "f2": f2_steps.run,
    "f12": f12_tokens.run,
    "f21": f21,
    "f13": f13,
    "f17": f17_tenants.run,
    "f10": f10,
    "f11": f11_poisoned.run,
    "f7": f7_dropped.run,
    "f1": f1,
    "f3": f3,
    "f4": f4,
    "f5": f5,
    "restore": restore,
    "letters": letters,
    "year": year,
    "teeth": teeth,
    "reasons": reasons,
}
# Their small forms stand in `make test` already; with QUICK=1 they must be asked for by name.
TESTED = ("restore", "letters", "year", "teeth", "reasons")
APART = {"image": image, "load": load_lines.run, "testers": testers.run}  # asked for by name only
