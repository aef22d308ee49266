"""Giving or taking points by hand: first the effect, then the posting."""

from dataclasses import replace
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.adjustments.give import give, needs_second_person
from loyalty.adjustments.limits import TooMuch
from loyalty.adjustments.words import too_much
from loyalty.desk.standing import balance
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.standing import MemberBalance
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_find import found, point_names
from loyalty.panel.members_form import AdjustForm
from loyalty.panel.members_one import member_page
from loyalty.panel.show import back, show

SAID = {
    "posted": "adjusted",
    "posted_before": "adjusted_before",
    "asked": "adjustment_asked",
    "asked_before": "adjustment_asked_before",
}


@guarded(write=Role.STAFF)
def adjust_member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """A POST shows the effect; one that says `confirm` posts."""
    member = found(visitor, member_id)
    if request.method != "POST":
        return back("member", member.pk)
    form = AdjustForm(request.POST)
    if not form.is_valid():
        return member_page(request, visitor, member, form=form, status=422)
    try:
        if "confirm" in request.POST:
            return _post(visitor, member, form)
        return _effect(request, visitor, member, form)
    except NotEnough as short:
        form.not_enough(short.available)
        return member_page(request, visitor, member, form=form, status=422)
    except TooMuch as refused:
        form.too_much(refused.excess.limit, refused.excess.allowed)
        return member_page(request, visitor, member, form=form, status=422)


def _post(visitor: Visitor, member: Member, form: AdjustForm) -> HttpResponse:
    outcome = give(
        shop=visitor.shop,
        member_id=member.pk,
        points=form.cleaned_data["points"],
        why=form.cleaned_data["why"],
        by=visitor.person,
        key=str(form.cleaned_data["key"]),
        now=timezone.now(),
    )
    return back("member", member.pk, said=SAID[outcome])


def _effect(request: HttpRequest, visitor: Visitor, member: Member, form: AdjustForm) -> HttpResponse:
    now = timezone.now()
    before = balance(shop=visitor.shop, member_id=member.pk, now=now)
    against = needs_second_person(
        shop=visitor.shop, by=visitor.person, points=form.cleaned_data["points"], now=now
    )
    context = effect(visitor, member, form, before, now=now)
    context["second_person"] = too_much(against.limit, against.allowed) if against else ""
    return show(request, visitor, "members_adjust.html", context)


def effect(
    visitor: Visitor, member: Member, form: Form, before: MemberBalance, *, now: datetime
) -> dict[str, object]:
    """What the page that asks to confirm shows of the points and the reason in a form. Raises NotEnough."""
    points = form.cleaned_data["points"]
    return {
        "member": member,
        "name": named(member),
        "names": point_names(visitor, now),
        "form": form,
        "points": points,
        "why": form.cleaned_data["why"],
        "before": before,
        "after": after(before, points),
    }


def after(balance: MemberBalance, points: int) -> MemberBalance:
    """The balance with the adjustment in it: what is owed is repaid first. Raises NotEnough."""
    if -points > balance.available:
        raise NotEnough(balance.available)
    repaid = min(balance.debt, max(0, points))
    return replace(balance, available=balance.available + points - repaid, debt=balance.debt - repaid)
