"""What the merchant reads when an install does not go through: what happened, and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Why each permission is asked for, in the merchant's words.
REASONS = {
    "read_orders": _("to see which orders earn points"),
    "read_customers": _("to know which customer a balance belongs to"),
    "write_customers": _("to note a member's level on the customer"),
    "write_discounts": _("to make the discount codes that members redeem points for"),
    "read_products": _("to let rules name products and collections"),
    "write_app_proxy": _("to show the rewards in your store under your own address"),
}


def _page(request: HttpRequest, *, status: int, title: str, text: str, **more: Any) -> HttpResponse:
    return render(request, "shopify/page.html", {"title": title, "text": text, **more}, status=status)


def _again(shop: str) -> dict[str, str]:
    return {"action": f"{reverse('shopify:install')}?shop={shop}", "action_text": gettext("Try again")}


def no_shop(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        status=400,
        title=gettext("Open the app from your store"),
        text=gettext(
            "In your store's admin, choose Apps and then this app. It then knows which store it is for."
        ),
    )


def not_proven(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        status=400,
        title=gettext("This link is no longer good"),
        text=gettext(
            "An install link works once, for ten minutes, in the browser that began it. Nothing was changed."
            " Open the app from your store's admin to begin again."
        ),
    )


def cancelled(request: HttpRequest, *, shop: str) -> HttpResponse:
    return _page(
        request,
        status=200,
        title=gettext("The app was not installed"),
        text=gettext("You chose not to install it, and nothing was changed in your store."),
        **_again(shop),
    )


def failed(request: HttpRequest, *, shop: str) -> HttpResponse:
    return _page(
        request,
        status=502,
        title=gettext("Your store did not answer as expected"),
        text=gettext("Nothing was changed. This mostly passes within a minute."),
        **_again(shop),
    )


def missing_scopes(request: HttpRequest, *, shop: str, missing: list[str]) -> HttpResponse:
    return _page(
        request,
        status=403,
        title=gettext("The app needs these permissions too"),
        text=gettext("Without them it cannot keep your members' points. Nothing was installed."),
        points=[(scope, REASONS.get(scope, "")) for scope in missing],
        **_again(shop),
    )
