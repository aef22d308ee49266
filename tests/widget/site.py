"""A small real site around the widget: one page, its assets, and a proxy path that answers what a test sets."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from storefront_widget import source_files
from tests.widget.states import VISITOR

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "extensions" / "rewards" / "assets"
PAGE = Path(__file__).parent / "shop.html"


class Site:
    """The answers to give, the requests that came."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = VISITOR
        self.status = 200
        self.delay = 0.0
        self.joined: dict[str, Any] | None = None
        self.quotes: dict[str, int] = {}
        self.requests: list[str] = []
        self.attributes = ""
        self.html = "lang=en"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, what: str) -> int:
        return sum(what in request for request in self.requests)

    def _handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append(f"GET {self.path}")
                answer_get(site, self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                site.requests.append(f"POST {self.path} {body.decode()}")
                if site.joined is not None:
                    site.data = site.joined
                send_json(self, site.data, status=site.status)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler


def answer_get(site: Site, request: BaseHTTPRequestHandler) -> None:
    url = urlsplit(request.path)
    name = url.path.rpartition("/")[2]
    if url.path == "/apps/rewards/data":
        time.sleep(site.delay)
        send_json(request, site.data, status=site.status)
    elif url.path == "/apps/rewards/quote":
        points = site.quotes.get(parse_qs(url.query)["hundredths"][0], 0)
        send_json(request, {"points": points, "text": f"Earn {points} points with this" if points else ""})
    elif url.path == "/apps/rewards/panel.js":
        send(request, source_files.panel(), "text/javascript")
    elif (ASSETS / name).is_file() and url.path.startswith("/assets/"):
        send(request, (ASSETS / name).read_bytes(), "text/javascript")
    elif url.path in ("/", "/product"):
        html = PAGE.read_text().replace("ATTRIBUTES", site.attributes).replace("lang=en", site.html)
        send(request, html.encode(), "text/html; charset=utf-8")
    else:
        send(request, b"", "text/plain", status=404)


def send_json(request: BaseHTTPRequestHandler, value: object, *, status: int = 200) -> None:
    body = json.dumps(value).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        send(request, b"", "application/json", status=304, etag=etag)
    else:
        send(request, body, "application/json", status=status, etag=etag)


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
