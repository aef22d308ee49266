"""What can be asked of an order, its lines and its member, by field: see engine.conditions.FIELDS.

Texts come as a tuple, casefolded; a field that is unknown answers with an empty tuple, None or False.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from loyalty.engine.about import About
from loyalty.engine.calendar import wall_clock
from loyalty.engine.conditions import WEEKDAYS
from loyalty.engine.facts import Header, Line
from loyalty.engine.goods import UNKNOWN, ProductFacts


class Seen:
    """One order, or a member without one, as conditions look at it. Each thing is worked out once, when asked for."""

    __slots__ = ("_local", "about", "answers", "at", "by_line", "distinct", "header", "shown", "timezone")

    def __init__(self, *, header: Header | None, about: About, at: datetime, timezone: str) -> None:
        self.header, self.about, self.at, self.timezone = header, about, at, timezone
        self._local: datetime | None = None
        self.answers: dict[str, Any] = {}
        self.by_line: dict[str, list[Any]] = {}
        self.distinct: dict[str, tuple[str, ...]] = {}
        self.shown: dict[str, Any] = {}

    @property
    def local(self) -> datetime:
        """The shop's wall clock."""
        if self._local is None:
            self._local = wall_clock(self.at, self.timezone)
        return self._local

    def answer(self, field: str) -> Any:
        """What the order or the member says to a field."""
        got = self.answers[field] = GETTERS[field](self, None)
        return got

    def of_lines(self, field: str) -> list[Any]:
        """What each line says to a field."""
        known = self.by_line.get(field)
        if known is None:
            get = GETTERS[field]
            lines = self.header.lines if self.header else ()
            known = self.by_line[field] = [get(self, line) for line in lines]
        return known

    def texts(self, field: str) -> tuple[str, ...]:
        """What is said to a field of texts; of the lines each text once."""
        known = self.distinct.get(field)
        if known is None:
            if field in OF_LINE:
                get = OF_LINE[field]
                lines = self.header.lines if self.header else ()
                known = tuple(sorted({text.casefold() for text in map(get, lines) if text}))
            elif field.startswith("line."):
                known = tuple(sorted({text for texts in self.of_lines(field) for text in texts}))
            else:
                known = self.answer(field)
            self.distinct[field] = known
        return known


# What an order, its member or a line says by itself, as it is written there: one text, or several.
OF_HEADER: Mapping[str, Callable[[Header], Any]] = {
    "order.source": attrgetter("source"),
    "order.gateway": attrgetter("gateways"),
    "order.tag": attrgetter("tags"),
    "order.discount_code": attrgetter("discount_codes"),
}
OF_MEMBER: Mapping[str, Callable[[About], Any]] = {
    "member.tier": attrgetter("tier"),
    "member.plan": attrgetter("plans"),
    "member.badge": attrgetter("badges"),
}
OF_LINE: Mapping[str, Callable[[Line], str]] = {
    f"line.{name}": attrgetter(name) for name in ("product", "variant", "sku", "title", "vendor")
}
Get = Callable[[Seen, Line | None], Any]


def _folded(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple([text.casefold() for text in texts if text])


def _of_order(get: Callable[[Header], Any], empty: Any) -> Get:
    return lambda seen, _: empty if seen.header is None else get(seen.header)


def _of_line(get: Callable[[Line], str]) -> Get:
    def answer(_: Seen, line: Line | None) -> tuple[str, ...]:
        text = get(line) if line is not None else ""
        return (text.casefold(),) if text else ()

    return answer


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
