"""Points that wait: what members still have, by how long ago it was earned, by its end, and by when members came."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.common.money import major
from loyalty.insight.worth import minor_of
from loyalty.ledger.owed import Held, owed
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.books_currency import chosen
from loyalty.panel.books_owed_rows import Row, by_age, by_end, by_quarter, each
from loyalty.panel.many_errors import Echo, safe
from loyalty.panel.show import show
from loyalty.programmes.live import live

HEADS = (
    *("by", "group", "from", "to", "usable", "not yet usable", "set aside", "owed back"),
    *("together", "worth", "money", "as of"),
)


@guarded()
def books_owed(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Three tables that come to the same."""
    shop, now = visitor.shop, timezone.now()
    currency, others = chosen(request, visitor)
    found = owed(shop.programme_id, now, currency)
    value = _value(visitor, currency, now)
    context: dict[str, Any] = {
        "now": now,
        "currency": currency,
        "currencies": others,
        "whole": found.whole,
        "empty": found.whole == Held(),
        "worth": None if value is None else minor_of(found.whole.points * value),
        "hundred": None if value is None else minor_of(100 * value),
        "ages": by_age(found, value),
        "ends": by_end(found, value),
        "quarters": by_quarter(found, value),
    }
    return show(request, visitor, "books_owed.html", context)


@guarded()
def books_owed_file(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The same lines, as CSV with a byte order mark; cells that begin like a formula are defused."""
    currency, _others = chosen(request, visitor)
    response = HttpResponse(
        "".join(_file(visitor, currency, timezone.now())), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="waiting.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _file(visitor: Visitor, currency: str, now: datetime) -> Iterator[str]:
    shop, writer = visitor.shop, csv.writer(Echo())
    found = owed(shop.programme_id, now, currency)
    value = _value(visitor, currency, now)
    yield "\ufeff" + writer.writerow(HEADS)
    tables = (("earned", by_age), ("ends", by_end), ("came", by_quarter))
    for by, rows in tables:
        for row in rows(found, value):
            cells = _cells(row, shop.currency)
            yield writer.writerow([*safe([by, row.name]), *cells, now.isoformat(timespec="seconds")])


def _cells(row: Row, money: str) -> list[str]:
    held = row.held
    worth = ("", "") if row.minor is None else (str(major(row.minor, money)), money)
    amounts = (held.available, held.pending, held.reserved, held.debt, held.points)
    return [_iso(row.first), _iso(row.last), *map(str, amounts), *worth]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _value(visitor: Visitor, currency: str, now: datetime) -> Fraction | None:
    """Minor units for one, by the programme that is live."""
    rules = live(programme_id=visitor.shop.programme_id, at=now)
    return each(rules.document if rules else None, currency, visitor.shop.currency)
