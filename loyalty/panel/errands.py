"""What is to be told to the store, and what became of it."""

from collections.abc import Mapping
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
from loyalty.panel.redemptions.listed import Line, lines_of
from loyalty.panel.show import back, show
from loyalty.panel.words import errand_states
from loyalty.rewards.models import Redemption

PAGE = 50


@dataclass(frozen=True, slots=True)
class ErrandLine:
    """One errand in words."""

    row: Errand
    title: str
    detail: str
    redemption: str = ""  # to look at


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
        "lines": _lines(page[:PAGE], visitor),
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


def _lines(rows: list[Errand], visitor: Visitor) -> list[ErrandLine]:
    ids = [row.wanted.get("redemption") for row in rows if row.kind == "redemption"]
    found = Redemption.objects.filter(shop=visitor.shop, pk__in=ids).select_related("spend__member")
    made = {one.row.pk: one for one in lines_of(found, visitor.shop)}
    return [_line(row, made) for row in rows]


def _line(row: Errand, made: Mapping[int, Line]) -> ErrandLine:
    wanted: dict[str, Any] = row.wanted
    reward = made.get(wanted.get("redemption", 0)) if row.kind == "redemption" else None
    if reward is not None:
        title = _("The reward “%(title)s”") % {"title": reward.title}
        return ErrandLine(row, title, reward.member, reward.row.public)
    if row.kind != "customer_tags":
        return ErrandLine(row, row.kind, row.key)
    title = _("Tags of customer %(id)s") % {"id": wanted["customer"]}
    tags = ", ".join(wanted["add"])
    detail = _("to have: %(tags)s") % {"tags": tags} if tags else _("to have none of the tiers' tags")
    return ErrandLine(row, title, detail)
