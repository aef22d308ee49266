"""A store on a loopback port: just the token endpoint and GraphQL, answering what a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings

Json = dict[str, Any]
Answer = tuple[int, Json | bytes]
GRANTED = ",".join(settings.SHOPIFY_SCOPES)


@dataclass
class Call:
    path: str
    host: str
    token: str
    body: Json


@dataclass
class Store:
    """`token` and `graphql` may be replaced; `calls` is what came."""

    token: Callable[[Json], Answer]
    graphql: Callable[[Json], Answer]
    calls: list[Call] = field(default_factory=list)
    origin: str = ""

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        return (self.token if call.path.endswith("/access_token") else self.graphql)(call.body)

    def asked_for(self, end: str) -> list[Call]:
        return [call for call in self.calls if call.path.endswith(end)]


def tokens(number: int = 1, scope: str = GRANTED) -> Json:
    return {
        "access_token": f"shpat_{number}",
        "scope": scope,
        "expires_in": 3600,
        "refresh_token": f"shprt_{number}",
        "refresh_token_expires_in": 7_776_000,
    }


def particulars(domain: str = "tea.myshopify.com", number: int = 548380009) -> Json:
    told = {
        "id": f"gid://shopify/Shop/{number}",
        "name": "The tea shop",
        "myshopifyDomain": domain,
        "currencyCode": "USD",
        "ianaTimezone": "America/New_York",
        "primaryDomain": {"url": "https://tea.example"},
    }
    return {"data": {"shop": told}}


@contextmanager
def serving() -> Iterator[Store]:
    store = Store(token=lambda _: (200, tokens()), graphql=lambda _: (200, particulars()))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            token = self.headers.get("X-Shopify-Access-Token", "")
            status, said = store.answer(Call(self.path, self.headers["Host"], token, json.loads(raw)))
            out = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield store
    server.shutdown()
    server.server_close()
