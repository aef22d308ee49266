"""What is known of members and goods while orders are decided: read once for a batch, and only what rules ask for."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from loyalty.desk import shelves
from loyalty.engine.about import NOBODY, About
from loyalty.engine.cycles import cycles
from loyalty.engine.facts import Header
from loyalty.engine.line_goods import goods_by_line
from loyalty.engine.needs import Need
from loyalty.engine.plans import ALL_KNOWN, bought
from loyalty.engine.qualifying import qualifying
from loyalty.engine.terms import Asked
from loyalty.goods import shelf
from loyalty.ledger.standing import badges_of
from loyalty.members.birthdays import months_of
from loyalty.members.models import Member
from loyalty.orders.hear import Heard
from loyalty.orders.models import Order
from loyalty.orders.subscribed import subscribed
from loyalty.programmes.live import Live, Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.levels import Levels
from loyalty.tiers.plans import Plans

Ruled = tuple[Heard, Live | None]


class Abouts:
    """Answers for orders of one batch, in the order in which they are decided. Raises GoodsUnknown when made."""

    def __init__(self, *, shop: Shop, orders: Sequence[Ruled], versions: Timeline) -> None:
        self._shop = shop
        opened = [one for one in orders if one[0].terms is None and one[0].member_id is not None]
        asked = {live.number: live.document.needs for _, live in opened if live is not None}
        self._asked = asked
        self._all: frozenset[Need] = frozenset().union(*asked.values())
        members = {one.member_id for one, live in opened if live is not None and asked[live.number]}
        ids = {one for one in members if one is not None and one > 0}
        self._levels = Levels(shop=shop, member_ids=ids, versions=versions) if "tier" in self._all else None
        self._people = _people(ids) if "joined" in self._all else {}
        self._born = months_of(ids) if "birthday" in self._all else {}
        self._before = orders_before(ids) if "orders_before" in self._all else {}
        self._plans = Plans(shop=shop, member_ids=ids, versions=versions) if "plans" in self._all else None
        self._badges = (
            badges_of(programme_id=shop.programme_id, member_ids=ids) if "badges" in self._all else {}
        )
        self._cycles = (
            subscribed(programme_id=shop.programme_id, members=ids) if "cycles" in self._all else {}
        )
        self._goods = shelves.goods_of(
            shop=shop, headers=[header for one, live in opened if (header := _asked(one, live))]
        )

    def of(self, one: Heard, live: Live | None, pinned: About | None) -> About:
        """What to decide an order by; of what is pinned nothing changes, lines that came later are added."""
        if live is None or one.member_id is None or one.state.header is None:
            return pinned or NOBODY
        if pinned is not None:
            return self._with_new_lines(one, live, pinned)
        asked, at, member = (
            self._asked.get(live.number, frozenset()),
            one.state.header.processed_at,
            one.member_id,
        )
        if not asked:
            return NOBODY
        person = self._people.get(member)
        level = self._levels.at(member, at) if self._levels and "tier" in asked else None
        plans = self._plans.at(member, at, order=one.external_id) if self._plans and "plans" in asked else ()
        return About(
            tier=level.id if level else "",
            plans=plans,
            badges=self._badges.get(member, ()),
            orders_before=bisect_left(self._before.get(member, []), at),
            joined_at=person.joined_at if person else None,
            birthday_month=self._born.get(member, 0),
            goods=goods_by_line(one.state.header, self._goods),
            cycles=cycles(one.state, self._cycles.get(member, ())) if "cycles" in asked else {},
        )

    def decided(self, one: Heard, live: Live | None, asked: Asked) -> None:
        """The order is decided: the ones after it in the batch see that."""
        if live is None or one.member_id is None or one.state.header is None:
            return
        if self._plans is not None:
            what = bought(one.state, document=live.document, at=ALL_KNOWN)
            self._plans.heard(
                one.member_id, order=one.external_id, at=one.state.header.processed_at, what=what
            )
        if asked.pin is None:
            return
        if "orders_before" in self._all:
            insort(self._before.setdefault(one.member_id, []), one.state.header.processed_at)
        if "cycles" in self._all:
            self._cycles.setdefault(one.member_id, []).append(one.state)
        if self._levels is not None:
            self._count(self._levels, one, one.member_id, live, asked)

    def _count(self, levels: Levels, one: Heard, member: int, live: Live, asked: Asked) -> None:
        counts = qualifying(
            one.state,
            document=live.document,
            source=f"order:{one.external_id}",
            timezone=self._shop.timezone,
            at=ALL_KNOWN,
            terms=asked.pin,
        )
        if counts is not None:
            levels.heard(member, counts)

    def _with_new_lines(self, one: Heard, live: Live, pinned: About) -> About:
        header = one.state.header
        if header is None or not live.document.asks_about_goods:
            return pinned
        new = {line.product for line in header.lines if line.product and line.id not in pinned.goods}
        if not new:
            return pinned
        known = shelf.of(shop=self._shop, ids=new)
        return pinned.with_goods(goods_by_line(header, known, pinned.goods))


def _asked(one: Heard, live: Live | None) -> Header | None:
    """The header of an order whose goods must be known."""
    return one.state.header if live is not None and live.document.asks_about_goods else None


def _people(ids: Iterable[int]) -> dict[int, Member]:
    return Member.objects.in_bulk(list(ids))


def orders_before(ids: Iterable[int]) -> dict[int, list[datetime]]:
    """When members placed the orders that earned them something, oldest first."""
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = Order.objects.filter(member_id__in=list(ids), terms__isnull=False, processed_at__isnull=False)
    for member, at in rows.order_by("processed_at").values_list("member_id", "processed_at"):
        if member is not None and at is not None:
            found[member].append(at)
    return found
