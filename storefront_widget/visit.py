"""Who visits, in which language: every shopper's view starts here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext

from loyalty.common import caller
from loyalty.common.limits import SHOPPER, UNPROVEN, VISITORS, wait
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.programmes.live import Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.shops.platform import platform

PLATFORM = "shopify"


@dataclass(frozen=True)
class Visit:
    """A proven visit. `customer` is "" for somebody who has not signed in."""

    shop: Shop
    customer: str
    prefix: str

    @cached_property
    def versions(self) -> Timeline:
        """The programme's, as they are while the visit lasts."""
        return timeline(programme_id=self.shop.programme_id)

    def member(self) -> Member | None:
        """The member who is looking; None for a visitor and for a customer we do not know yet."""
        return by_customer(shop=self.shop, customer=self.customer) if self.customer else None


class Refused(Exception):
    """A request that gets a clear no: a code for programs, a sentence for people."""

    def __init__(self, status: int, code: str, message: str, *, wait: int = 0) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.wait = status, code, message, wait


def too_many(seconds: int) -> Refused:
    return Refused(429, "too_many", gettext("That was often. Wait a minute and try again."), wait=seconds)


View = Callable[[HttpRequest, Visit], HttpResponse]


def visited(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Proves the visitor, sets the language, and answers refusals as JSON. Without proof: 401 and no data."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        with translation.override(language(request.GET.get("locale", ""))):
            try:
                visitor = platform(PLATFORM).storefront_visitor(request)
            except PermissionDenied:
                return refusal(_unproven(request))
            visit = Visit(visitor.shop, visitor.customer, visitor.prefix)
            try:
                _not_too_often(visit)
                return view(request, visit)
            except Refused as refused:
                return refusal(refused)

    return guarded


def _unproven(request: HttpRequest) -> Refused:
    """Counted only when nothing was proven: shoppers and whoever forges may share an address."""
    seconds = wait(UNPROVEN, caller.of(request))
    return (
        too_many(seconds)
        if seconds
        else Refused(401, "not_signed", gettext("This address works inside the shop only."))
    )


def _not_too_often(visit: Visit) -> None:
    shopper = (SHOPPER, visit.shop.pk, visit.customer) if visit.customer else (VISITORS, visit.shop.pk)
    seconds = wait(*shopper)
    if seconds:
        raise too_many(seconds)


def refusal(refused: Refused) -> JsonResponse:
    """The standard error body."""
    answer = JsonResponse(
        {"error": {"code": refused.code, "message": refused.message}}, status=refused.status
    )
    answer["Cache-Control"] = "no-store"
    if refused.wait:
        answer["Retry-After"] = str(refused.wait)
    return answer


def language(locale: str) -> str:
    """A storefront's locale such as "zh-TW" to one of ours; English for any we do not speak."""
    try:
        return translation.get_supported_language_variant(locale[:20].lower())
    except LookupError:
        return "en"
