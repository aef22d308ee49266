"""From which address a request came, as far as it can be believed."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

NOBODY = "0.0.0.0"  # noqa: S104 - an address that cannot be read; nothing listens to it


def address(environ: Mapping[str, Any]) -> str:
    """The address that the outermost proxy of ours saw; an IPv6 network of one customer counts as one.

    Of X-Forwarded-For only as many entries are read, from the right, as there are proxies in front.
    """
    told = [one.strip() for one in str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",") if one.strip()]
    proxies: int = settings.PROXIES_IN_FRONT
    text = told[-proxies] if 0 < proxies <= len(told) else str(environ.get("REMOTE_ADDR") or "")
    return _plain(text)


def of(request: HttpRequest) -> str:
    """The same, for libraries that ask with the request."""
    return address(request.META)


def _plain(text: str) -> str:
    try:
        found = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return NOBODY
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
