"""Adjustments that wait for a second person, and what became of the others."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.adjustments import second_person
from loyalty.adjustments.models import Answer, Request
from loyalty.adjustments.second_person import Answered, MemberGone, NotYours
from loyalty.adjustments.store import Figures, figures
from loyalty.desk.standing import balance
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.standing import MemberBalance
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_adjust import after
from loyalty.panel.show import back, show
from loyalty.shops.models import Shop

MOST, LATEST = 50, 50
WHY = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its member's name, and what approving it would do to the balance."""

    row: Request
    name: str
    member: int | None = None  # to look at; None for a file, and for whom was erased
    own: bool = False
    before: MemberBalance | None = None
    after: MemberBalance | None = None
    answer: Answer | None = None
    figures: Figures | None = None

    @property
    def possible(self) -> bool:
        """Whether approving it could post anything."""
        return self.row.upload_id is not None or (self.member is not None and self.after is not None)


@guarded()
def requests(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return _page(request, visitor)


@guarded(write=Role.STAFF)
def answer_request(request: HttpRequest, visitor: Visitor, request_id: int) -> HttpResponse:
    """Approves, refuses or withdraws, as the pressed button says."""
    if request.method != "POST":
        return back("requests")
    why = request.POST.get("why", "").replace("\0", "").strip()[:WHY]
    if request.POST.get("deed") == "refuse" and not why:
        return _page(request, visitor, unsaid=request_id)
    try:
        return back("requests", said=_answered(visitor, request_id, request.POST.get("deed", ""), why))
    except Request.DoesNotExist:
        raise Http404 from None
    except Answered:
        return back("requests", said="answered_before")
    except NotYours:
        return back("requests", said="not_yours")
    except MemberGone:
        return back("requests", said="member_gone")
    except NotEnough:
        return back("requests", said="not_enough_now")


def _answered(visitor: Visitor, request_id: int, deed: str, why: str) -> str:
    """What to say afterwards."""
    shop, by, now = visitor.shop, visitor.person, timezone.now()
    if request_id >= 2**63:
        raise Http404
    if deed == "approve":
        second_person.approve(shop=shop, request_id=request_id, by=by, now=now)
        about_file = Request.objects.filter(shop=shop, pk=request_id).exclude(upload=None).exists()
        return "approved_file" if about_file else "approved"
    if deed == "refuse":
        second_person.refuse(shop=shop, request_id=request_id, why=why, by=by, now=now)
        return "refused"
    if deed == "withdraw":
        second_person.withdraw(shop=shop, request_id=request_id, by=by, now=now)
        return "withdrawn"
    raise Http404


def _page(request: HttpRequest, visitor: Visitor, *, unsaid: int = 0) -> HttpResponse:
    """`unsaid` is the request that somebody wanted to refuse without saying why."""
    open_ones = list(_with_names(second_person.waiting(shop=visitor.shop))[:MOST])
    context: dict[str, object] = {
        "waiting": [_asked(visitor, row) for row in open_ones],
        "answered": _answers(visitor.shop),
        "unsaid": unsaid,
    }
    return show(request, visitor, "requests.html", context, status=422 if unsaid else 200)


def _asked(visitor: Visitor, row: Request) -> Asked:
    own = second_person.is_theirs(row, visitor.person)
    if row.upload is not None:
        return Asked(row, row.why, own=own, figures=figures(upload=row.upload))
    member = _today(row.member)
    before = balance(shop=visitor.shop, member_id=member or 0, now=timezone.now())
    try:
        return Asked(row, _name(row), member, own, before, after(before, row.points))
    except NotEnough:
        return Asked(row, _name(row), member, own, before)


def _today(member: Member | None) -> int | None:
    """Whose page to look at, after merges."""
    return None if member is None or member.erased_at else member.kept_id or member.pk


def _answers(shop: Shop) -> list[Asked]:
    """The latest first."""
    ended = Request.objects.filter(shop=shop).exclude(answer=None).select_related("answer")
    rows = _with_names(ended).order_by("-answer__at", "-id")[:LATEST]
    return [Asked(row, _name(row), _today(row.member), answer=row.answer) for row in rows]


def _with_names(rows: QuerySet[Request]) -> QuerySet[Request]:
    people = ("member__identities", "member__kept__identities")
    return rows.select_related("member__kept", "upload").prefetch_related(*people)


def _name(row: Request) -> str:
    """The member's, or the file's."""
    return named(row.member.kept or row.member) if row.member else row.why
