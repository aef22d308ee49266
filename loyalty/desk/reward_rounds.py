"""Rounds for rewards: what is over or taken back ends, what waits is handed over. Shops without the app wait.

What made it necessary did so in its own transaction where it could; a round finds the rest: what only the clock
brought, what staff or a file gave, and what a programme published since made automatic.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from loyalty.desk.ending import end_what_is_over, end_what_was_taken_back
from loyalty.desk.giving import hand_over
from loyalty.engine.rewards import GIVEN
from loyalty.ledger.models import Balance
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop

log = structlog.get_logger(__name__)


def end_rewards(*, now: datetime) -> int:
    """Rewards whose time is over, and those whose grounds were taken back; returns how many."""
    owed = _programmes(debt__lt=0)
    return end_what_is_over(now=now) + _each(owed, lambda shop: end_what_was_taken_back(shop=shop, now=now))


def hand_over_given(*, now: datetime) -> int:
    """Automatic rewards that were given and wait; returns how many."""
    waiting = _programmes(available__gt=0)
    return _each(waiting, lambda shop: hand_over(shop=shop, now=now, member_ids=_given_to(shop)))


def hand_over_all(*, now: datetime) -> int:
    """Everything automatic of every programme, thresholds included; returns how many."""
    every = Shop.objects.filter(programme__isnull=False).values_list("programme_id", flat=True).distinct()
    return _each(
        [one for one in every if _has_automatic(one, now)], lambda shop: hand_over(shop=shop, now=now)
    )


def _programmes(**what: int) -> list[int]:
    rows = Balance.objects.filter(currency__startswith=GIVEN, **what)
    return list(rows.values_list("programme_id", flat=True).distinct())


def _given_to(shop: Shop) -> list[int]:
    rows = Balance.objects.filter(programme_id=shop.programme_id, currency__startswith=GIVEN, available__gt=0)
    return list(rows.values_list("member_id", flat=True).distinct())


def _has_automatic(programme_id: int, now: datetime) -> bool:
    live = timeline(programme_id=programme_id).live(now)
    return live is not None and any(one.automatic for one in live.document.rewards)


def _each(programmes: Iterable[int], deed: Callable[[Shop], int]) -> int:
    """For the oldest shop of each that has the app; one programme's trouble is not another's."""
    count = 0
    for programme in programmes:
        shop = _home(programme)
        try:
            count += deed(shop) if shop else 0
        except Exception:
            log.exception("a round of rewards was broken off", programme=programme)
    return count


def _home(programme_id: int) -> Shop | None:
    shops = Shop.objects.filter(
        programme_id=programme_id, installations__uninstalled_at=None, installations__isnull=False
    )
    return shops.order_by("pk").first()
