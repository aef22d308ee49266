"""One past: how far its reading is, stopped and resumed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from loyalty.insight.job import resume, stop, wake
from loyalty.insight.models import PastOrders
from loyalty.insight.tasks import READ
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.show import back
from loyalty.panel.simulate_words import failure, past_name, state


@guarded()
def past_progress(request: HttpRequest, visitor: Visitor, past_id: int) -> HttpResponse:
    """Asked for every two seconds; when it is over the page is loaded anew, as forms depend on it."""
    past = _found(visitor, past_id)
    context = {"past": {"job": past, "name": past_name(past), "state": state(past), "failure": failure(past)}}
    response = render(request, "panel/simulate_past.html", context | {"visitor": visitor})
    if not past.is_open:
        response["HX-Refresh"] = "true"
    return response


@guarded(write=Role.STAFF)
def past_deed(request: HttpRequest, visitor: Visitor, past_id: int) -> HttpResponse:
    """Stops or resumes, as the pressed button says."""
    past, now = _found(visitor, past_id), timezone.now()
    if request.method == "POST" and request.POST.get("deed") == "stop":
        stop(past, now=now)
    elif request.method == "POST" and resume(past, now=now, tries=0):
        wake(READ, past.pk)
    return back("simulate")


def _found(visitor: Visitor, past_id: int) -> PastOrders:
    """Another shop's is a 404 like nobody's."""
    found = PastOrders.objects.filter(shop=visitor.shop, pk=past_id).first() if past_id < 2**63 else None
    if found is None:
        raise Http404
    return found
