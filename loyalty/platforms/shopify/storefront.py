"""Who is looking at the storefront, as the app proxy's signature proves."""

import re

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from loyalty.platforms.shopify import domain, signatures
from loyalty.shops.installed import installed
from loyalty.shops.models import Shop
from loyalty.shops.platform import StorefrontVisitor

PREFIX = "/apps/rewards"  # app_proxy in shopify.app.toml
_CUSTOMER = re.compile(r"(?:[1-9][0-9]{0,18})?", re.ASCII)
_PREFIX = re.compile(r"/[A-Za-z0-9_./-]{0,200}", re.ASCII)


def our_pages(shop: Shop) -> str:
    """The address under which shoppers reach our pages."""
    return f"{(shop.storefront or f'https://{shop.domain}').rstrip('/')}{PREFIX}"


def visitor(request: HttpRequest) -> StorefrontVisitor:
    """Raises PermissionDenied, with the same words for every cause."""
    query = request.META.get("QUERY_STRING", "")
    found = signatures.pairs(query)
    values = dict(found)
    if not signatures.proxy_query_is_unambiguous(found) or not signatures.proxy_query_is_signed(query):
        raise PermissionDenied
    customer, prefix = values.get("logged_in_customer_id", ""), values.get("path_prefix", "")
    if not _CUSTOMER.fullmatch(customer) or not _PREFIX.fullmatch(prefix):
        raise PermissionDenied
    try:
        shop = installed(platform="shopify", domain=domain.checked(values["shop"]))
    except domain.NotAShop:
        raise PermissionDenied from None
    if shop is None:
        raise PermissionDenied
    return StorefrontVisitor(shop=shop, customer=customer, prefix=prefix)
