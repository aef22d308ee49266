"""What is known of people and goods while a replay decides orders: as the desk's, from memory."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from loyalty.engine.about import NOBODY, About
from loyalty.engine.cycles import cycles
from loyalty.engine.facts import Header
from loyalty.engine.goods import Goods
from loyalty.engine.line_goods import goods_by_line
from loyalty.engine.order_state import OrderState
from loyalty.engine.replay.ascents import Ascents
from loyalty.engine.replay.person import Person
from loyalty.engine.replay.plans import plans_of
from loyalty.engine.replay.versions import Live, Versions

BADGE = "badge:"
Shelf = Callable[[Collection[str], datetime], Goods]  # product ids, when


def nothing_known(_ids: Collection[str], _at: datetime) -> Goods:
    """For a history that says nothing of products."""
    return {}


class Abouts:
    """Answers for one shop. `shelf` says what products were at a moment."""

    def __init__(self, versions: Versions, shelf: Shelf, ascents: Ascents) -> None:
        self._versions, self._shelf, self.ascents = versions, shelf, ascents
        self.needs = frozenset().union(*(live.document.needs for _, live in versions.since))

    def of(
        self, person: Person | None, live: Live | None, state: OrderState, pinned: About | None, *, timezone: str,
        now: datetime, earlier: Iterable[OrderState] = (), order: str = "",
    ) -> About:  # fmt: skip
        """What to decide an order by; of what is pinned nothing changes, lines that came later are added."""
        header = state.header
        if live is None or person is None or header is None:
            return pinned or NOBODY
        if pinned is not None:
            return self._with_new_lines(live, header, pinned, now)
        needs = live.document.needs
        if not needs:
            return NOBODY
        at = header.processed_at
        goods = {}
        if "goods" in needs:
            goods = goods_by_line(header, self._shelf(_products(header), now))
        return About(
            tier=self.level(person, at, timezone) if "tier" in needs else "",
            plans=plans_of(person, at, timezone, order=order) if "plans" in needs else (),
            badges=_badges(person) if "badges" in needs else (),
            orders_before=bisect_left(person.placed, at) if "orders_before" in needs else 0,
            joined_at=person.joined_at if needs & {"joined", "birthday"} else None,
            birthday_month=_birthday_month(person) if "birthday" in needs else 0,
            goods=goods,
            cycles=cycles(state, earlier) if "cycles" in needs else {},
        )

    def of_day(self, person: Person, live: Live, at: datetime, *, timezone: str) -> About:
        """What to decide one of the person's days by, which begins `at`."""
        needs = live.document.needs
        return About(
            tier=self.level(person, at, timezone) if "tier" in needs else "",
            plans=plans_of(person, at, timezone) if "plans" in needs else (),
            badges=_badges(person) if "badges" in needs else (),
            orders_before=bisect_left(person.placed, at) if "orders_before" in needs else 0,
            joined_at=person.joined_at,
            birthday_month=_birthday_month(person),
        )

    def placed(self, person: Person, header: Header) -> None:
        """An order of the person has its terms."""
        if "orders_before" in self.needs:
            insort(person.placed, header.processed_at)

    def level(self, person: Person, at: datetime, timezone: str) -> str:
        """The tier by what is known now; empty where no tiers are live."""
        live = self._versions.at(at)
        ladder = live.document.tiers if live else None
        if ladder is None:
            return ""
        return self.ascents.level(person, ladder, at, timezone)

    def _with_new_lines(self, live: Live, header: Header, pinned: About, now: datetime) -> About:
        if "goods" not in live.document.needs:
            return pinned
        new = {line.product for line in header.lines if line.product and line.id not in pinned.goods}
        return (
            pinned.with_goods(goods_by_line(header, self._shelf(new, now), pinned.goods)) if new else pinned
        )


def _products(header: Header) -> set[str]:
    return {line.product for line in header.lines if line.product}


def _birthday_month(person: Person) -> int:
    return person.birthday[0] if person.birthday else 0


def _badges(person: Person) -> tuple[str, ...]:
    held = sorted(currency for currency, purse in person.purses.items() if purse.available > 0)
    return tuple(one.removeprefix(BADGE) for one in held if one.startswith(BADGE))
