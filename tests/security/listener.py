"""A real HTTP server on loopback that notes who asked, and the ways in which it can misbehave."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answering = Callable[[socket.socket], None]


@dataclass
class Listener:
    """`requests` are the heads and bodies that arrived, as bytes."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    knocks: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def says(head: str, body: bytes = b"") -> Answering:
    return lambda peer: peer.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)


def drips(peer: socket.socket) -> None:
    """A byte now and then, for ever: each wait is short, the whole is not."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        peer.sendall(b"x")
        time.sleep(0.02)


def pours(peer: socket.socket) -> None:
    """No end at all."""
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(10_000):
        peer.sendall(b"x" * 65_536)


@contextmanager
def listening(answer: Answering, *, tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    """Answers every connection in the same way until the block ends."""
    listener, door = Listener(), socket.create_server(("127.0.0.1", 0))
    listener.port = door.getsockname()[1]

    def serve() -> None:
        with suppress(OSError):
            while True:
                peer, _ = door.accept()
                listener.knocks += 1
                threading.Thread(target=_one, args=(peer, answer, listener, tls), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def _one(peer: socket.socket, answer: Answering, listener: Listener, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), peer:
        spoken = tls.wrap_socket(peer, server_side=True) if tls else peer
        listener.requests.append(_whole(spoken))
        answer(spoken)


def _whole(peer: socket.socket) -> bytes:
    """A request may come in pieces."""
    told = b""
    while piece := peer.recv(65_536):
        told += piece
        head, blank, body = told.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if blank and len(body) >= int(length[1] if length else 0):
            break
    return told
