"""Finding members: by customer, by order, by e-mail; with their balances."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Balance, Lot
from loyalty.members.find import of_programme, search
from loyalty.members.models import Identity, Member
from loyalty.orders.models import Order
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members_in_tier import in_tier, tier_names, tier_of
from loyalty.panel.show import show
from loyalty.shops.models import Shop

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A member in the list; `owed` is positive."""

    member: Member
    name: str
    available: int
    pending: int
    owed: int
    tier: str


@guarded()
def members(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Newest first, or those the search finds."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:320]
    before, now = number_in(request.GET.get("before", "")), timezone.now()
    tiers = tier_names(shop=visitor.shop, now=now)
    tier = request.GET.get("tier", "") if request.GET.get("tier", "") in tiers else ""
    found = find(shop=visitor.shop, text=text)
    if tier:
        found = in_tier(found, tier, tiers)
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(_with_balances(found, now)[: PAGE + 1])
    context: dict[str, object] = {
        "text_sought": text,
        "rows": [_row(member, tiers) for member in page[:PAGE]],
        "tiers": tiers,
        "tier": tier,
        "before": page[PAGE - 1].pk if len(page) > PAGE else None,
        "later": before is not None,
    }
    return show(request, visitor, "members.html", context)


def number_in(text: str) -> int | None:
    """A row's number from an address; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def find(*, shop: Shop, text: str) -> "QuerySet[Member]":
    """What members.find.search finds, and whoever placed the order of that name in this shop."""
    if not text:
        return search(shop=shop, text="")
    if text.startswith("gid://"):
        text = text.rpartition("/")[2]
    names = [text] if text.startswith("#") else [text, f"#{text}"]
    ordered = Order.objects.filter(shop=shop, name__in=names).exclude(member=None).values("member_id")
    known = search(shop=shop, text=text).order_by().values("pk")
    everybody = of_programme(programme_id=shop.programme_id)
    return everybody.filter(Q(pk__in=ordered) | Q(pk__in=known)).order_by("-id")


def named(member: Member) -> str:
    """'Customer 7001', or what else there is; asks nothing when the identities are prefetched."""
    identities = sorted(member.identities.all(), key=lambda one: one.pk)
    customer = next((one.value for one in identities if one.kind == Identity.Kind.CUSTOMER), "")
    if customer:
        return _("Customer %(id)s") % {"id": customer}
    if identities:
        return _("Guest %(id)s, known by e-mail") % {"id": member.pk}
    return _("Member %(id)s") % {"id": member.pk}


def _with_balances(members: "QuerySet[Member]", now: datetime) -> "QuerySet[Member]":
    over = (
        Lot.objects.filter(member=OuterRef("pk"), currency=POINTS, account="pending", remaining__gt=0)
        .filter(available_at__lte=now)
        .order_by()
        .values("member")
        .annotate(points=Sum("remaining"))
        .values("points")
    )
    points = Prefetch("balances", Balance.objects.filter(currency=POINTS), to_attr="points")
    return (
        members.select_related("tier_standing")
        .prefetch_related("identities", points)
        .annotate(over=Coalesce(Subquery(over), 0))
    )


def _row(member: Member, tiers: dict[str, str]) -> Row:
    points: list[Balance] = member.points  # type: ignore[attr-defined]
    balance = points[0] if points else Balance()
    over: int = member.over  # type: ignore[attr-defined]
    repaid = min(-balance.debt, over)
    return Row(
        member=member,
        name=named(member),
        available=balance.available + over - repaid,
        pending=balance.pending - over,
        owed=-balance.debt - repaid,
        tier=tier_of(member, tiers),
    )
