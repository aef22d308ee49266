"""One member: what they have, and line by line why."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from loyalty.activities.linked import titles_of
from loyalty.desk.looking_back import current
from loyalty.ledger.expired import expired_points
from loyalty.ledger.statement import page
from loyalty.ledger.words import month_day
from loyalty.members.birthdays import birthday_of
from loyalty.members.models import Identity, Member
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_as_of import AsOfForm
from loyalty.panel.members_birthday_form import BirthdayForm
from loyalty.panel.members_find import found, point_names
from loyalty.panel.members_form import AdjustForm
from loyalty.panel.members_lines import lines_of, lots_of, others_of
from loyalty.panel.members_plans import plans_page
from loyalty.panel.members_reinstate_form import ReinstateForm
from loyalty.panel.members_tier import tier_page
from loyalty.panel.redemptions.of_member import of_member
from loyalty.panel.referrals.queue import lines_of_member
from loyalty.panel.show import show

PAGE = 25


@guarded()
def member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    return member_page(request, visitor, found(visitor, member_id))


def member_page(
    request: HttpRequest,
    visitor: Visitor,
    member: Member,
    *,
    form: AdjustForm | None = None,
    reinstate: ReinstateForm | None = None,
    birthday: BirthdayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was refused when one is given."""
    now = timezone.now()
    names = point_names(visitor, now)
    before = _moment(request.GET.get("before", ""))
    now_has = current(shop=visitor.shop, member_id=member.pk, now=now)
    expired = expired_points(programme_id=visitor.shop.programme_id, member_id=member.pk)
    entries, more = page(member_id=member.pk, now=now, size=PAGE, before=before)
    standing = tier_page(visitor, member, names, now)
    context: dict[str, Any] = {
        "member": member,
        "name": named(member),
        "balance": now_has.balance,
        "others": others_of(now_has),
        "tier": standing.title if standing else "",
        "standing": standing,
        "plans": plans_page(visitor, member, now),
        "names": names,
        "lots": lots_of(now_has.lots, visitor.shop, request.GET),
        "notices": now_has.notices,
        "as_of": AsOfForm(),
        "expired": expired,
        "reinstate": reinstate or ReinstateForm.fresh(expired),
        "lines": lines_of(entries, names, visitor.shop),
        "more": entries[-1].at.isoformat() if more else "",
        "later": before is not None,
        "form": form or AdjustForm.fresh(),
    }
    context |= _about(visitor, member, birthday) | of_member(visitor, member)
    context |= lines_of_member(visitor, member)
    return show(request, visitor, "members_one.html", context, status=status)


def _about(visitor: Visitor, member: Member, birthday: BirthdayForm | None) -> dict[str, Any]:
    """Who the member is."""
    born = birthday_of(member.pk)
    return {
        "known_by": _known_by(member),
        "joined_how": _how(member.joined_by),
        "born": born and month_day(born.month, born.day),
        "birthday": birthday or BirthdayForm.fresh(born),
        "linked": ", ".join(titles_of(shop=visitor.shop, member_id=member.pk)),
        "orders": member.orders.filter(shop=visitor.shop).count(),
    }


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _known_by(member: Member) -> list[str]:
    words = []
    for identity in member.identities.select_related("shop").order_by("pk"):
        if identity.kind == Identity.Kind.CUSTOMER:
            words.append(
                _("customer %(id)s of %(shop)s") % {"id": identity.value, "shop": identity.shop.name}
            )
        else:
            words.append(_("an e-mail address, kept only as a fingerprint"))
    return words


def _how(how: str) -> str:
    return {
        "account": _("by opening an account"),
        "widget": _("in the rewards window"),
        "staff": _("by the shop's staff"),
    }.get(how, how)
