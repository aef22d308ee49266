"""Which URLs a merchant may type: the public internet over https, and nothing else however it is written."""

import socket
from typing import Any

import pytest
from django.conf import LazySettings

from loyalty.common.outgoing.address import NotAllowed, NotFound, addresses, target

INSIDE = (
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.0.53:8443/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://app.localhost/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/v2/credentials",
    "https://168.63.129.16/metadata",
    "https://192.0.0.192/opc/v1/instance/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://198.18.0.1/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://database/",
    "https://redis.internal/",
    "https://printer.local/",
    "https://1.0.0.127.in-addr.arpa/",
)
MALFORMED = (
    "",
    "https://",
    "https:///path",
    "example.com",
    "//example.com/",
    "https://example.com:99999/",
    "https://example.com:0x50/",
    "https://exa mple.com/",
    "https://example.com\\@127.0.0.1/",
    "https://example.com\n.evil/",
    "https://example.com/\r\nHost: 127.0.0.1",
    "https://example.com/\t",
    "https://example.com/\u202e",
    "https://-example.com/",
    "https://example..com/",
    "https://[::1/",
    "https://1.2.3.4.5/",
    "https://256.1.1.1/",
    "https://example.com/é",
    "https://" + "a" * 64 + ".com/",
    "https://example.com/" + "a" * 2000,
)
NOT_HTTPS = (
    "http://example.com/",
    "http://127.0.0.1/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/_x",
    "javascript:alert(1)",
    "data:text/plain,x",
    "dict://example.com:11211/",
    "unix:/var/run/docker.sock",
)
OTHERS = {
    "https://owner:secret@example.com/": "user",
    "https://127.0.0.1@example.com/": "user",
    "https://@example.com/": "user",
    "https://example.com:22/": "port",
    "https://example.com:0/": "port",
    "https://example.com:80/": "port",
    "https://loyalty.example.com/webhooks/shopify": "ourselves",
    "https://LOYALTY.example.com./": "ourselves",
}


@pytest.fixture(autouse=True)
def _as_in_production(settings: LazySettings) -> None:
    settings.OUTGOING_LOOPBACK = False
    settings.APP_URL = "https://loyalty.example.com"


def refused(url: str) -> str:
    with pytest.raises(NotAllowed) as no:
        target(url)
    return no.value.code


@pytest.mark.parametrize("url", INSIDE)
def test_no_way_of_writing_it_leads_inside(url: str) -> None:
    assert refused(url) in ("inside", "not_a_url")


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_url_is_refused(url: str) -> None:
    assert refused(url) in ("not_a_url", "not_https")


@pytest.mark.parametrize("url", NOT_HTTPS)
def test_only_https_is_spoken(url: str) -> None:
    assert refused(url) in ("not_https", "not_a_url")


@pytest.mark.parametrize(("url", "code"), OTHERS.items())
def test_the_reason_is_told(url: str, code: str) -> None:
    assert refused(url) == code


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.com", "example.com", 443, "/"),
        ("HTTPS://Example.COM:8443/hooks?a=1#part", "example.com", 8443, "/hooks?a=1"),
        ("https://bücher.example.org/", "xn--bcher-kva.example.org", 443, "/"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 443, "/"),
    ],
)
def test_the_public_internet_is_allowed(url: str, host: str, port: int, path: str) -> None:
    found = target(url)
    assert (found.host, found.port, found.path) == (host, port, path)


def resolver(*answers: str) -> Any:
    """A name server's answer: there is none here to ask."""
    return lambda *_a, **_k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in answers]


@pytest.mark.parametrize(
    "answers",
    [
        ("127.0.0.1",),
        ("10.1.2.3",),
        ("169.254.169.254",),
        ("8.8.8.8", "192.168.0.1"),
        ("::1",),
        ("fd00::1",),
        ("::ffff:10.0.0.1",),
        ("fe80::1%2",),
    ],
)
def test_a_name_that_leads_inside_even_in_part_is_refused(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(*answers))
    with pytest.raises(NotAllowed):
        addresses("rebind.example.com", seconds=5)


def test_a_public_name_leads_to_each_of_its_addresses_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver("8.8.8.8", "8.8.8.8", "8.8.4.4"))
    assert addresses("dns.example.com", seconds=5) == ["8.8.8.8", "8.8.4.4"]


def test_a_name_without_an_address_and_a_silent_name_server_end_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver())
    with pytest.raises(NotFound):
        addresses("nobody.example.com", seconds=5)
    with pytest.raises(NotFound):
        addresses("silent.example.com", seconds=0)
