"""The app's side of the proxy, answering what a test sets, and a plain page with the widget in a rude theme."""

import hashlib
import json
import threading
import time
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from storefront_widget import source_files
from tests.widget.states import NOBODY

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extensions" / "rewards"
PAGE = Path(__file__).parent / "shop.html"


class Site:
    """The answers to give, the requests that came."""

    def __init__(self) -> None:
        self.forget()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def forget(self) -> None:
        """As it was before any test."""
        self.data: dict[str, Any] = NOBODY
        self.status = 200
        self.delay = 0.0
        self.joined: dict[str, Any] | None = None
        self.refusal: dict[str, Any] | None = None
        self.quotes: dict[str, int] = {}
        self.requests: list[str] = []
        self.statuses: list[int] = []
        self.attributes = ""
        self.html = "lang=en"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, what: str) -> int:
        return sum(what in request for request in self.requests)

    def posted(self) -> list[dict[str, Any]]:
        """The bodies of all joins so far."""
        return [json.loads(r.split(" ", 2)[2]) for r in self.requests if r.startswith("POST")]

    def _handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests.append(f"GET {self.path}")
                answer_get(site, self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                site.requests.append(f"POST {self.path} {body.decode()}")
                answer_join(site, self)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def answer_get(site: Site, request: BaseHTTPRequestHandler) -> None:
    url = urlsplit(request.path)
    door, _, name = url.path.rpartition("/")
    if door not in ("/apps/rewards", "/proxy"):
        answer_page(site, request, url.path)
    elif name == "data":
        time.sleep(site.delay)
        site.statuses.append(send_json(request, site.data, status=site.status))
    elif name == "quote":
        points = site.quotes.get(parse_qs(url.query)["amount"][0], 0)
        send_json(request, {"points": points, "text": f"Earn {points} points with this" if points else ""})
    elif name == "panel.js":
        send(request, source_files.panel(), "text/javascript")
    elif name == "redeem.js":
        send(request, source_files.redeem(), "text/javascript")
    elif name == "page":
        send(request, b"<!doctype html><title>Rewards</title>", "text/html")
    else:
        send(request, b"", "text/plain", status=404)


def answer_join(site: Site, request: BaseHTTPRequestHandler) -> None:
    time.sleep(site.delay)
    if site.refusal is not None:
        send_json(request, site.refusal, status=403)
        return
    site.data = site.joined or site.data
    send_json(request, site.data, status=site.status)


def rude_page(site: Site) -> bytes:
    """The shop's page; its policy lets the theme's own style in by hash, so anything inline of ours shows."""
    html = PAGE.read_text().replace("ATTRIBUTES", site.attributes).replace("lang=en", site.html)
    style = html.partition("<style>")[2].partition("</style>")[0]
    return html.replace("HASH", b64encode(hashlib.sha256(style.encode()).digest()).decode()).encode()


def answer_page(site: Site, request: BaseHTTPRequestHandler, path: str) -> None:
    asset = EXTENSION / "assets" / path.rpartition("/")[2]
    if path == "/":
        send(request, rude_page(site), "text/html; charset=utf-8")
    elif path.startswith("/assets/") and asset.is_file():
        send(request, asset.read_bytes(), "text/javascript")
    else:
        send(request, b"", "text/plain", status=404)


def send_json(request: BaseHTTPRequestHandler, value: object, *, status: int = 200) -> int:
    body = json.dumps(value).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if status == 200 and request.headers.get("If-None-Match") == etag:
        status, body = 304, b""
    send(request, body, "application/json", status=status, etag=etag)
    return status


def send(
    request: BaseHTTPRequestHandler, body: bytes, kind: str, *, status: int = 200, etag: str = ""
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    if etag:
        request.send_header("ETag", etag)
    request.end_headers()
    request.wfile.write(body)
