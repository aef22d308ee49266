"""Which paid plans members had at any moment, for pinning them into what they earn: one question for a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from loyalty.engine.plans import Bought, Purchase, held, periods, purchases, stored
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.tiers.models import Qualifying

Source = tuple[int, str]  # shop, source


def ever_sold(versions: Timeline) -> bool:
    """Whether any version of the programme ever sold a plan."""
    return any(versions.version(number).document.memberships for _, number in versions.since)


def bought_by(member_ids: Collection[int]) -> dict[int, dict[Source, list[Purchase]]]:
    """Members' purchases by what they were made with, in one question."""
    found: dict[int, dict[Source, list[Purchase]]] = defaultdict(dict)
    rows = Qualifying.objects.filter(member_id__in=member_ids).exclude(plans=[])
    for member, shop, source, at, kept in rows.values_list("member_id", "shop_id", "source", "at", "plans"):
        found[member][shop, source] = purchases(kept, at=at, source=source)
    return found


def purchases_of(by_source: dict[Source, list[Purchase]]) -> list[Purchase]:
    """All of them."""
    return [one for each in by_source.values() for one in each]


class Plans:
    """Plans of some members, read once; orders of the same batch are added by `heard` as they are decided."""

    def __init__(self, *, shop: Shop, member_ids: Collection[int], versions: Timeline | None = None) -> None:
        self._shop = shop
        sold = ever_sold(versions or timeline(programme_id=shop.programme_id))
        self._bought = bought_by(member_ids) if member_ids and sold else {}

    def at(self, member_id: int, moment: datetime, *, order: str = "") -> tuple[str, ...]:
        """The plans that ran then, by all that is known now.

        What `order` (the platform's id) itself buys is left out: a plan counts from the next order on.
        """
        known = self._bought.get(member_id)
        if not known:
            return ()
        own = (self._shop.pk, f"order:{order}")
        others = {source: made for source, made in known.items() if source != own}
        return held(periods(purchases_of(others), self._shop.timezone), moment)

    def heard(self, member_id: int, *, order: str, at: datetime, what: Sequence[Bought]) -> None:
        """What an order of this batch bought (engine.plans.bought), though its row is not written yet."""
        source = f"order:{order}"
        mine = self._bought.setdefault(member_id, {})
        mine.pop((self._shop.pk, source), None)
        if what:
            mine[self._shop.pk, source] = purchases(stored(what), at=at, source=source)


def plans_at(
    *, shop: Shop, moments: Iterable[tuple[int, datetime]], versions: Timeline | None = None
) -> dict[tuple[int, datetime], tuple[str, ...]]:
    """The plans' ids by (member, moment)."""
    wanted = set(moments)
    plans = Plans(shop=shop, member_ids={member for member, _ in wanted}, versions=versions)
    return {pair: plans.at(*pair) for pair in wanted}
