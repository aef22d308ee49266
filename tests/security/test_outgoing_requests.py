"""Requests to where a merchant pointed: to the address that was checked, no further, and for so long."""

import datetime as dt
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import LazySettings

from loyalty.common.outgoing import send as door
from loyalty.common.outgoing.address import NotAllowed
from loyalty.common.outgoing.send import NoAnswer, send
from tests.security.listener import Listener, drips, listening, pours, says

FINE = says("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")


def post(url: str, **more: Any) -> door.Answer:
    return send(url=url, body=b'{"a": 1}', headers={"Content-Type": "application/json"}, **more)


@pytest.fixture
def inside() -> Iterator[Listener]:
    """A service of our own network, which nobody from outside may reach."""
    with listening(FINE) as made:
        yield made


def test_a_request_arrives_as_it_was_meant() -> None:
    with listening(FINE) as there:
        answer = post(f"{there.address}/hooks?shop=tea")
    assert (answer.status, answer.body, answer.cut) == (200, b"ok", False)
    head, _, body = there.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hooks?shop=tea HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{there.port}".encode() in head
    assert body == b'{"a": 1}'


def test_in_production_nothing_reaches_our_own_machine(inside: Listener, settings: LazySettings) -> None:
    settings.OUTGOING_LOOPBACK = False
    for host in ("127.0.0.1", "localhost", "[::1]", "127.1", "2130706433"):
        for scheme in ("http", "https"):
            with pytest.raises(NotAllowed):
                post(f"{scheme}://{host}:{inside.port}/")
    assert inside.knocks == 0


def test_a_name_that_leads_elsewhere_when_asked_again_was_asked_once(
    inside: Listener, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when checked, inside when connected to."""
    settings.OUTGOING_LOOPBACK = False
    asked: list[str] = []
    connected: list[str] = []

    def answers(host: str, *_a: Any, **_k: Any) -> list[Any]:
        asked.append(host)
        ip = "203.0.114.7" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0))]

    def connect(address: tuple[str, int], *_a: Any, **_k: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        post(f"https://rebind.example.com:{inside.port}/")
    assert asked == ["rebind.example.com"]
    assert connected == ["203.0.114.7"]
    assert inside.knocks == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(inside: Listener, status: int) -> None:
    away = says(f"HTTP/1.1 {status} Away\nLocation: {inside.address}/\nContent-Length: 0")
    with listening(away) as there:
        assert post(there.address).status == status
    assert inside.knocks == 0


def test_a_proxy_of_the_environment_is_not_asked(inside: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, inside.address)
    with listening(FINE) as there:
        assert post(there.address).status == 200
    assert inside.knocks == 0


def test_an_endless_answer_is_cut_and_a_dripping_one_ends_in_time() -> None:
    with listening(pours) as there:
        answer = post(there.address, keep=1000)
    assert (len(answer.body), answer.cut) == (1000, True)
    with listening(drips) as there:
        started = time.monotonic()
        with pytest.raises(NoAnswer, match="within"):
            post(there.address, seconds=0.3)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "head",
    [
        "SSH-2.0-OpenSSH_9.2",
        "HTTP/1.1 200 OK\nContent-Length: -1",
        "HTTP/1.1 200 OK\nX: " + "x" * 200_000,
        "HTTP/1.1 abc OK",
    ],
)
def test_what_is_not_http_is_no_answer(head: str) -> None:
    with listening(says(head)) as there, pytest.raises(NoAnswer):
        post(there.address, seconds=5)


def test_nobody_there_is_no_answer_and_a_header_cannot_bring_another() -> None:
    with listening(FINE) as there:
        pass
    with pytest.raises(NoAnswer, match="no connection"):
        post(there.address, seconds=5)
    with listening(FINE) as there, pytest.raises(NoAnswer):
        send(url=there.address, headers={"X-Shop": "tea\r\nHost: other"})
    assert there.requests in ([], [b""])


def everything_is_here(_host: str, port: int | None, *_a: Any, **_k: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port or 0))]


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's certificate for hooks.example.com that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.com")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.com")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    monkeypatch.setattr(socket, "getaddrinfo", everything_is_here)
    door._trust.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, private)
    yield context
    door._trust.cache_clear()


def test_the_certificate_is_the_names_though_the_address_was_chosen(certified: ssl.SSLContext) -> None:
    with listening(FINE, tls=certified) as there:
        assert post(f"https://hooks.example.com:{there.port}/").body == b"ok"
        assert b"Host: hooks.example.com:" in there.requests[0]
        with pytest.raises(NoAnswer, match="no connection"):
            post(f"https://evil.example.com:{there.port}/")
    assert len(there.requests) == 1
