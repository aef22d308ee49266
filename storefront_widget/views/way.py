"""GET way: one way to earn as a page of its own; POST way: the shopper did it. GET go: off to the network."""

import secrets
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.desk import saying
from loyalty.desk.way import NoSuchWay, way
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account
from storefront_widget import nonce, source_files
from storefront_widget.linking import Back, came_back, not_linked
from storefront_widget.telling import Teller
from storefront_widget.views.asked import Said, checked, is_form, said
from storefront_widget.views.data import answer
from storefront_widget.views.page import BRACES
from storefront_widget.views.redeem import joined
from storefront_widget.visit import Refused, Visit, visited
from storefront_widget.walked import DEEDS, Walked
from storefront_widget.way_page import go_action, told_of_way, way_action

GONE = "no_such_way"


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@visited
def way_view(request: HttpRequest, visit: Visit) -> HttpResponse:
    """POST takes JSON or a form {nonce, key, way, …}; a form's refusal is a sentence on the page."""
    now = timezone.now()
    if request.method != "POST":
        rule = _rule(visit, request.GET.get("way", ""), now)
        return _back(request, visit, rule, now) if isinstance(rule.how, Account) else shown(visit, rule, now)
    told = said(request)
    rule = _rule(visit, str(told.get("way", "")), now)
    if not is_form(request):
        _do(request, visit, rule, told, now)
        return answer(Teller(visit, now).data())
    try:
        _do(request, visit, rule, told, now)
    except Refused as refused:
        if refused.code == "sign_in":
            raise
        return shown(visit, rule, now, refused=refused)
    return shown(visit, rule, now)


@require_safe
@visited
def go(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Off to the network by a link that was signed for this shopper and this way; when, is kept."""
    now = timezone.now()
    rule = _rule(visit, request.GET.get("way", ""), now)
    given, action = request.GET.get("t", ""), go_action(rule)
    if not visit.customer or not nonce.holds(
        given, shop_id=visit.shop.pk, customer=visit.customer, action=action, now=now
    ):
        stale = gettext("This page has been open for long. Reload it and try again.")
        return shown(visit, rule, now, refused=Refused(403, "stale_nonce", stale))
    member = joined(visit)
    try:
        url = saying.open_link(shop=visit.shop, member_id=member.pk, rule=rule.id, now=now)
    except NoSuchWay:
        raise _gone() from None
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, no-store"
    return response


def _back(request: HttpRequest, visit: Visit, rule: ActivityRule, now: datetime) -> HttpResponse:
    """The page of a way to link an account, where networks send people back to."""
    ticket = request.GET.get("linked", "")
    if not ticket:
        return shown(visit, rule, now, refused=not_linked(request.GET.get("unlinked", "")))
    try:
        return shown(visit, rule, now, back=came_back(visit, rule, ticket, now=now))
    except Refused as refused:
        return shown(visit, rule, now, refused=refused)


def shown(
    visit: Visit,
    rule: ActivityRule,
    now: datetime,
    *,
    refused: Refused | None = None,
    back: Back | None = None,
) -> HttpResponse:
    """The page of one way, as it stands at `now`."""
    html = render_to_string(
        "widget/way.html",
        {
            "way": told_of_way(visit, rule, now=now),
            "prefix": visit.prefix,
            "key": secrets.token_hex(16),
            "version": source_files.version(source_files.page_css()),
            "refused": refused and refused.message,
            "back": back,
        },
    )
    status = refused.status if refused else 200
    response = HttpResponse(html.translate(BRACES), content_type="application/liquid", status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _rule(visit: Visit, rule: str, now: datetime) -> ActivityRule:
    try:
        return way(shop=visit.shop, rule=rule, now=now)
    except NoSuchWay:
        raise _gone() from None


def _gone() -> Refused:
    return Refused(404, GONE, gettext("This way to earn is not offered any more."))


def _do(request: HttpRequest, visit: Visit, rule: ActivityRule, told: Said, now: datetime) -> None:
    checked(visit, told, action=way_action(rule), now=now)
    deed = DEEDS.get(rule.how.by if rule.how else "")
    if deed is None:
        raise _gone()
    try:
        deed(Walked(visit, joined(visit), rule, told, request, now))
    except NoSuchWay:
        raise _gone() from None
