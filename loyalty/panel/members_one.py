"""One member: what they have, and line by line why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from loyalty.adjustments.person import both
from loyalty.desk.standing import balance
from loyalty.engine.document import Points
from loyalty.ledger.statement import Entry, history
from loyalty.ledger.tell import tell
from loyalty.ledger.words import Told
from loyalty.members.find import of_programme
from loyalty.members.models import Identity, Member
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members import named
from loyalty.panel.members_form import AdjustForm
from loyalty.panel.show import show
from loyalty.panel.templatetags.panel import signed
from loyalty.programmes.live import live

PAGE = 25
MOST = 6400


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: the entry, its words, and where it comes from."""

    entry: Entry
    told: Told
    points: str
    source: str
    who: str


@guarded()
def member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    return member_page(request, visitor, found(visitor, member_id))


def found(visitor: Visitor, member_id: int) -> Member:
    """One of this programme's members; another's is a 404 like nobody's."""
    people = of_programme(programme_id=visitor.shop.programme_id)
    member = people.filter(pk=member_id).first() if member_id < 2**63 else None
    if member is None:
        raise Http404
    return member


def member_page(
    request: HttpRequest,
    visitor: Visitor,
    member: Member,
    *,
    form: AdjustForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with an adjustment form that was refused when one is given."""
    now = timezone.now()
    names = point_names(visitor, now)
    before = _moment(request.GET.get("before", ""))
    entries, more = _page(member.pk, now, before)
    context: dict[str, Any] = {
        "member": member,
        "name": named(member),
        "balance": balance(shop=visitor.shop, member_id=member.pk, now=now),
        "names": names,
        "known_by": _known_by(member),
        "joined_how": _how(member.joined_by),
        "orders": member.orders.filter(shop=visitor.shop).count(),
        "lines": [_line(entry, names) for entry in entries],
        "more": entries[-1].at.isoformat() if more else "",
        "later": before is not None,
        "form": form or AdjustForm.fresh(),
    }
    return show(request, visitor, "members_one.html", context, status=status)


def point_names(visitor: Visitor, now: datetime) -> Points:
    rules = live(programme_id=visitor.shop.programme_id, at=now)
    return rules.document.points if rules else Points()


def _page(member_id: int, now: datetime, before: datetime | None) -> tuple[list[Entry], bool]:
    """A page that ends between two moments: lines of the same moment are never torn apart."""
    size = PAGE
    while True:
        lines = history(member_id=member_id, now=now, limit=size + 1, before=before)
        if len(lines) <= size:
            return lines, False
        whole = [line for line in lines[:size] if line.at > lines[size].at]
        if whole or size >= MOST:
            return whole or lines[:size], True
        size *= 2


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _line(entry: Entry, names: Points) -> Line:
    points = signed(entry.points) if entry.points else "0"
    return Line(
        entry=entry,
        told=tell(entry, names),
        points=points,
        source=_source(entry.source),
        who=_who(entry.actor),
    )


def _source(source: str) -> str:
    kind, _colon, what = source.partition(":")
    if kind == "order":
        return _("order %(id)s of the store") % {"id": what.rpartition("/")[2]}
    if kind == "joined":
        return _("joining the programme")
    if kind == "adjust":
        return _("an adjustment in this panel")
    return source


def _who(actor: str) -> str:
    two = both(actor)
    if two:
        return _("asked by %(asked)s, approved by %(approved)s") % {"asked": two[0], "approved": two[1]}
    return {
        "shop": _("the rules, on the store's word"),
        "member": _("the member"),
        "clock": _("the clock"),
        "reconciliation": _("the rules, when the store was read again"),
    }.get(actor, actor)


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
