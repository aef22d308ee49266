"""Workers carry errands to the stores: shop by shop, one at a time each, later again when a store gives no answer."""

import random
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from loyalty.outbox.lease import Leased, bury, done, lease, put_off, shops_with_errands
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, StoreRefused

ATTEMPTS = 10
FIRST_DELAY = timedelta(seconds=30)  # doubles: the tenth attempt comes about four hours after the first
LONGEST = 500

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


def drain(*, clock: Clock = timezone.now, seconds: float = 20.0) -> int:
    """Carries what is due until nothing is left or the time is up; returns how many errands were done."""
    end = time.monotonic() + seconds
    shops = shops_with_errands(now=clock())
    random.shuffle(shops)
    return sum(_shop(shop, clock, end) for shop in shops)


def _shop(shop: Shop, clock: Clock, end: float) -> int:
    """One shop's errands; a store that gives no answer is left alone for now."""
    count = 0
    while time.monotonic() < end and (leased := lease(shop=shop, now=clock())) is not None:
        if not _carried(shop, leased, clock):
            break
        count += 1
    return count


def _carried(shop: Shop, leased: Leased, clock: Clock) -> bool:
    try:
        import_string(settings.ERRANDS[leased.kind])(shop=shop, wanted=leased.wanted, now=clock())
    except StoreRefused as no:
        bury(leased, why=str(no)[:LONGEST], now=clock())
        return True
    except StoreFailed as bad:
        _again(leased, str(bad), clock())
        return False
    except Exception as bad:
        log.exception("an errand could not be carried", errand=leased.id, shop=shop.pk)
        _again(leased, type(bad).__name__, clock())
        return False
    done(leased, now=clock())
    return True


def _again(leased: Leased, why: str, now: datetime) -> None:
    if leased.attempts + 1 >= ATTEMPTS:
        bury(leased, why=why[:LONGEST], now=now)
    else:
        put_off(leased, until=now + _delay(leased.attempts), why=why[:LONGEST])


def _delay(attempts: int) -> timedelta:
    """Twice as long each time, give or take a quarter, so that errands do not all come back at once."""
    seconds = FIRST_DELAY.seconds * 2**attempts * (75 + secrets.randbelow(51)) // 100
    return timedelta(seconds=seconds)
