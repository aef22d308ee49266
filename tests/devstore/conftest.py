"""A real devstore process, and a small app for it to talk to."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from werkzeug.serving import make_server

from devstore.__main__ import Quiet
from devstore.app import create_app, create_world
from devstore.config import Config
from devstore.webhooks import Sender

ROOT = Path(__file__).resolve().parents[2]
SHOP = "leaf-and-ladle.myshopify.com"
CLIENT_ID, SECRET = "the-client-id", "a secret of at least thirty-two bytes"


@dataclass
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class App:
    """The app under development, as far as these tests need one: it notes what it hears."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    reply: tuple[str, bytes] = ("text/plain", b"ok")
    lock: threading.Lock = field(default_factory=threading.Lock)

    def topics(self) -> list[str]:
        return [h.headers["x-shopify-topic"] for h in self.heard if "x-shopify-topic" in h.headers]

    def last(self, topic: str) -> Any:
        return [h for h in self.heard if h.headers.get("x-shopify-topic") == topic][-1].json()


def handler_for(app: App) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with app.lock:
                headers = {k.lower(): v for k, v in self.headers.items()}
                app.heard.append(Heard(self.command, self.path, headers, body))
                status = app.answers.pop(0) if app.answers else 200
            self.send_response(status)
            self.send_header("Content-Type", app.reply[0])
            self.send_header("Set-Cookie", "tracking=1")
            self.send_header("Content-Length", str(len(app.reply[1])))
            self.end_headers()
            self.wfile.write(app.reply[1])

        do_GET = do_POST = do_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


@pytest.fixture
def app() -> Iterator[App]:
    made = App()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(made))
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    server.shutdown()


@dataclass
class Devstore:
    http: httpx.Client
    app_url: str
    stop: Callable[[], None]

    def control(self, path: str, given: dict[str, Any] | None = None, *, shop: str = SHOP) -> Any:
        answer = self.http.post(f"/_control/shops/{shop}{path}", json=given or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def chaos(self, **settings: Any) -> Any:
        return self.http.put(f"/_control/shops/{SHOP}/chaos", json=settings).json()

    def settle(self, seconds: float = 10) -> None:
        answer = self.http.post("/_control/wait", json={"seconds": seconds}, timeout=seconds + 5)
        assert answer.status_code == 200, answer.text

    def deliveries(self, **filters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get(
            f"/_control/shops/{SHOP}/deliveries", params=filters
        ).json()
        return found

    def token(self, *scopes: str) -> str:
        """Install with these scopes and come back with an access token, all over OAuth."""
        return str(self.tokens(*scopes)["access_token"])

    def tokens(self, *scopes: str) -> dict[str, Any]:
        where = {
            "client_id": CLIENT_ID,
            "scope": ",".join(scopes or ("read_orders", "read_customers", "read_products")),
            "redirect_uri": self.app_url + "/shopify/callback",
            "state": "0123456789",
        }
        back = self.http.post("/admin/oauth/authorize", params=where)
        code = httpx.URL(back.headers["location"]).params["code"]
        return self.exchange(code=code, expiring=1).json()

    def exchange(self, **given: Any) -> httpx.Response:
        return self.http.post(
            "/admin/oauth/access_token", json={"client_id": CLIENT_ID, "client_secret": SECRET, **given}
        )

    def ask(self, token: str, query: str, /, **variables: Any) -> dict[str, Any]:
        answer = self.http.post(
            "/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": token},
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


Start = Callable[..., Devstore]


@pytest.fixture
def start(app: App, tmp_path: Path) -> Iterator[Start]:
    """Start a devstore as a process of its own; extra command line arguments are welcome."""
    running: list[tuple[subprocess.Popen[str], Devstore]] = []

    def run(*extra: str) -> Devstore:
        named = {"app-url": app.url, "client-id": CLIENT_ID, "client-secret": SECRET, "retry-scale": "0.001"}
        options = [f"--{name}={value}" for name, value in named.items()]
        command = [
            sys.executable,
            "-m",
            "devstore",
            "--port=0",
            f"--state={tmp_path / 'd.sqlite3'}",
            *options,
        ]
        process = subprocess.Popen([*command, *extra], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        url = process.stdout.readline().rpartition(" ")[2].strip()
        made = Devstore(httpx.Client(base_url=url, trust_env=False), app.url, lambda: stop(process))
        running.append((process, made))
        return made

    yield run
    for process, made in running:
        made.http.close()
        stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    assert process.wait(15) == 0
    if process.stdout:
        process.stdout.close()


@pytest.fixture
def devstore(app: App) -> Iterator[Devstore]:
    """The same over real HTTP, in a thread: a process for each test would take minutes."""
    config = Config(app_url=app.url, client_id=CLIENT_ID, client_secret=SECRET, retry_scale="0.001")
    world = create_world(config)
    server = make_server("127.0.0.1", 0, create_app(world), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    assert isinstance(world.sender, Sender)
    world.sender.start()
    url = f"http://127.0.0.1:{server.server_port}"
    with httpx.Client(base_url=url, trust_env=False) as http:
        yield Devstore(http, app.url, server.shutdown)
    server.shutdown()
    world.sender.stop()


@pytest.fixture
def installed(devstore: Devstore) -> Devstore:
    devstore.control("/install")
    return devstore
