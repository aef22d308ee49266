"""What a member had at a moment: balance, lots and what they had been told of expiry (law L4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from loyalty.desk.clocks import clock
from loyalty.desk.tiers import tier
from loyalty.engine.expiry import Clock
from loyalty.engine.lots import POINTS, Lot
from loyalty.engine.purse import Purse
from loyalty.engine.tier_standing import TierStanding
from loyalty.ledger.glance import Since, as_of, glance_at_all
from loyalty.ledger.load import PurseKey
from loyalty.ledger.models import Award, ExpiryNotice
from loyalty.ledger.standing import MemberBalance, of_purse
from loyalty.shops.models import Shop
from loyalty.tiers.now import tier_now


@dataclass(frozen=True, slots=True)
class LotThen:
    """Points with dates of their own. `ends_at` is when they will end, as far as could be said then."""

    id: int
    account: str
    points: int
    amount: int
    earned_at: datetime
    available_at: datetime
    ends_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A member at the moment `at`. `others` are the balances of what they held beside points, by currency.

    Lots and notices are those of points. The tier, None without tiers, is always by all that is known today.
    """

    at: datetime
    balance: MemberBalance
    lots: list[LotThen]
    notices: list[ExpiryNotice]
    tier: TierStanding | None
    others: dict[str, MemberBalance]


def current(*, shop: Shop, member_id: int, now: datetime) -> Standing:
    """As it is now, what no sweep has booked yet included."""
    ticking = clock(shop=shop)
    purses = glance_at_all(programme_id=shop.programme_id, member_ids=[member_id], clock=ticking, now=now)
    has = tier_now(shop=shop, member_id=member_id, now=now)
    return _told(shop, member_id, purses, ticking, now, has.told if has else None)


def standing(*, shop: Shop, member_id: int, at: datetime, by: Since = "posted") -> Standing:
    """As the books had it at `at`; by "effective" as it was by all that is known today."""
    ticking = clock(shop=shop)
    purses = as_of(programme_id=shop.programme_id, member_ids=[member_id], clock=ticking, at=at, by=by)
    then = tier(shop=shop, member_id=member_id, at=at)
    return _told(shop, member_id, purses, ticking, at, then)


def _told(
    shop: Shop,
    member_id: int,
    purses: Mapping[PurseKey, Purse],
    ticking: Clock,
    at: datetime,
    then: TierStanding | None,
) -> Standing:
    purse = purses.get((member_id, POINTS)) or Purse()
    notices = ExpiryNotice.objects.filter(
        programme_id=shop.programme_id, member_id=member_id, currency=POINTS, recorded_at__lte=at
    )
    return Standing(
        at=at,
        balance=of_purse(purse, clock=ticking, now=at),
        lots=_lots(purse, ticking, at),
        notices=list(notices.order_by("-recorded_at")),
        tier=then,
        others={
            currency: of_purse(other, clock=ticking.for_currency(currency), now=at)
            for (_, currency), other in sorted(purses.items(), key=lambda one: one[0])
            if currency != POINTS
        },
    )


def _lots(purse: Purse, ticking: Clock, at: datetime) -> list[LotThen]:
    """The open ones, in the order in which they will be spent; held ones last."""
    open_lots = [lot for lot in purse.lots if lot.remaining]
    sources = _sources(lot.award for lot in open_lots)
    open_lots.sort(key=lambda lot: (lot.account == "pending", lot.order))
    return [
        LotThen(
            id=lot.id,
            account=lot.account,
            points=lot.remaining,
            amount=lot.amount,
            earned_at=lot.earned_at,
            available_at=lot.available_at,
            ends_at=_end(purse, lot, ticking, at),
            source=sources.get(lot.award, ""),
        )
        for lot in open_lots
    ]


def _end(purse: Purse, lot: Lot, ticking: Clock, at: datetime) -> datetime | None:
    """A held lot's end is the planned one."""
    if lot.account == "available":
        return purse.expected_end(lot, ticking, at)
    ends = [one for one in (lot.expires_at, purse.keeps_until) if one is not None]
    return min(ends, default=None)


def _sources(awards: Iterable[int]) -> dict[int, str]:
    wanted = {award for award in awards if award}
    return dict(Award.objects.filter(pk__in=wanted).values_list("pk", "source"))
