"""Simulate: keep the shop's past, play rules over it, and see what they would have cost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.engine.document import BadDocument
from loyalty.insight.assume import Assumed, assume, assumed
from loyalty.insight.cost import cost
from loyalty.insight.job import wake
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.programme_file import NoProgramme
from loyalty.insight.read_file import from_file
from loyalty.insight.read_store import from_store
from loyalty.insight.simulate import order
from loyalty.insight.tasks import READ, SIMULATE
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.show import back, show
from loyalty.panel.simulate_form import AssumptionsForm, CompareForm, HistoryForm, PlayForm
from loyalty.panel.simulate_rules import choices, document, titled
from loyalty.panel.simulate_words import failure, past_name, state
from loyalty.programmes.models import Version

PASTS, RUNS = 10, 25


@guarded()
def simulate(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return page(request, visitor)


@guarded(write=Role.STAFF)
def read_past(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """From the store, or out of a file where one is sent."""
    if request.method != "POST":
        return back("simulate")
    if request.POST.get("how") != "file":
        past = from_store(shop=visitor.shop, by=visitor.actor, now=timezone.now())
    else:
        form = HistoryForm(request.POST, request.FILES)
        if not form.is_valid():
            return page(request, visitor, history=form, status=422)
        file = form.cleaned_data["file"]
        name = "".join(letter for letter in str(file.name) if letter.isprintable())
        past = from_file(shop=visitor.shop, file=file, name=name, by=visitor.actor, now=timezone.now())
    wake(READ, past.pk)
    return back("simulate")


@guarded(write=Role.STAFF)
def play(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    if request.method != "POST":
        return back("simulate")
    form = play_form(visitor, request.POST)
    if not form.is_valid():
        return page(request, visitor, play=form, status=422)
    rules = form.cleaned_data["rules"]
    try:
        found = document(rules, visitor.shop.programme_id)
    except (BadDocument, NoProgramme, Version.DoesNotExist) as why:
        form.add_error("rules", str(why))
        return page(request, visitor, play=form, status=422)
    past = PastOrders.objects.get(shop=visitor.shop, pk=form.cleaned_data["past"])
    run = order(past=past, document=found, rules=rules, by=visitor.actor, now=timezone.now())
    wake(SIMULATE, run.pk)
    return back("simulate_one", run.pk)


@guarded(write=Role.STAFF)
def change_assumptions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    if request.method != "POST":
        return back("simulate")
    form = AssumptionsForm(request.POST)
    if not form.is_valid():
        return page(request, visitor, assumptions=form, status=422)
    assume(shop=visitor.shop, said=Assumed(**form.cleaned_data), by=visitor.actor, now=timezone.now())
    return back("simulate", said="assumed")


def page(request: HttpRequest, visitor: Visitor, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms`: history, play, assumptions or compare, where one was filled in and refused."""
    said = assumed(shop=visitor.shop)
    runs = Simulation.objects.filter(shop=visitor.shop).select_related("past").order_by("-id")[:RUNS]
    pasts = [_past(one) for one in PastOrders.objects.filter(shop=visitor.shop).order_by("-id")[:PASTS]]
    done = [run for run in runs if run.result]
    context = {
        "pasts": pasts,
        "is_reading": any(one["job"].is_open for one in pasts),
        "runs": [_run(run, said, visitor.shop.currency) for run in runs],
        "history": HistoryForm(),
        "play": play_form(visitor, None),
        "compare": CompareForm(runs=done) if len(done) > 1 else None,
        "assumptions": AssumptionsForm.of(said),
    }
    return show(request, visitor, "simulate.html", context | forms, status=status)


def play_form(visitor: Visitor, data: Any) -> PlayForm:
    ready = PastOrders.objects.filter(
        shop=visitor.shop, state=PastOrders.State.DONE, forgotten_at=None
    ).order_by("-id")
    return PlayForm(data, pasts=list(ready[:PASTS]), rules=choices(visitor.shop.programme_id))


def _past(past: PastOrders) -> dict[str, Any]:
    return {"job": past, "name": past_name(past), "state": state(past), "failure": failure(past)}


def _run(run: Simulation, said: Assumed, currency: str) -> dict[str, Any]:
    found = cost(run.result, said.given, currency) if run.result else None
    return {"job": run, "rules": titled(run.rules), "state": state(run), "cost": found}
