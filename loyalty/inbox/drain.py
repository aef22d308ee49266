"""Workers empty the inbox: shop by shop, in batches, each batch in one transaction with what it caused."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from loyalty.desk.shelves import GoodsUnknown
from loyalty.desk.work import work
from loyalty.engine import facts
from loyalty.inbox import asking, bell, reasons
from loyalty.inbox.claim import BATCH, Claimed, claim, close, park, postpone, ready_shops
from loyalty.inbox.erase import erase
from loyalty.shops.models import Installation, Shop
from loyalty.shops.one_hand import take_shop
from loyalty.shops.platform import platform

ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=30)  # doubles: the eighth attempt comes 63.5 minutes after the first
AT_ONCE = 3
COLLISIONS = {"40001", "40P01", "55P03"}  # serialisation, deadlock, lock not available

# What a shop that has left may still tell us: about the app itself, and about people's rights.
AFTER_UNINSTALL = (
    facts.Uninstalled,
    facts.ScopesChanged,
    facts.ShopRedacted,
    facts.CustomerRedacted,
    facts.DataRequested,
)

log = structlog.get_logger(__name__)

Outcome = tuple[int, str, str]
Clock = Callable[[], datetime]


def drain(*, clock: Clock = timezone.now, seconds: float = 20.0) -> int:
    """Works until nothing is ready or the time is up (then it rings for a successor); deliveries closed.

    Safe to run many times in parallel and to be killed anywhere. Raises when the database is lost.
    """
    bell.hush()
    closed, end = 0, time.monotonic() + seconds
    while shops := ready_shops(now=clock()):
        # Drains that run side by side meet less when each goes its own way.
        random.shuffle(shops)
        done = [_shop(shop_id, now=clock()) for shop_id in shops if time.monotonic() < end]
        closed += sum(filter(None, done))
        if time.monotonic() >= end:
            bell.ring()
            break
        if not any(count is not None for count in done):
            break  # every one of them is in other hands, and those look again before they stop
    return closed


def _shop(shop_id: int, *, now: datetime) -> int | None:
    """One batch of one shop; None when another worker has it."""
    answers = True
    for _ in range(AT_ONCE):
        try:
            return _tried(shop_id, now=now, answers=answers)
        except GoodsUnknown as unknown:
            answers = asking.ask(shop_id, unknown.ids, now=now)
    return 0  # what came meanwhile names yet others: they are asked for in the next round


def _tried(shop_id: int, *, now: datetime, answers: bool) -> int | None:
    """`answers`: whether the store may be asked what deliveries lack; if not, they are put off."""
    for attempt in range(1, AT_ONCE + 1):
        try:
            return _batch(shop_id, now=now, answers=answers)
        except GoodsUnknown:
            raise
        except Exception as error:
            if _lost(error):
                raise
            if not _collided(error) or attempt == AT_ONCE:
                log.warning("a batch failed, its deliveries go one by one", error=type(error).__name__)
                break
    return _one_by_one(shop_id, now=now, answers=answers)


@transaction.atomic
def _batch(shop_id: int, *, now: datetime, answers: bool) -> int | None:
    if not take_shop(shop_id):
        return None
    rows = claim(shop_id=shop_id, now=now, batch=BATCH)
    _work(shop_id, rows, now=now, answers=answers)
    return len(rows)


def _work(shop_id: int, rows: Sequence[Claimed], *, now: datetime, answers: bool) -> None:
    """Reads every body, works the facts together, closes the rows; raises what working raised."""
    if not rows:
        return
    shop = Shop.objects.defer("access_token", "refresh_token").get(id=shop_id)
    told, outcomes = _sorted(shop, rows)
    lacking = asking.lacking(shop, told, now=now)
    if lacking and answers:
        raise GoodsUnknown(set().union(*lacking.values()))
    for row in rows if lacking else ():
        if row.id in lacking:
            _wait(row, now=now)
    told = [(number, fact) for number, fact in told if number not in lacking]
    notes = work(shop=shop, told=told, now=now) if told else {}
    outcomes += [(number, "worked", reasons.plain(notes.get(number, ""))) for number, _ in told]
    close(outcomes, now=now)
    for number, fact in told:
        if isinstance(fact, facts.CustomerRedacted):
            erase(shop_id=shop_id, ids=[number], traces=[fact.customer, fact.email])


def _sorted(shop: Shop, rows: Sequence[Claimed]) -> tuple[list[tuple[int, facts.Fact]], list[Outcome]]:
    """What the desk must hear, and what ends here."""
    installed = Installation.objects.filter(shop=shop, uninstalled_at=None).exists()
    told: list[tuple[int, facts.Fact]] = []
    outcomes: list[Outcome] = []
    for row in rows:
        fact = _read(row, shop, installed=installed)
        if isinstance(fact, str):
            outcomes.append((row.id, "parked", fact))
        elif isinstance(fact, facts.Ignored):
            outcomes.append((row.id, "ignored", reasons.plain(fact.reason)))
        else:
            told.append((row.id, fact))
    return told, outcomes


def _read(row: Claimed, shop: Shop, *, installed: bool) -> facts.Fact | str:
    """The fact, or why there is none."""
    try:
        fact = platform(row.platform).read(
            topic=row.topic, body=row.body, shop=shop, triggered_at=row.told_at
        )
    except facts.Unreadable as why:
        return reasons.plain(str(why))
    if not installed and not isinstance(fact, (*AFTER_UNINSTALL, facts.Ignored)):
        return facts.Ignored(reason=reasons.UNINSTALLED)
    return fact


def _one_by_one(shop_id: int, *, now: datetime, answers: bool) -> int | None:
    """After a failed batch: every delivery alone, so that only the poisoned one suffers."""
    closed = 0
    for _ in range(BATCH):
        count = _alone(shop_id, now=now, answers=answers)
        if count is None:
            return None
        if count == 0:
            break
        closed += count
    return closed


def _alone(shop_id: int, *, now: datetime, answers: bool) -> int | None:
    """The oldest due delivery; one that fails is put off or parked, in a transaction of its own."""
    for attempt in range(1, AT_ONCE + 1):
        rows: list[Claimed] = []
        try:
            with transaction.atomic():
                if not take_shop(shop_id):
                    return None
                rows = claim(shop_id=shop_id, now=now, batch=1)
                _work(shop_id, rows, now=now, answers=answers)
            return len(rows)
        except GoodsUnknown:
            raise
        except facts.Unreadable as why:
            park(row=rows[0], reason=reasons.plain(str(why)), now=now)
            return 1
        except Exception as error:
            if _lost(error) or not rows:
                raise
            if not _collided(error) or attempt == AT_ONCE:
                _put_off(rows[0], error, now=now)
                return 1
    return 0


def _put_off(row: Claimed, error: Exception, *, now: datetime) -> None:
    log.warning("a delivery failed", delivery=row.id, attempt=row.attempts + 1, exc_info=error)
    again, at_last = reasons.failure(reasons.TO_BE_REPEATED, error), reasons.failure(reasons.GIVEN_UP, error)
    _later(row, again=again, at_last=at_last, now=now)


def _wait(row: Claimed, *, now: datetime) -> None:
    """For a store that does not say what the delivery lacks."""
    _later(row, again=reasons.STORE_SILENT, at_last=reasons.STORE_STAYED_SILENT, now=now)


def _later(row: Claimed, *, again: str, at_last: str, now: datetime) -> None:
    if row.attempts + 1 >= ATTEMPTS:
        park(row=row, reason=at_last, now=now)
    else:
        postpone(row=row, until=now + FIRST_DELAY * 2**row.attempts, reason=again)


def _collided(error: BaseException) -> bool:
    return _sqlstate(error) in COLLISIONS


def _lost(error: BaseException) -> bool:
    """The database went away: nobody's fault, so no delivery's attempt."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = _sqlstate(error)
    return state is None or state.startswith(("08", "57P"))


def _sqlstate(error: BaseException) -> str | None:
    cause = error.__cause__
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None
