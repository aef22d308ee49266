"""Referrals that wait for somebody to look at them, and what became of the latest."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk.judging import judge
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.members import named
from loyalty.panel.referrals.words import SOURCES, STATES, reasons
from loyalty.panel.show import back, show
from loyalty.referrals.models import Claim

MOST, LATEST, WHY = 20, 50, 300
State = Claim.State


@dataclass(frozen=True, slots=True)
class Line:
    """One claim in words."""

    row: Claim
    friend: str
    advocate: str
    state: str
    tone: str
    source: str
    reasons: list[tuple[str, int]]


@guarded()
def referrals(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return _page(request, visitor)


@guarded(write=Role.STAFF)
def judge_referral(request: HttpRequest, visitor: Visitor, claim_id: int) -> HttpResponse:
    """Approves it, or denies it with a sentence that both may read. What was said can be changed later."""
    if request.method != "POST":
        return back("referrals")
    row = Claim.objects.filter(shop=visitor.shop, pk=claim_id).first() if claim_id < 2**63 else None
    if row is None:
        raise Http404
    why = request.POST.get("why", "").replace("\0", "").strip()[:WHY]
    deed, household = request.POST.get("deed", ""), "household" in request.POST
    if deed not in ("approve", "deny"):
        raise Http404
    if deed == "deny" and not why:
        return _page(request, visitor, unsaid=row.pk)
    now, passed = timezone.now(), deed == "approve"
    judge(
        shop=visitor.shop, claim_id=row.pk, passed=passed, why="" if passed else why, who=visitor.actor,
        household=household, now=now,
    )  # fmt: skip
    record(visitor=visitor, deed="referral judged", now=now, referral=row.pk, passed=passed, why=why)
    return back("referrals", said="referral_approved" if passed else "referral_denied")


def lines_of_member(visitor: Visitor, member: Member) -> dict[str, object]:
    """Whom a member brought, and who brought them."""
    rows = _rows(visitor)
    brought = rows.filter(advocate=member).order_by("-pk")[:MOST]
    by = rows.filter(friend=member).first()
    return {"brought": [line(one) for one in brought], "brought_by": line(by) if by else None}


def line(row: Claim) -> Line:
    words, tone = STATES[State(row.state)]
    return Line(
        row=row,
        friend=named(row.friend),
        advocate=named(row.advocate),
        state=str(words),
        tone=tone,
        source=str(SOURCES.get(Claim.Source(row.source), row.source)),
        reasons=reasons(row.reasons),
    )


def _rows(visitor: Visitor) -> QuerySet[Claim]:
    rows = Claim.objects.filter(shop=visitor.shop).select_related("friend", "advocate")
    return rows.prefetch_related("friend__identities", "advocate__identities")


def _page(request: HttpRequest, visitor: Visitor, *, unsaid: int = 0) -> HttpResponse:
    rows = _rows(visitor)
    context = {
        "waiting": [line(one) for one in rows.filter(state=State.HELD).order_by("pk")[:MOST]],
        "lines": [line(one) for one in rows.exclude(state=State.HELD).order_by("-pk")[:LATEST]],
        "unsaid": unsaid,
    }
    return show(request, visitor, "members_referrals.html", context, status=422 if unsaid else 200)
