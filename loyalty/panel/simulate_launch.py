"""Paying past orders at launch: the preview, the owner's yes, and how far posting is."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from loyalty.engine.document import parse
from loyalty.insight.job import resume, stop, wake
from loyalty.launch.confirm import Changed, confirm
from loyalty.launch.models import Launch
from loyalty.launch.preview import order
from loyalty.launch.tasks import TASK
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import number_in
from loyalty.panel.show import back, show
from loyalty.panel.simulate_form import LaunchForm
from loyalty.panel.simulate_one import found, may_launch, one_page
from loyalty.panel.simulate_words import failure, past_name, state
from loyalty.programmes.publish import NotTheFirst, SomebodyPublished


@guarded(write=Role.OWNER)
def preview_launch(request: HttpRequest, visitor: Visitor, run_id: int) -> HttpResponse:
    """Asks for a preview of paying what a simulated draft would have given."""
    run = found(visitor, run_id)
    if request.method != "POST":
        return back("simulate_one", run.pk)
    if not may_launch(run, visitor):
        raise Http404
    form, now = LaunchForm(request.POST), timezone.now()
    since = _midnight(form)
    if since is not None and since >= now:
        form.add_error("since", _("Give a day in the past."))
    if not form.is_valid() or since is None:
        return one_page(request, visitor, run, form=form, status=422)
    made = order(past=run.past, document=parse(run.document), at=since, by=visitor.actor, now=now)
    wake(TASK, made.pk)
    return back("launch", made.pk)


@guarded(read=Role.OWNER)
def launch(request: HttpRequest, visitor: Visitor, launch_id: int) -> HttpResponse:
    return _page(request, visitor, _launch(visitor, launch_id))


@guarded(read=Role.OWNER)
def launch_progress(request: HttpRequest, visitor: Visitor, launch_id: int) -> HttpResponse:
    """Asked for every two seconds; when it is over the page is loaded anew."""
    job = _launch(visitor, launch_id)
    response = render(request, "panel/simulate_launch_progress.html", _about(job) | {"visitor": visitor})
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@guarded(write=Role.OWNER)
def launch_deed(request: HttpRequest, visitor: Visitor, launch_id: int) -> HttpResponse:
    """Launches, stops or resumes, as the pressed button says."""
    job, now, deed = _launch(visitor, launch_id), timezone.now(), request.POST.get("deed")
    if request.method == "POST" and deed == "stop":
        stop(job, now=now)
    elif request.method == "POST" and deed == "resume" and resume(job, now=now):
        wake(TASK, job.pk)
    elif request.method == "POST" and deed == "launch":
        return _launched(request, visitor, job)
    return back("launch", job.pk)


def _launched(request: HttpRequest, visitor: Visitor, job: Launch) -> HttpResponse:
    shown = {name: number_in(request.POST.get(name, "")) for name in ("orders", "members", "issued")}
    try:
        confirm(shop=visitor.shop, launch_id=job.pk, shown=shown, by=visitor.actor, now=timezone.now())
    except (Changed, NotTheFirst, SomebodyPublished):
        return _page(request, visitor, _launch(visitor, job.pk), changed=True)
    wake(TASK, job.pk)
    return back("launch", job.pk)


def _page(request: HttpRequest, visitor: Visitor, job: Launch, *, changed: bool = False) -> HttpResponse:
    """`changed`: the rules or the figures are not those that were shown."""
    context = _about(job) | {"changed": changed}
    return show(request, visitor, "simulate_launch.html", context, status=409 if changed else 200)


def _about(job: Launch) -> dict[str, Any]:
    return {
        "job": job,
        "past": past_name(job.past),
        "state": state(job),
        "failure": failure(job),
        "is_posted": job.stage == Launch.Stage.POST and job.state == Launch.State.DONE,
    }


def _midnight(form: LaunchForm) -> datetime | None:
    """The day's beginning in the shop's time zone, which is the active one."""
    if not form.is_valid():
        return None
    return datetime.combine(form.cleaned_data["since"], time.min, timezone.get_current_timezone())


def _launch(visitor: Visitor, launch_id: int) -> Launch:
    """Another shop's is a 404 like nobody's."""
    rows = (
        Launch.objects.filter(shop=visitor.shop, pk=launch_id) if launch_id < 2**63 else Launch.objects.none()
    )
    job = rows.select_related("past").first()
    if job is None:
        raise Http404
    return job
