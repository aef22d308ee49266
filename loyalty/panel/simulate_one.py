"""One run: how far it is, and what came out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from loyalty.insight.assume import assumed
from loyalty.insight.cost import cost
from loyalty.insight.job import resume, stop, wake
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.tasks import SIMULATE
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.show import back, show
from loyalty.panel.simulate_chart import columns, months_of
from loyalty.panel.simulate_form import LaunchForm
from loyalty.panel.simulate_rules import titled
from loyalty.panel.simulate_words import failure, past_name, state
from loyalty.programmes import publish


@guarded()
def simulate_one(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponse:
    run = found(visitor, run_id)
    return one_page(request, visitor, run)


@guarded()
def run_progress(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponse:
    """Asked for every two seconds while it runs; when it is over the page is loaded anew with its result."""
    run = found(visitor, run_id)
    response = render(request, "panel/simulate_progress.html", _about(run) | {"visitor": visitor})
    if not run.is_open:
        response["HX-Refresh"] = "true"
    return response


@guarded(write=Role.STAFF)
def run_deed(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponse:
    """Stops or resumes, as the pressed button says."""
    run, now = found(visitor, run_id), timezone.now()
    if request.method == "POST" and request.POST.get("deed") == "stop":
        stop(run, now=now)
    elif request.method == "POST" and resume(run, now=now, done=0):
        wake(SIMULATE, run.pk)
    return back("simulate_one", run.pk)


def one_page(
    request: HttpRequest,
    visitor: Visitor,
    run: Simulation,
    *,
    form: LaunchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _about(run)
    if run.result is not None:
        context |= _result(run, visitor)
        context["launch_form"] = (form or LaunchForm()) if may_launch(run, visitor) else None
    return show(request, visitor, "simulate_one.html", context, status=status)


def may_launch(run: Simulation, visitor: Visitor) -> bool:
    """An owner, of a shop that never published, with its draft over what the store itself has told."""
    is_first = publish.newest(programme_id=visitor.shop.programme_id) is None
    from_store = run.past.how == PastOrders.How.STORE and run.past.is_ready
    return visitor.may_publish and is_first and from_store and run.rules == "draft"


def found(visitor: Visitor, run_id: int) -> Simulation:
    """Another shop's is a 404 like nobody's."""
    rows = (
        Simulation.objects.filter(shop=visitor.shop, pk=run_id)
        if run_id < 2**63
        else Simulation.objects.none()
    )
    run = rows.select_related("past").first()
    if run is None:
        raise Http404
    return run


def _about(run: Simulation) -> dict[str, Any]:
    return {
        "run": run,
        "rules": titled(run.rules),
        "past": past_name(run.past),
        "state": state(run),
        "failure": failure(run),
    }


def _result(run: Simulation, visitor: Visitor) -> dict[str, Any]:
    result, said = run.result or {}, assumed(shop=visitor.shop)
    months = months_of(result, visitor.shop.timezone)
    rows = []
    for month, row in zip(months, result["months"], strict=True):
        money = cost(row | {"value": result["value"]}, said.given, visitor.shop.currency)
        tiers = [row["tiers"].get(level, 0) for level in result["levels"]]
        rows.append(row | {"month": month, "promised": money.promised if money else None, "tiers": tiers})
    rows.reverse()
    return {
        "result": result,
        "cost": cost(result, said.given, visitor.shop.currency),
        "assumed": said,
        "rows": rows,
        "liability": columns(months, [[row["outstanding"]] for row in reversed(rows)]),
        "tiers": columns(months, [row["tiers"] for row in reversed(rows)]) if result["levels"] else None,
    }
