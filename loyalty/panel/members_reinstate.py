"""Giving expired points back: first the effect, then the posting."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.adjustments.limits import TooMuch, excess, spend
from loyalty.desk.adjusting import given_before, reinstate
from loyalty.desk.standing import balance
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.expired import expired_points
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members_adjust import effect
from loyalty.panel.members_find import found
from loyalty.panel.members_one import member_page
from loyalty.panel.members_reinstate_form import ReinstateForm
from loyalty.panel.show import back, show


@guarded(write=Role.STAFF)
def reinstate_member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """A POST shows the effect; one that says `confirm` posts."""
    member = found(visitor, member_id)
    if request.method != "POST":
        return back("member", member.pk)
    form = ReinstateForm(request.POST, prefix="back")
    if not form.is_valid():
        return member_page(request, visitor, member, reinstate=form, status=422)
    try:
        if "confirm" in request.POST:
            return _post(visitor, member, form)
        return _effect(request, visitor, member, form)
    except NotEnough as short:
        form.too_many(short.available)
    except TooMuch as refused:
        form.too_much(refused.excess.limit, refused.excess.allowed)
    return member_page(request, visitor, member, reinstate=form, status=422)


def _post(visitor: Visitor, member: Member, form: ReinstateForm) -> HttpResponse:
    now, points, key = timezone.now(), form.cleaned_data["points"], str(form.cleaned_data["key"])
    person, why = visitor.person, form.cleaned_data["why"]
    with transaction.atomic():  # the count towards the person's day and the posting, or neither
        against = spend(shop=visitor.shop, by=person, points=points, now=now)
        if given_before(shop=visitor.shop, key=key):
            transaction.set_rollback(True)
            return back("member", member.pk, said="adjusted_before")
        if against is not None:
            raise TooMuch(against)
        reinstate(
            shop=visitor.shop,
            member_id=member.pk,
            points=points,
            why=why,
            actor=visitor.actor,
            key=key,
            now=now,
        )
    return back("member", member.pk, said="given_back")


def _effect(request: HttpRequest, visitor: Visitor, member: Member, form: ReinstateForm) -> HttpResponse:
    now = timezone.now()
    points = form.cleaned_data["points"]
    expired = expired_points(programme_id=visitor.shop.programme_id, member_id=member.pk)
    if points > expired:
        raise NotEnough(expired)
    against = excess(shop=visitor.shop, by=visitor.person, points=points, now=now)
    if against is not None:
        raise TooMuch(against)
    before = balance(shop=visitor.shop, member_id=member.pk, now=now)
    context = effect(visitor, member, form, before, now=now)
    return show(request, visitor, "members_reinstate.html", context)
