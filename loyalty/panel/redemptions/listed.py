"""All redemptions of the shop: filtered, counted by what waits for a person, as a page and as a file."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from loyalty.orders.models import Order
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.many_errors import Echo, safe
from loyalty.panel.members import named, number_in
from loyalty.panel.redemptions.find import Filter, counts
from loyalty.panel.redemptions.words import PROBLEMS, STATES, priced, state_of
from loyalty.panel.rewards.kinds import KINDS
from loyalty.panel.rewards.words import kind_name
from loyalty.panel.show import show
from loyalty.panel.templatetags.panel import code_for, money
from loyalty.programmes.live import Timeline, timeline
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop

PAGE, AT_ONCE = 50, 500


@dataclass(frozen=True, slots=True)
class Line:
    """A redemption in words."""

    row: Redemption
    member: str
    title: str
    points: str
    worth: str
    state: str
    tone: str
    order: str


@guarded()
def redemptions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first."""
    asked, before = Filter.read(request.GET.dict()), number_in(request.GET.get("before", ""))
    rows = asked.rows(visitor.shop)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    page = list(_with_people(rows)[: PAGE + 1])
    waiting = counts(visitor.shop)
    context: dict[str, object] = {
        "asked": asked,
        "lines": lines_of(page[:PAGE], visitor.shop),
        "before": page[PAGE - 1].pk if len(page) > PAGE else None,
        "later": before is not None,
        "problems": [(name, title, text, waiting[name]) for name, title, text in PROBLEMS],
        "waiting": sum(waiting.values()),
        "states": STATES,
        "kinds": KINDS,
        "rewards": reward_titles(visitor.shop),
    }
    return show(request, visitor, "members_redemptions.html", context)


@guarded()
def redemptions_file(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All that pass the filter, as CSV with a byte order mark; cells that begin like a formula are defused."""
    asked = Filter.read(request.GET.dict())
    response = HttpResponse("".join(_file(asked, visitor)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="redemptions.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _file(asked: Filter, visitor: Visitor) -> Iterator[str]:
    writer, shop = csv.writer(Echo()), visitor.shop
    heads = ("when", "member", "reward", "kind", "points", "currency", "amount", "state", "code", "order")
    yield "\ufeff" + writer.writerow(heads)
    last = None
    while True:
        rows = asked.rows(shop) if last is None else asked.rows(shop).filter(pk__lt=last)
        page = list(_with_people(rows)[:AT_ONCE])
        for line in lines_of(page, shop):
            yield writer.writerow(safe(_cells(line, visitor)))
        if len(page) < AT_ONCE:
            return
        last = page[-1].pk


def _cells(line: Line, visitor: Visitor) -> Iterable[str]:
    row = line.row
    given = (
        row.made_at.isoformat(),
        line.member,
        line.title,
        row.kind,
        str(row.spend.points),
        row.spend.currency,
    )
    state = f"ending: {row.ending}" if row.ending else row.state
    return (*given, line.worth, state, code_for(row.code, visitor), line.order)


def _with_people(rows: Any) -> Any:
    return rows.prefetch_related("spend__member__identities")


def lines_of(rows: Iterable[Redemption], shop: Shop) -> list[Line]:
    rows = list(rows)
    titles = reward_titles(shop)
    ids = [row.spend.order for row in rows if row.spend.order]
    orders = dict(Order.objects.filter(shop=shop, external_id__in=ids).values_list("external_id", "name"))
    versions = timeline(programme_id=shop.programme_id)
    return [_line(row, titles, orders, versions, shop) for row in rows]


def _line(
    row: Redemption, titles: Mapping[str, str], orders: Mapping[str, str], versions: Timeline, shop: Shop
) -> Line:
    state, tone = state_of(row)
    worth = ""
    if row.amount is not None:
        worth = str(row.amount) if row.kind == "exchange" else money(row.amount, shop.currency)
    order = orders.get(row.spend.order, row.spend.order.rpartition("/")[2])
    cost = priced(row.spend.points, row.spend.currency, versions.version(row.version).document)
    title = row.spend.reason.get("title") or titles.get(row.reward) or kind_name(row.kind)
    return Line(row, named(row.spend.member), title, cost, worth, state, tone, order)


def reward_titles(shop: Shop) -> dict[str, str]:
    """Titles by id, of every version; the newest has the last word."""
    versions = timeline(programme_id=shop.programme_id)
    found: dict[str, str] = {}
    for _at, number in versions.since:
        found |= {one.id: one.title or one.id for one in versions.version(number).document.rewards}
    return found
