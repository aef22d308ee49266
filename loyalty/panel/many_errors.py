"""The rows of a file that were not posted, as a file: with what is wrong and what to do."""

import csv
from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from loyalty.adjustments.models import Row, Upload
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.many_rows import row_told

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """What the csv module writes to, so that each line can be sent on."""

    def write(self, text: str) -> str:
        return text


@guarded(read=Role.STAFF)
def many_errors(_request: HttpRequest, visitor: Visitor, upload_id: int) -> HttpResponse:
    """CSV with a byte order mark, as spreadsheets like it. Cells that begin like a formula are defused."""
    upload = Upload.objects.filter(shop=visitor.shop, pk=upload_id).first() if upload_id < 2**63 else None
    if upload is None:
        raise Http404
    response = HttpResponse("\ufeff" + "".join(_lines(upload)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="adjustments-{upload.pk}-errors.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(upload: Upload) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow([_("line"), "customer", "points", "reason", _("what is wrong"), _("what to do")])
    rows = Row.objects.filter(upload=upload, state__in=(Row.State.WRONG, Row.State.MISSED))
    for row in rows.order_by("number").iterator():
        yield writer.writerow(safe(_cells(row)))


def _cells(row: Row) -> list[str]:
    shown = row_told(row)
    wrong = " ".join(f"{fault.column}: {fault.why}" for fault in shown.faults)
    todo = " ".join(fault.todo for fault in shown.faults)
    points = str(row.points) if row.points is not None else shown.points
    return [str(row.line), shown.customer, points, row.why, wrong, todo]


def safe(cells: Iterable[str]) -> list[str]:
    """Spreadsheets run what begins like a formula; an apostrophe before it makes it text."""
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
