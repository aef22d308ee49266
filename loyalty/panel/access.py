"""Who is looking, and into which shop. Every view of the panel goes through `guarded`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from loyalty.adjustments.person import Person
from loyalty.panel.embedded import embedded_staff, unproven
from loyalty.panel.pace import guessing, too_often
from loyalty.shops.models import Shop, Staff

Role = Staff.Role
RANKS = (Role.READER, Role.STAFF, Role.OWNER)
SESSION_SHOP = "panel_shop"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a role in a shop."""

    shop: Shop
    staff: Staff
    embedded: bool

    @property
    def actor(self) -> str:
        """How the audit and the books name this person."""
        if self.staff.user is not None:
            return self.staff.user.get_username()
        return f"{self.shop.platform}:{self.staff.subject}"

    @property
    def person(self) -> Person:
        """The same, for adjustments."""
        return Person(self.staff.pk, self.actor)

    def may(self, role: str) -> bool:
        return RANKS.index(Role(self.staff.role)) >= RANKS.index(Role(role))

    @property
    def may_change(self) -> bool:
        return self.may(Role.STAFF)

    @property
    def may_publish(self) -> bool:
        return self.may(Role.OWNER)

    @property
    def shops(self) -> list[Shop]:
        """Every shop this person may switch to; just this one inside the store's admin."""
        if self.embedded:
            return [self.shop]
        rows = Staff.objects.filter(user=self.staff.user).select_related("shop").order_by("shop__name")
        return [row.shop for row in rows]


View = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse]


def guarded(
    *, read: str = Role.READER, write: str | None = None
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Reading needs the role `read`; other methods need `write`, and there are none when it is None.

    Gives the view its visitor, whose language and time zone are active while it runs.
    """

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            found = _visitor(request)
            if isinstance(found, HttpResponse):
                return found
            request.panel = found  # type: ignore[attr-defined]
            with translation.override(_language(request, found)), timezone.override(_zone(found.shop)):
                refused = _refusal(request, found, read, write) or too_often(
                    request, staff=found.staff.pk, shop=found.shop.pk
                )
                return refused or view(request, found, *args, **kwargs)

        # Without cookies there is nothing to forge; where they count, `_refusal` checks the token itself.
        enter.csrf_exempt = True  # type: ignore[attr-defined]
        enter.panel_reads = str(read)  # type: ignore[attr-defined]
        enter.panel_guard = write or "nobody"  # type: ignore[attr-defined]
        return enter

    return wrap


def _visitor(request: HttpRequest) -> Visitor | HttpResponse:
    try:
        staff = embedded_staff(request)
    except PermissionDenied:
        return guessing(request) or unproven()
    if staff is not None:
        return Visitor(shop=staff.shop, staff=staff, embedded=True)
    if not request.user.is_authenticated:
        return _to_login(request)
    rows = list(Staff.objects.filter(user=request.user).select_related("shop", "user").order_by("id"))
    if not rows:
        raise Http404
    chosen = request.session.get(SESSION_SHOP)
    row = next((row for row in rows if row.shop_id == chosen), rows[0])
    return Visitor(shop=row.shop, staff=row, embedded=False)


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.GET.get("embedded") == "1":
        return _to_the_stores_admin(request)
    login = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(
            redirect_to_login(request.headers.get("HX-Current-URL", "/panel/")).url
        )
    return login


def _to_the_stores_admin(request: HttpRequest) -> HttpResponse:
    """The admin opened one of our pages in its frame: its door proves the visitor and then shows the page."""
    query = request.GET.copy()
    query["page"] = request.path
    return redirect(f"{reverse('shopify:app')}?{query.urlencode()}")


def _refusal(request: HttpRequest, visitor: Visitor, read: str, write: str | None) -> HttpResponse | None:
    if request.method in ("GET", "HEAD"):
        return None if visitor.may(read) else _not_allowed(request, read)
    if write is None or request.method != "POST":
        return HttpResponseNotAllowed(["GET"] if write is None else ["GET", "POST"])
    if not visitor.embedded:
        forged = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, _to_login, (), {})
        if forged is not None:
            return forged
    return None if visitor.may(write) else _not_allowed(request, write)


def _not_allowed(request: HttpRequest, needed: str) -> HttpResponse:
    return render(request, "panel/not_allowed.html", {"needed": needed}, status=403)


def _language(request: HttpRequest, visitor: Visitor) -> str:
    preference = getattr(visitor.staff, "preference", None)
    return preference.language if preference else translation.get_language_from_request(request)


def _zone(shop: Shop) -> ZoneInfo:
    try:
        return ZoneInfo(shop.timezone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
