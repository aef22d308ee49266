"""A store's address on the platform, and where our own calls to it really go."""

import re
from urllib.parse import urlsplit

from django.conf import settings

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com", re.ASCII)


class NotAShop(ValueError):
    """A text that is no store's permanent address."""


def checked(text: object) -> str:
    """The text itself when it is a permanent address such as tea.myshopify.com. Raises NotAShop."""
    if isinstance(text, str) and _DOMAIN.fullmatch(text):
        return text
    raise NotAShop("That is no address of a store.")


def origin(shop: str) -> str:
    """https://tea.myshopify.com, or the pretend store's origin on a development box."""
    return str(settings.SHOPIFY_ORIGIN).format(shop=shop, name=shop.partition(".")[0])


def host_header(shop: str) -> dict[str, str]:
    """Names the store when the origin does not: one development box plays many stores."""
    return {} if urlsplit(origin(shop)).hostname == shop else {"Host": shop}
