"""What is to be told to the store, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from loyalty.outbox.models import Errand
from loyalty.outbox.retry import retry
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import number_in
from loyalty.panel.show import back, show
from loyalty.panel.words import errand_states

PAGE = 50


@dataclass(frozen=True, slots=True)
class ErrandLine:
    """One errand in words."""

    row: Errand
    title: str
    detail: str


@guarded()
def errands(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Counts by state, and the newest that pass the filter."""
    state, before = request.GET.get("state", ""), number_in(request.GET.get("before", ""))
    found = Errand.objects.filter(shop=visitor.shop)
    counts = dict.fromkeys(Errand.State.values, 0) | dict(
        found.values_list("state").annotate(number=Count("pk")).order_by()
    )
    state = state if state in counts else ""
    rows = found.filter(state=state) if state else found
    rows = rows.filter(pk__lt=before) if before is not None else rows
    page = list(rows.order_by("-pk")[: PAGE + 1])
    context: dict[str, object] = {
        "states": [(name, words, tone, counts[name]) for name, words, tone in errand_states()],
        "lines": [_line(row) for row in page[:PAGE]],
        "before": page[PAGE - 1].pk if len(page) > PAGE else None,
        "later": before is not None,
        "state": state,
        "total": sum(counts.values()),
        "dead": counts[Errand.State.DEAD],
    }
    return show(request, visitor, "deliveries_errands.html", context)


@guarded(write=Role.STAFF)
def retry_errand(request: HttpRequest, visitor: Visitor, errand_id: int) -> HttpResponse:
    """Sends one again."""
    if request.method != "POST" or errand_id >= 2**63:
        return back("errands")
    again = retry(shop=visitor.shop, actor=visitor.actor, now=timezone.now(), ids=[errand_id])
    return back("errands", said="errand_again" if again else "no_errands")


@guarded(write=Role.STAFF)
def retry_all_errands(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Sends all again that were given up."""
    if request.method != "POST":
        return back("errands")
    again = retry(shop=visitor.shop, actor=visitor.actor, now=timezone.now())
    return back("errands", said="errands_again" if again else "no_errands")


def _line(row: Errand) -> ErrandLine:
    wanted: dict[str, Any] = row.wanted
    if row.kind != "customer_tags":
        return ErrandLine(row, row.kind, row.key)
    title = _("Tags of customer %(id)s") % {"id": wanted["customer"]}
    tags = ", ".join(wanted["add"])
    detail = _("to have: %(tags)s") % {"tags": tags} if tags else _("to have none of the tiers' tags")
    return ErrandLine(row, title, detail)
