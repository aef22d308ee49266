"""What can be asked of an order, its lines and its member, by field: see engine.conditions.FIELDS.

Texts come as a tuple, casefolded; a field that is unknown answers with an empty tuple, None or False.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from loyalty.engine.about import About
from loyalty.engine.calendar import wall_clock
from loyalty.engine.conditions import WEEKDAYS
from loyalty.engine.facts import Header, Line
from loyalty.engine.goods import UNKNOWN, ProductFacts


class Seen:
    """One order, or a member without one, as conditions look at it."""

    __slots__ = ("_local", "about", "at", "header", "timezone")

    def __init__(self, *, header: Header | None, about: About, at: datetime, timezone: str) -> None:
        self.header, self.about, self.at, self.timezone = header, about, at, timezone
        self._local: datetime | None = None

    @property
    def local(self) -> datetime:
        """The shop's wall clock."""
        if self._local is None:
            self._local = wall_clock(self.at, self.timezone)
        return self._local


Get = Callable[[Seen, Line | None], Any]


def _folded(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple([text.casefold() for text in texts if text])


def _of_order(get: Callable[[Header], Any], empty: Any) -> Get:
    return lambda seen, _: empty if seen.header is None else get(seen.header)


def _of_line(get: Callable[[Line], str]) -> Get:
    return lambda _, line: () if line is None else _folded((get(line),))


def _product(seen: Seen, line: Line | None) -> ProductFacts:
    return seen.about.goods.get(line.id, UNKNOWN) if line is not None else UNKNOWN


def _days_since_joined(seen: Seen, _: Line | None) -> int | None:
    joined = seen.about.joined_at
    return None if joined is None else (seen.local.date() - wall_clock(joined, seen.timezone).date()).days


def _cycle(seen: Seen, line: Line | None) -> int | None:
    return seen.about.cycles.get(line.id) if line is not None else None


GETTERS: Mapping[str, Get] = {
    "order.source": _of_order(lambda header: _folded((header.source,)), ()),
    "order.gateway": _of_order(lambda header: _folded(header.gateways), ()),
    "order.tag": _of_order(lambda header: _folded(header.tags), ()),
    "order.discount_code": _of_order(lambda header: _folded(header.discount_codes), ()),
    "order.total": _of_order(
        lambda header: sum([line.net for line in header.lines if not line.gift_card]), 0
    ),
    "order.items": _of_order(lambda header: sum([line.quantity for line in header.lines]), 0),
    "order.subscription": _of_order(lambda header: header.subscription, False),
    "order.weekday": lambda seen, _: (WEEKDAYS[seen.local.weekday()],),
    "order.hour": lambda seen, _: seen.local.hour,
    "order.month": lambda seen, _: seen.local.month,
    "line.product": _of_line(lambda line: line.product),
    "line.variant": _of_line(lambda line: line.variant),
    "line.sku": _of_line(lambda line: line.sku),
    "line.title": _of_line(lambda line: line.title),
    "line.vendor": _of_line(lambda line: line.vendor),
    "line.type": lambda seen, line: _folded((_product(seen, line).type,)),
    "line.tag": lambda seen, line: _folded(_product(seen, line).tags),
    "line.collection": lambda seen, line: _folded(_product(seen, line).collections),
    "line.on_sale": lambda seen, line: line is not None and line.variant in _product(seen, line).on_sale,
    "line.subscription": lambda _, line: line is not None and line.subscription,
    "line.cycle": _cycle,
    "member.tier": lambda seen, _: _folded((seen.about.tier,)),
    "member.plan": lambda seen, _: _folded(seen.about.plans),
    "member.badge": lambda seen, _: _folded(seen.about.badges),
    "member.orders_before": lambda seen, _: seen.about.orders_before,
    "member.days_since_joined": _days_since_joined,
    "member.birthday_month": lambda seen, _: seen.about.birthday_month or None,
}
