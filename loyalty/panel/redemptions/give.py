"""Giving a member a reward by hand: first the effect, then the giving."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.adjustments.give_reward import give_reward, worth
from loyalty.adjustments.limits import TooMuch, excess
from loyalty.adjustments.words import too_much
from loyalty.desk.spending import NotOffered
from loyalty.members.models import Member
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_find import found
from loyalty.panel.redemptions.give_form import GiveForm, title_of
from loyalty.panel.show import back, show
from loyalty.programmes.live import live


@guarded(write=Role.STAFF)
def give_member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """A POST shows the effect; one that says `confirm` gives."""
    member, now = found(visitor, member_id), timezone.now()
    rules = live(programme_id=visitor.shop.programme_id, at=now)
    if request.method != "POST" or rules is None or not rules.document.rewards:
        return back("member", member.pk)
    form = GiveForm(request.POST, rules=rules, currency=visitor.shop.currency)
    if not form.is_valid():
        return _page(request, visitor, member, form, status=422)
    if "confirm" not in request.POST:
        against = excess(shop=visitor.shop, by=visitor.person, points=worth(form.chosen[0]), now=now)
        if against is not None:
            form.add_error("reward", too_much(against.limit, against.allowed))
        return _page(request, visitor, member, form, status=422 if against else 200)
    return _give(request, visitor, member, form)


def _give(request: HttpRequest, visitor: Visitor, member: Member, form: GiveForm) -> HttpResponse:
    reward, session = form.chosen
    shop, now, at_once = visitor.shop, timezone.now(), form.cleaned_data["how"] == "now"
    try:
        given = give_reward(
            shop=shop, member_id=member.pk, reward=reward, why=form.cleaned_data["why"], by=visitor.person,
            key=str(form.cleaned_data["key"]), now=now, at_once=at_once, session=session.id if session else "",
        )  # fmt: skip
    except TooMuch as refused:
        form.add_error("reward", too_much(refused.excess.limit, refused.excess.allowed))
    except NotOffered as no:
        form.add_error("how", form.words.refusal(reward, no.why, at=now, timezone=shop.timezone))
    else:
        return back("member", member.pk, said="reward_given" if given else "reward_given_before")
    return _page(request, visitor, member, form, status=422)


def _page(
    request: HttpRequest, visitor: Visitor, member: Member, form: GiveForm, *, status: int
) -> HttpResponse:
    """The form alone while something is wrong with it; else what giving would do."""
    context: dict[str, Any] = {"member": member, "name": named(member), "give": form, "ready": status == 200}
    if status == 200:
        reward, session = form.chosen
        context |= {"title": title_of(form.words, reward, session), "what": form.words.gives(reward)}
        context["at_once"] = form.cleaned_data["how"] == "now"
    return show(request, visitor, "members_give.html", context, status=status)
