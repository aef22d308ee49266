"""The way to the first points, derived from what is there: nothing to tick off by hand."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from loyalty.orders.models import Order
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation, Shop


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list. `outside` opens the store's own admin."""

    title: str
    text: str
    done: bool
    at: datetime | None = None
    url: str = ""
    label: str = ""
    outside: bool = False


def checklist(*, shop: Shop) -> list[Step]:
    return [_installed(shop), _published(shop), _switched_on(shop), _first_order(shop)]


def embed_link(shop: Shop) -> str:
    """Opens the theme editor with the app's embed switched on and waiting for Save."""
    name = shop.domain.partition(".")[0]
    if settings.SHOPIFY_ORIGIN == "https://{shop}":
        admin = f"https://admin.shopify.com/store/{name}"
    else:
        admin = settings.SHOPIFY_ORIGIN.replace("{shop}", shop.domain) + f"/store/{name}"
    embed = quote(f"{settings.SHOPIFY_CLIENT_ID}/app-embed", safe="/")
    return f"{admin}/themes/current/editor?context=apps&activateAppId={embed}"


def _installed(shop: Shop) -> Step:
    stay = Installation.objects.filter(shop=shop, uninstalled_at=None).first()
    return Step(
        title=_("Install the app"),
        text=_("The store sends its orders here.")
        if stay
        else _("The app is not installed in the store at the moment; the clock of all points stands still."),
        done=stay is not None,
        at=stay.installed_at if stay else None,
    )


def _published(shop: Shop) -> Step:
    first = Version.objects.filter(programme=shop.programme_id).order_by("number").first()
    return Step(
        title=_("Publish your rules"),
        text=_("Say what an order earns. Nothing is public and nobody earns before you publish."),
        done=first is not None,
        at=first.published_at if first else None,
        url=reverse("panel:earning"),
        label=_("Set up earning"),
    )


def _switched_on(shop: Shop) -> Step:
    # The store does not tell us about its theme; the widget's first question does.
    return Step(
        title=_("Show the rewards button in your store"),
        text=_("Switch the app embed on in the theme editor and save."),
        done=shop.widget_seen_at is not None,
        at=shop.widget_seen_at,
        url=embed_link(shop),
        label=_("Open the theme editor"),
        outside=True,
    )


def _first_order(shop: Shop) -> Step:
    order = Order.objects.filter(shop=shop).exclude(processed_at=None).order_by("id").first()
    return Step(
        title=_("See the first order arrive"),
        text=_("Orders appear within seconds after they are paid."),
        done=order is not None,
        at=order.processed_at if order else None,
    )
