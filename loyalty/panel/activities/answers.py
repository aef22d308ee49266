"""What members answered to the questions of a way to earn: on a page, and as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from loyalty.activities.models import Activity
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.many_errors import Echo, safe
from loyalty.panel.members import named, number_in
from loyalty.panel.show import show
from loyalty.shops.models import Shop

PAGE, AT_ONCE = 25, 500


@guarded(read=Role.STAFF)
def answers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first."""
    before = number_in(request.GET.get("before", ""))
    found = list(_rows(visitor.shop, before)[: PAGE + 1])
    page = found[:PAGE]
    context: dict[str, Any] = {
        "lines": [{"row": row, "name": named(row.member), "answers": _pairs(row)} for row in page],
        "before": page[-1].pk if len(found) > PAGE else None,
        "later": before is not None,
    }
    return show(request, visitor, "activities_answers.html", context)


@guarded(read=Role.STAFF)
def answers_file(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A line for every answer, as CSV with a byte order mark; cells that begin like a formula are defused."""
    response = HttpResponse("".join(_file(visitor.shop)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="answers.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _file(shop: Shop) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(("when", "member", "activity", "question", "answer"))
    last: int | None = None
    while page := list(_rows(shop, last)[:AT_ONCE]):
        for row in page:
            for question, answer in _pairs(row):
                cells = (row.at.isoformat(timespec="seconds"), named(row.member), row.type, question, answer)
                yield writer.writerow(safe(cells))
        last = page[-1].pk


def _rows(shop: Shop, before: int | None) -> QuerySet[Activity]:
    rows = Activity.objects.filter(shop=shop, data__has_key="answers").order_by("-pk")
    rows = rows if before is None else rows.filter(pk__lt=before)
    return rows.select_related("member").prefetch_related("member__identities")


def _pairs(row: Activity) -> list[tuple[str, str]]:
    """Questions as they were read, with the answers."""
    return [(str(question), str(answer)) for question, answer in row.data["answers"]]
