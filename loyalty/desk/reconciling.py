"""Reading a store again, to find and repair what its webhooks never told.

The store's orders are walked page by page and compared with ours. A repair hands the store's own words to the
same verb as a webhook does, so it posts differences with their reasons, and doing it twice does nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import DatabaseError, OperationalError, transaction

from loyalty.desk import shelves
from loyalty.desk.drift import KINDS, Drift, Kind, compare
from loyalty.desk.moved import merges
from loyalty.desk.order_told import orders_told
from loyalty.desk.people import customers_merged
from loyalty.desk.vanished import unlisted
from loyalty.engine.facts import OrderTold, Unreadable
from loyalty.ledger.posting import MemberMoved
from loyalty.shops.installed import installed_since
from loyalty.shops.models import Shop
from loyalty.shops.one_hand import wait_for_shop
from loyalty.shops.platform import platform

ACTOR = "reconciliation"
ATTEMPTS = 3

log = structlog.get_logger(__name__)
Progress = Callable[[datetime, int], None]  # how far by the time of the change, orders so far


class NotInstalled(Exception):
    """The app is not in that store now: it may not be asked."""


@dataclass(slots=True, kw_only=True)
class Reread:
    """What a walk found. `reach` is None where the store shows all its orders."""

    shop: str
    at: datetime
    since: datetime
    reach: datetime | None
    listed: int = 0
    out_of_reach: int = 0
    drift: list[Drift] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(self.drift)

    @property
    def repaired(self) -> int:
        return sum(one.repaired for one in self.drift)

    @property
    def left(self) -> int:
        return self.found - self.repaired

    @property
    def counts(self) -> dict[Kind, int]:
        return {kind: sum(one.kind == kind for one in self.drift) for kind in KINDS}


def reread(
    *,
    shop: Shop,
    repair: bool,
    now: datetime,
    since: datetime | None = None,
    progress: Progress = lambda at, orders: None,
) -> Reread:
    """Walks the orders that changed since; without `since`, as far back as the store was due to tell us.

    Not to be called inside a transaction. Raises NotInstalled, and StoreFailed with what was repaired kept.
    """
    reach = platform(shop.platform).orders_reach(shop=shop, now=now)
    begin = since or began(shop)
    said = Reread(shop=shop.domain, at=now, since=max(begin, reach) if reach else begin, reach=reach)
    listed: set[str] = set()
    for page in platform(shop.platform).orders(shop=shop, since=said.since):
        _forget_older_news(said, listed & ({fact.order for fact in page.told} | set(page.unreadable)))
        said.drift += [
            Drift(kind="unreadable", order=order, why=why) for order, why in page.unreadable.items()
        ]
        shelves.bring_lacking(shop=shop, told=page.told, now=now)
        said.drift += _page(shop, page.told, repair=repair, now=now)
        said.drift += _members(shop, page.told, known_of=said.drift, repair=repair, now=now)
        listed |= {fact.order for fact in page.told} | set(page.unreadable)
        said.listed = len(listed)
        if page.told:
            progress(_changed(page.told), said.listed)
    vanished, said.out_of_reach = unlisted(shop=shop, listed=listed, since=said.since, reach=reach, now=now)
    said.drift += vanished
    return said


def _forget_older_news(said: Reread, again: set[str]) -> None:
    """An order that changes while we walk is met twice: what its later state says counts."""
    said.drift = [one for one in said.drift if one.repaired or one.order not in again or one.kind == "member"]


def began(shop: Shop) -> datetime:
    """From when on the store owed us every change: since the app came into it. Raises NotInstalled."""
    since = installed_since(shop)
    if since is None:
        raise NotInstalled(f"The app is not installed in {shop.domain}.")
    return since


def _changed(told: Iterable[OrderTold]) -> datetime:
    return max(fact.header.updated_at for fact in told if fact.header)


def _page(shop: Shop, told: Sequence[OrderTold], *, repair: bool, now: datetime) -> list[Drift]:
    pairs = compare(shop=shop, told=told)
    if not repair:
        return [drift for drift, _ in pairs]
    hopeful = [pair for pair in pairs if pair[0].kind != "unreadable"]
    failed = _repair(shop, [fact for _, fact in hopeful], now)
    still = {drift.order for drift, _ in compare(shop=shop, told=[fact for _, fact in hopeful])}
    for drift, _ in hopeful:
        drift.repaired = drift.order not in still
        drift.why = failed.get(drift.order, drift.why)
    return [drift for drift, _ in pairs]


def _members(
    shop: Shop, told: Sequence[OrderTold], *, known_of: Sequence[Drift], repair: bool, now: datetime
) -> list[Drift]:
    """Merges of customers that these orders give away, each once."""
    known_whys = {one.why for one in known_of if one.kind == "member"}
    found = [pair for pair in merges(shop=shop, told=told) if pair[0].why not in known_whys]
    for drift, fact in found if repair else ():
        with transaction.atomic():
            wait_for_shop(shop.pk)
            customers_merged(shop=shop, fact=fact, now=now)
        drift.repaired = True
    return [drift for drift, _ in found]


def _repair(shop: Shop, told: Sequence[OrderTold], now: datetime) -> dict[str, str]:
    """All of a page at once; when that fails, one by one. Answers why some could not be worked."""
    failed: dict[str, str] = {}
    if not told or _worked(shop, told, now) is None:
        return failed
    for fact in told:
        why = _worked(shop, [fact], now)
        if why is not None:
            failed[fact.order] = why
    return failed


def _worked(shop: Shop, told: Sequence[OrderTold], now: datetime) -> str | None:
    """None when it was; else why not. What may pass is tried again."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _feed(shop, told, now)
        except Unreadable as why:
            return str(why)
        except (MemberMoved, DatabaseError) as error:
            log.warning("a repair failed", shop=shop.pk, attempt=attempt, exc_info=error)
            if attempt < ATTEMPTS:
                continue
            if isinstance(error, OperationalError):
                raise  # the database went away
            return f"could not be worked: {type(error).__name__}"
        break
    return None


@transaction.atomic
def _feed(shop: Shop, told: Sequence[OrderTold], now: datetime) -> None:
    """As the inbox would: in the shop's one hand, so that nothing else of it is worked meanwhile."""
    wait_for_shop(shop.pk)
    orders_told(shop=shop, facts=told, now=now, actor=ACTOR)
