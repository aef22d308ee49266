"""A load generator that costs little: prepared bytes over a few sockets, one thread, epoll.

Run as a process of its own; prints one JSON document: accepted, refused, seconds, p50_ms, p99_ms, cpu_us (per
request); it begins when it is told so by a line.
"""

import argparse
import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from benchmarks.order import requests


@dataclass
class Connection:
    """One keep-alive connection with at most one request on its way."""

    sock: socket.socket
    sent_at: float = 0
    left: bytes = b""
    answer: bytes = b""
    etag: bytes = b""
    codes: list[int] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.left = request[self.sock.send(request) :]

    def go_on_sending(self) -> None:
        if self.left:
            self.left = self.left[self.sock.send(self.left) :]

    def answered(self) -> bool:
        """Reads what came; whether the answer is whole."""
        self.answer += self.sock.recv(65536)
        head, end, rest = self.answer.partition(b"\r\n\r\n")
        if not end or not _whole(head, rest):
            return False
        self.codes.append(int(head[9:12]))
        self.etag = _field(head, b"etag") or b""
        self.latencies.append(time.perf_counter() - self.sent_at)
        self.answer = b""
        return True


def _whole(head: bytes, rest: bytes) -> bool:
    if head[9:12] == b"304":
        return True  # has no body, whatever its head says
    if _field(head, b"transfer-encoding") == b"chunked":
        return rest.endswith(b"0\r\n\r\n")
    return len(rest) >= int(_field(head, b"content-length") or 0)


def _field(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        field, _, value = line.partition(b":")
        if field.lower() == name:
            return value.strip()
    return None


def run(prepared: list[bytes], *, port: int, connections: int) -> dict[str, float]:
    """Closed loop: every connection sends its next request when it has its answer."""
    selector = selectors.DefaultSelector()
    opened = []
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.append(Connection(sock))
    waiting, cpu, started = iter(prepared), time.process_time(), time.perf_counter()
    for connection in opened:
        selector.register(connection.sock, selectors.EVENT_READ, connection)
        connection.send(next(waiting))
    busy = len(opened)
    while busy:
        for key, _ in selector.select(5):
            connection = key.data
            connection.go_on_sending()
            if connection.answered():
                request = next(waiting, None)
                if request is None:
                    busy -= 1
                    selector.unregister(connection.sock)
                else:
                    connection.send(request)
    seconds = time.perf_counter() - started
    return _summary(opened, seconds, time.process_time() - cpu)


def _summary(opened: list[Connection], seconds: float, cpu: float) -> dict[str, float]:
    codes = [code for connection in opened for code in connection.codes]
    times = sorted(latency for connection in opened for latency in connection.latencies)
    accepted = sum(1 for code in codes if 200 <= code < 300 or code == 304)
    return {
        "accepted": accepted,
        "refused": len(codes) - accepted,
        "seconds": seconds,
        "rate": accepted / seconds,
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[int(len(times) * 0.99)],
        "cpu_us": 1e6 * cpu / max(len(codes), 1),
    }


def learnt(prepared: list[bytes], *, port: int) -> list[bytes]:
    """The same requests, each naming the ETag of the answer it had just now."""
    known: dict[bytes, bytes] = {}
    sock = socket.create_connection(("127.0.0.1", port))
    for request in set(prepared):
        one = Connection(sock)
        one.send(request)
        while not one.answered():
            one.go_on_sending()
        known[request] = request[:-2] + b"If-None-Match: %s\r\n\r\n" % one.etag
    return [known[request] for request in prepared]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--port", 0), ("--first", 0), ("--count", 1000), ("--connections", 8)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--path", default="/webhooks/shopify")
    parser.add_argument("--secret", default="")
    parser.add_argument("--file", type=Path, help="whole requests, a msgpack array, instead of orders")
    parser.add_argument("--learn", action="store_true", help="ask once before, and name the answers known")
    given = parser.parse_args()
    if given.file:
        prepared = msgspec.msgpack.decode(given.file.read_bytes(), type=list[bytes])
    else:
        prepared = list(
            requests(first=given.first, count=given.count, secret=given.secret.encode(), path=given.path)
        )
    if given.learn:
        prepared = learnt(prepared, port=given.port)
    print("ready", flush=True)
    sys.stdin.readline()
    sys.stdout.write(json.dumps(run(prepared, port=given.port, connections=given.connections)))


if __name__ == "__main__":
    main()
