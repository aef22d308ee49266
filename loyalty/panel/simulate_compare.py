"""Two runs side by side."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from loyalty.insight.assume import assumed
from loyalty.insight.compare import NotTheSamePast, moves, rows
from loyalty.insight.models import Simulation
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.show import show
from loyalty.panel.simulate import RUNS, page
from loyalty.panel.simulate_form import CompareForm
from loyalty.panel.simulate_words import FIGURES, past_name, run_name

SHOWN = 50


@guarded()
def compare_runs(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    done = (
        Simulation.objects.filter(shop=visitor.shop, result__isnull=False)
        .select_related("past")
        .order_by("-id")
    )
    form = CompareForm(request.GET, runs=list(done[:RUNS]))
    if not form.is_valid():
        return page(request, visitor, compare=form, status=422)
    first, second = (done.get(pk=form.cleaned_data[name]) for name in ("a", "b"))
    try:
        found = rows(first, second, assumed(shop=visitor.shop).given, visitor.shop.currency)
    except NotTheSamePast:
        form.add_error(
            "b", _("It was played over another past. Only runs over the same one can be compared.")
        )
        return page(request, visitor, compare=form, status=422)
    context = {
        "first": {"run": first, "name": run_name(first)},
        "second": {"run": second, "name": run_name(second)},
        "past": past_name(first.past),
        "rows": [(FIGURES[row.name], row) for row in found],
        "moves": moves(first, second, shown=SHOWN),
        "shown": SHOWN,
    }
    return show(request, visitor, "simulate_compare.html", context)
