"""What the store sent, and what became of it."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.inbox import overview, reasons
from loyalty.inbox import resend as inbox_resend
from loyalty.inbox.models import Delivery
from loyalty.orders.models import LastReread
from loyalty.outbox.models import Errand
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.deliveries_body import shown
from loyalty.panel.deliveries_order import order_of
from loyalty.panel.members import number_in
from loyalty.panel.show import back, show
from loyalty.panel.words import delivery_states
from loyalty.shops.models import Shop

PARKED = Delivery.State.PARKED


@guarded()
def deliveries(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Counts by state, and the newest deliveries that pass the filters."""
    state, topic = request.GET.get("state", ""), request.GET.get("topic", "")
    before = number_in(request.GET.get("before", ""))
    counts, topics = _counts(visitor.shop)
    rows = Delivery.objects.filter(shop=visitor.shop)
    rows = rows.filter(topic=topic) if topic in topics else rows
    state = state if state in counts else ""
    page = overview.page(rows, state=state, before=before)
    context: dict[str, object] = {
        "states": [(name, words, tone, counts[name]) for name, words, tone in delivery_states()],
        "page": page,
        "state": state,
        "topics": topics,
        "topic": topic if topic in topics else "",
        "parked": counts[PARKED],
        "total": sum(counts.values()),
        "later": before is not None,
        "given_up": Errand.objects.filter(shop=visitor.shop, state=Errand.State.DEAD).count(),
        "reread": LastReread.objects.filter(shop=visitor.shop).first(),
    }
    return show(request, visitor, "deliveries.html", context)


def _counts(shop: Shop) -> tuple[dict[str, int], list[str]]:
    """Deliveries by state, and the topics there are, in one question."""
    found = Delivery.objects.filter(shop=shop).values_list("state", "topic").annotate(number=Count("id"))
    counts, topics = dict.fromkeys(Delivery.State.values, 0), set()
    for state, topic, number in found:
        counts[state] += number
        topics.add(topic)
    return counts, sorted(topics)


@guarded()
def delivery(request: HttpRequest, visitor: Visitor, delivery_id: int) -> HttpResponse:
    """Headers and body, just as they came; not for readers, for they carry names and addresses."""
    row = _found(visitor, delivery_id)
    context: dict[str, object] = {
        "row": row,
        "reason": reasons.in_words(row.reason),
        "headers": sorted(row.headers.items()),
        "body": shown(bytes(row.body)) if visitor.may_change else None,
        "order": order_of(row),
        "may_resend": visitor.may_change and row.state != Delivery.State.READY,
    }
    return show(request, visitor, "deliveries_one.html", context)


@guarded(write=Role.STAFF)
def resend(request: HttpRequest, visitor: Visitor, delivery_id: int) -> HttpResponse:
    """Puts one delivery back to work."""
    row = _found(visitor, delivery_id)
    if request.method != "POST":
        return back("delivery", row.pk)
    woken = _resend(visitor, [row.pk])
    return back("delivery", row.pk, said="resent" if woken else "waiting")


@guarded(write=Role.STAFF)
def resend_all(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Puts all parked deliveries of the shop back to work."""
    if request.method != "POST":
        return back("deliveries")
    parked = Delivery.objects.filter(shop=visitor.shop, state=PARKED).values_list("pk", flat=True)
    woken = _resend(visitor, list(parked))
    return back("deliveries", said="resent_all" if woken else "none_parked")


def _resend(visitor: Visitor, deliveries: list[int]) -> int:
    """Audited by the inbox itself."""
    if not deliveries:
        return 0
    return inbox_resend.resend(
        shop=visitor.shop, deliveries=deliveries, actor=visitor.actor, now=timezone.now()
    )


def _found(visitor: Visitor, number: int) -> Delivery:
    row = overview.delivery(shop=visitor.shop, number=number) if number < 2**63 else None
    if row is None:
        raise Http404
    return row
