"""The door behind the real server, spoken to by socket: what a test client cannot say."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from loyalty.inbox.models import Delivery
from loyalty.runtime import ports
from tests.cast import Cast
from tests.inbox.knock import signature

pytestmark = pytest.mark.django_db(transaction=True)
BODY = b'{"id": 1}'


@pytest.fixture
def port(transactional_db: None, tmp_path: Path) -> Iterator[int]:
    """A granian of its own on the test's database."""
    number = ports.free()
    host, name = connection.get_connection_params()["host"], connection.settings_dict["NAME"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={host}",
        "LOYALTY_VAR_DIR": str(tmp_path),
        "LOYALTY_SHOPIFY_CLIENT_SECRET": settings.SHOPIFY_CLIENT_SECRET,
        "LOYALTY_LOG_LEVEL": "ERROR",
    }
    command = (str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(number),
               "--log-level", "error", "loyalty.wsgi:application")  # fmt: skip
    process = subprocess.Popen(command, cwd=settings.ROOT, env=env)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                break
        time.sleep(0.05)
    yield number
    process.terminate()
    process.wait(15)


def head(*lines: str, sign: str | None = None, shop: str = "tea.myshopify.com") -> bytes:
    said = [
        "POST /webhooks/shopify HTTP/1.1",
        "Host: 127.0.0.1",
        f"X-Shopify-Hmac-Sha256: {signature(BODY) if sign is None else sign}",
        f"X-Shopify-Shop-Domain: {shop}",
        "X-Shopify-Topic: orders/create",
        *lines,
    ]
    return "\r\n".join([*said, "", ""]).encode("latin-1")


def say(port: int, *pieces: bytes) -> int:
    """The status that answers these bytes; 0 when the server only hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        for piece in pieces:
            wire.sendall(piece)
        answer = wire.recv(4096)
    return int(answer.split()[1]) if answer else 0


def test_what_only_a_socket_can_say(cast: Cast, port: int) -> None:
    shop = cast.shop.domain
    length = f"Content-Length: {len(BODY)}"
    chunked = "Transfer-Encoding: chunked"
    in_chunks = (b"4\r\n" + BODY[:4] + b"\r\n", b"5\r\n" + BODY[4:] + b"\r\n0\r\n\r\n")
    assert say(port, head(length, "X-Shopify-Webhook-Id: plain", shop=shop), BODY) == 200
    assert say(port, head(chunked, "X-Shopify-Webhook-Id: chunks", shop=shop), *in_chunks) == 200
    assert say(port, head("Content-Length: 52428801", shop=shop)) == 413
    assert say(port, head("Content-Length: 52428801", shop=shop, sign="")) == 401
    assert say(port, head(length, sign="é" * 44), BODY) == 401
    assert (
        say(port, head(length, "X-Shopify-Event-Id: é\xff", "X-Shopify-Webhook-Id: latin", shop=shop), BODY)
        == 200
    )
    assert say(port, head(length, "X-Shopify-Event-Id: a\0b", shop=shop), BODY) in (0, 200, 400)
    assert say(port, head(length).replace(b"POST", b"GET", 1), BODY) == 405
    ids = set(
        Delivery.objects.exclude(delivery_id__startswith="sha256:").values_list("delivery_id", flat=True)
    )
    assert ids == {"plain", "chunks", "latin"}
    assert {bytes(row.body) for row in Delivery.objects.all()} == {BODY}


def test_fifty_mebibytes_in_chunks_are_cut_off(cast: Cast, port: int) -> None:
    piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(head("Transfer-Encoding: chunked", shop=cast.shop.domain))
        answer = b""
        try:
            for _ in range(60):
                wire.sendall(piece)
            answer = wire.recv(4096)
        except OSError:
            pass  # hung up on us before we were through: refused all the same
    assert not answer or answer.split()[1] == b"413"
    assert not Delivery.objects.exists()
    assert say(port, head(f"Content-Length: {len(BODY)}", shop=cast.shop.domain), BODY) == 200
