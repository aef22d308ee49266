"""Which addresses a URL that somebody typed may lead to: the public internet, and nothing of ours."""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import idna
from django.conf import settings

LONGEST = 2000
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_PORTS = (443, *range(1024, 65536))
# The inside of a network, met by its name: reached by whoever asks from within.
_INSIDE = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "localdomain",
    "arpa",
    "onion",
)
# Public by number, and yet an inside: other ways to write an IPv4 address, and a cloud's own services.
_NOT_OUTSIDE = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
            *("198.18.0.0/15", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
            *("100::/64", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"),
        ),
    )
)
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """We do not go there; `code` is one of "not_a_url", "not_https", "user", "port", "inside", "ourselves"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFound(Exception):
    """The name has no address, or nobody said so in time."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in its parts, as it will be asked for; nothing was looked up yet."""

    scheme: str
    host: str
    port: int
    path: str


def target(url: str) -> Target:
    """The URL, read in the one way in which we follow it. Raises NotAllowed."""
    if not 0 < len(url) <= LONGEST or not url.isprintable() or set(url) & set(' \\"<>^`{|}'):
        raise NotAllowed("not_a_url")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        raise NotAllowed("not_a_url") from None
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("user")
    ours = settings.OUTGOING_LOOPBACK and _is_loopback(host)
    if parts.scheme != "https" and not (ours and parts.scheme == "http"):
        raise NotAllowed("not_https")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in _PORTS and not ours:
        raise NotAllowed("port")
    _refuse(host)
    path = _ascii_path(parts.path or "/") + (f"?{_ascii_path(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def addresses(host: str, *, seconds: float) -> list[str]:
    """Where the name leads now, each checked; one that is inside spoils all. Raises NotAllowed or NotFound."""
    found = [_ip(host)] if _ip(host) else [ipaddress.ip_address(one) for one in _looked_up(host, seconds)]
    if not found:
        raise NotFound(host)
    for one in found:
        if one is None or not _may(one):
            raise NotAllowed("inside")
    return [str(one) for one in dict.fromkeys(found)]


def _host(text: str) -> str:
    """Lower case and ASCII, as a resolver is asked. Raises ValueError."""
    if ":" in text:
        return str(ipaddress.IPv6Address(text))
    name = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode()
    name = name.removesuffix(".")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(text)
    last = name.rpartition(".")[2]
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last, re.ASCII):
        return str(ipaddress.IPv4Address(name))  # 127.1, 2130706433 and 0x7f.1 are ways to hide
    return name


def _ascii_path(text: str) -> str:
    if not text.isascii():
        raise NotAllowed("not_a_url")
    return text


def _refuse(host: str) -> None:
    ip = _ip(host)
    if ip is not None:
        if not _may(ip):
            raise NotAllowed("inside")
        return
    if settings.OUTGOING_LOOPBACK and _is_loopback(host):
        return
    if "." not in host or host.rpartition(".")[2] in _INSIDE:
        raise NotAllowed("inside")
    if host in (urlsplit(settings.APP_URL).hostname, *settings.ALLOWED_HOSTS):
        raise NotAllowed("ourselves")


def _is_loopback(host: str) -> bool:
    ip = _ip(host)
    return host == "localhost" or (ip is not None and ip.is_loopback)


def _ip(host: str) -> Ip | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _may(ip: Ip) -> bool:
    if ip.is_loopback:
        return bool(settings.OUTGOING_LOOPBACK)
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id:
        return False
    if any(ip.version == net.version and ip in net for net in _NOT_OUTSIDE):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_link_local or ip.is_unspecified)


def _looked_up(host: str, seconds: float) -> list[str]:
    """The resolver knows no time limit of its own, so a thread of its own waits for it."""
    answer: SimpleQueue[list[str]] = SimpleQueue()

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        answer.put([str(row[4][0]) for row in rows])

    threading.Thread(target=look, name="resolve", daemon=True).start()
    try:
        return answer.get(timeout=max(seconds, 0))
    except Empty:
        raise NotFound(host) from None
