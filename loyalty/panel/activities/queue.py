"""What members sent to be looked at: graded, or refused with a reason they read; and what became of the latest."""

from base64 import b64encode
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.activities.models import Activity
from loyalty.desk.doing import TakenBack
from loyalty.desk.submitting import NoSuchGrade, accept, grades_of, refuse
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.show import back, show
from loyalty.shops.models import Shop

MOST, LATEST, WHY = 20, 20, 300
State = Activity.State


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was sent. `picture` is an address that holds the picture itself: frames carry no cookies."""

    row: Activity
    name: str
    picture: str = ""
    grades: tuple[str, ...] = ()


@guarded()
def activities(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return _page(request, visitor)


@guarded(write=Role.STAFF)
def judge(request: HttpRequest, visitor: Visitor, activity_id: int) -> HttpResponse:
    """Accepts it, with the grade that was chosen, or refuses it with a reason."""
    if request.method != "POST":
        return back("activities")
    row = _one(visitor.shop, activity_id)
    why = request.POST.get("why", "").replace("\0", "").strip()[:WHY]
    deed, grade = request.POST.get("deed", ""), request.POST.get("grade", "")
    if deed == "refuse" and not why:
        return _page(request, visitor, unsaid=row.pk)
    if row.state != State.OPEN:
        return back("activities", said="judged_before")
    try:
        if deed == "refuse":
            refuse(activity=row, why=why, actor=visitor.actor, now=timezone.now())
        elif deed == "accept":
            accept(activity=row, grade=grade, actor=visitor.actor, now=timezone.now())
        else:
            raise Http404
    except NoSuchGrade:
        return _page(request, visitor, ungraded=row.pk)
    except TakenBack:
        return back("activities", said="taken_back")
    return back("activities", said="judged_no" if deed == "refuse" else "judged_yes")


@guarded()
def picture(request: HttpRequest, visitor: Visitor, activity_id: int) -> HttpResponse:
    """The whole picture on a page of its own."""
    row = _one(visitor.shop, activity_id)
    shown = getattr(row, "picture", None)
    if shown is None:
        raise Http404
    context = {"sent": Sent(row, named(row.member), _address(bytes(shown.image)))}
    return show(request, visitor, "activities_picture.html", context)


def _page(request: HttpRequest, visitor: Visitor, *, unsaid: int = 0, ungraded: int = 0) -> HttpResponse:
    rows = (
        Activity.objects.filter(shop=visitor.shop)
        .select_related("picture", "shop", "member")
        .prefetch_related("member__identities")
    )
    judged = rows.exclude(judged_at=None).exclude(state=State.OPEN).order_by("-judged_at", "-pk")
    context = {
        "waiting": [_sent(row) for row in rows.filter(state=State.OPEN).order_by("pk")[:MOST]],
        "judged": [Sent(row, named(row.member)) for row in judged.defer("picture__image")[:LATEST]],
        "unsaid": unsaid,
        "ungraded": ungraded,
    }
    return show(request, visitor, "activities.html", context, status=422 if unsaid or ungraded else 200)


def _sent(row: Activity) -> Sent:
    shown = getattr(row, "picture", None)
    address = _address(bytes(shown.thumb)) if shown else ""
    return Sent(row, named(row.member), address, tuple(grades_of(row)))


def _address(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def _one(shop: Shop, activity_id: int) -> Activity:
    rows = Activity.objects.filter(shop=shop).select_related("shop", "member", "picture")
    found = rows.filter(pk=activity_id).first() if activity_id < 2**63 else None
    if found is None:
        raise Http404
    return found
