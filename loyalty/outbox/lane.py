"""One store's errands: a few side by side, each later again when the store gives no answer."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from loyalty.outbox.lease import Leased, Pulse, bury, done, due, lease, put_off
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, StoreRefused

ATTEMPTS = 14
FIRST_DELAY = timedelta(
    seconds=2
)  # doubles: the fourteenth attempt comes about four and a half hours after the first
IN_A_ROW = 3  # failures after which the store is left alone for now
LONGEST = 500

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Lane:
    """A turn of one store. `rests` afterwards: nothing is left for us to take, or the store gives no answers."""

    shop: Shop
    clock: Clock
    pulse: Pulse
    end: float
    done: int = 0
    rests: bool = False
    _failures: list[bool] = field(default_factory=list)  # since the last success

    def run(self, *, hands: int) -> int:
        """Carries until the turn is over; returns how many errands were done."""
        wanted = min(hands, due(shop=self.shop, now=self.clock(), most=hands))
        if wanted <= 1:
            self._hand()
            return self.done
        with ThreadPoolExecutor(wanted) as pool:
            for hand in [pool.submit(self._other_hand) for _ in range(wanted)]:
                hand.result()
        return self.done

    def _other_hand(self) -> None:
        try:
            self._hand()
        finally:
            connection.close()

    def _hand(self) -> None:
        while time.monotonic() < self.end and not self.rests:
            leased = lease(shop=self.shop, now=self.clock())
            if leased is None:
                self.rests = True
                return
            with self.pulse.of(leased):
                self._count(_carried(self.shop, leased, self.clock))

    def _count(self, answered: bool) -> None:
        if answered:
            self.done += 1
            self._failures.clear()
        else:
            self._failures.append(True)
            self.rests = self.rests or len(self._failures) >= IN_A_ROW


def _carried(shop: Shop, leased: Leased, clock: Clock) -> bool:
    try:
        import_string(settings.ERRANDS[leased.kind])(shop=shop, wanted=leased.wanted, now=clock())
    except StoreRefused as no:
        bury(leased, why=str(no)[:LONGEST], now=clock())
        return True
    except StoreFailed as bad:
        _again(leased, str(bad), clock(), bad.wait)
        return False
    except Exception as bad:
        log.exception("an errand could not be carried", errand=leased.id, shop=shop.pk)
        _again(leased, type(bad).__name__, clock())
        return False
    done(leased, now=clock())
    return True


def _again(leased: Leased, why: str, now: datetime, wait: timedelta | None = None) -> None:
    """Later. `wait` is the store's own word for when its budget will do: waiting for that is no failed attempt."""
    if wait is not None:
        put_off(leased, until=now + wait, why=why[:LONGEST], counts=False)
    elif leased.attempts + 1 >= ATTEMPTS:
        bury(leased, why=why[:LONGEST], now=now)
    else:
        put_off(leased, until=now + _delay(leased.attempts), why=why[:LONGEST])


def _delay(attempts: int) -> timedelta:
    """Twice as long each time, give or take a quarter, so that errands do not all come back at once."""
    return FIRST_DELAY * (1 << attempts) * (75 + secrets.randbelow(51)) // 100
