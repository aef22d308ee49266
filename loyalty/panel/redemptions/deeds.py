"""What staff do with a redemption: hand it over, withdraw it, send its errand again."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk.ending import CannotEnd, end
from loyalty.desk.handing import handed_over
from loyalty.outbox.models import Errand
from loyalty.outbox.retry import retry
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.redemptions.find import ERRAND, PROBLEMS, errand_key
from loyalty.panel.redemptions.listed import lines_of
from loyalty.panel.redemptions.one import one_of, one_page
from loyalty.panel.show import back, show
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step

WHY = 300


@guarded(write=Role.STAFF)
def hand_over(request: HttpRequest, visitor: Visitor, public: str) -> HttpResponse:
    """The member has it."""
    made = one_of(visitor, public)
    if request.method != "POST":
        return back("redemption", public)
    try:
        handed_over(redemption=made, actor=visitor.actor, now=timezone.now())
    except CannotEnd:
        return back("redemption", public, said="not_to_hand_over")
    return back("redemption", public, said="handed_over")


@guarded(write=Role.STAFF)
def withdraw(request: HttpRequest, visitor: Visitor, public: str) -> HttpResponse:
    """A POST shows the effect; one that says `confirm` withdraws."""
    made = one_of(visitor, public)
    if request.method != "POST":
        return back("redemption", public)
    why = request.POST.get("why", "").replace("\0", "").strip()[:WHY]
    if not why:
        return one_page(request, visitor, made, unsaid=True)
    if "confirm" not in request.POST:
        return _effect(request, visitor, made, why)
    try:
        with transaction.atomic():
            now = timezone.now()
            end(redemption=made, why=Redemption.Ending.WITHDRAWN, actor=visitor.actor, now=now, words=why)
            record(visitor=visitor, deed="reward withdrawn", now=now, redemption=made.public, why=why)
    except CannotEnd:
        return back("redemption", public, said="not_to_withdraw")
    return back("redemption", public, said="reward_withdrawn")


def _effect(request: HttpRequest, visitor: Visitor, made: Redemption, why: str) -> HttpResponse:
    context = {"made": made, "line": lines_of([made], visitor.shop)[0], "why": why}
    return show(request, visitor, "members_redemption_withdraw.html", context)


@guarded(write=Role.STAFF)
def settle(request: HttpRequest, visitor: Visitor, public: str) -> HttpResponse:
    """Somebody saw that it was used after all, and did what was to be done."""
    made = one_of(visitor, public)
    if request.method != "POST":
        return back("redemption", public)
    with transaction.atomic():
        open_still = Redemption.objects.select_for_update(no_key=True).filter(
            PROBLEMS["after_all"], pk=made.pk
        )
        if not open_still.exists():
            return back("redemption", public, said="not_to_settle")
        now = timezone.now()
        step(made, "settled", actor=visitor.actor, now=now)
        record(visitor=visitor, deed="reward settled", now=now, redemption=made.public)
    return back("redemption", public, said="settled")


@guarded(write=Role.STAFF)
def retry_redemption(request: HttpRequest, visitor: Visitor, public: str) -> HttpResponse:
    """Its errand goes once more."""
    made = one_of(visitor, public)
    if request.method != "POST":
        return back("redemption", public)
    rows = Errand.objects.filter(shop=visitor.shop, key=errand_key(made))
    return back("redemption", public, said="errand_again" if _again(visitor, rows) else "no_errands")


@guarded(write=Role.STAFF)
def retry_redemptions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All that were given up go once more."""
    if request.method != "POST":
        return back("redemptions")
    rows = Errand.objects.filter(shop=visitor.shop, kind=ERRAND, state=Errand.State.DEAD)
    return back("redemptions", said="errands_again" if _again(visitor, rows) else "no_errands")


def _again(visitor: Visitor, rows: QuerySet[Errand]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    return retry(shop=visitor.shop, actor=visitor.actor, now=timezone.now(), ids=ids)
