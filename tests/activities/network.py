"""Pretend social networks, over HTTP: consent, codes that hold once, PKCE, client secrets, profiles as each network's.

One server plays them all; `http://127.0.0.1:PORT/HOST/…` is what `https://HOST/…` would be.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "tea-app", "its secret"
Values = dict[str, str]
# Which paths ask who somebody is, and how each network says it.
PROFILES: dict[str, Any] = {
    "/api.x.com/2/users/me": lambda who: {"data": {"id": who, "name": "May", "username": f"may{who}"}},
    "/open.tiktokapis.com/v2/user/info/": lambda who: {"data": {"user": {"open_id": who, "display_name": "May"}}},
    "/www.googleapis.com/oauth2/v2/userinfo": lambda who: {"id": who, "name": "May"},
    "/graph.facebook.com/me": lambda who: {"id": who, "name": "May"},
    "/api.pinterest.com/v5/user_account": lambda who: {"id": who, "username": "may"},
    "/discord.com/api/users/@me": lambda who: {"id": who, "username": "may", "global_name": "May"},
    "/api.line.me/v2/profile": lambda who: {"userId": who, "displayName": "May"},
    "/kapi.kakao.com/v2/user/me": lambda who: {"id": int(who), "kakao_account": {}},
    "/api.weibo.com/2/users/show.json": lambda who: {"idstr": who, "screen_name": "May", "name": "May"},
    "/api.weixin.qq.com/sns/userinfo": lambda who: {"openid": who, "nickname": "May"},
}  # fmt: skip


@dataclass
class Network:
    """`who` is signed in there; `moods` break it: "token" refuses codes, "profile" fails, "silent" gives no uid."""

    address: str = ""
    who: str = "90017000300012"
    mood: str = ""
    codes: dict[str, Values] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def consent(self, url: str) -> str:
        """The shopper says yes; where the network sends them back to."""
        where = urlsplit(url)
        said = {name: values[0] for name, values in parse_qs(where.query).items()}
        assert where.netloc == urlsplit(self.address).netloc
        assert CLIENT in (said.get("client_id"), said.get("appid"), said.get("client_key"))
        code = secrets.token_urlsafe(12)
        self.codes[code] = said | {"who": self.who}
        return f"{said['redirect_uri']}?{urlencode({'code': code, 'state': said['state']})}"

    def token(self, said: Values, basic: str) -> dict[str, Any] | None:
        """One token for one code, for who has the secret and the verifier."""
        begun = self.codes.pop(said.get("code", ""), None)
        sent = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        secret = said.get("client_secret") or said.get("secret")
        if begun is None or self.mood == "token" or (secret != SECRET and basic != f"Basic {sent}"):
            return None
        if said.get("redirect_uri", begun["redirect_uri"]) != begun["redirect_uri"]:
            return None
        if "code_challenge" in begun and begun["code_challenge"] != _challenge(said.get("code_verifier", "")):
            return None
        token = secrets.token_urlsafe(12)
        self.tokens[token] = begun["who"]
        return {"access_token": token, "token_type": "bearer", "uid": begun["who"], "openid": begun["who"]}

    def profile(self, path: str, token: str) -> dict[str, Any] | None:
        who = self.tokens.get(token)
        found = next((one for name, one in PROFILES.items() if _same(name, path)), None)
        if who is None or found is None or self.mood == "profile":
            return None
        told: dict[str, Any] = {} if self.mood == "silent" else found(who)
        return told


def _same(name: str, path: str) -> bool:
    """Graph addresses have a version in them."""
    return path == name or (
        name.startswith("/graph.") and path.startswith("/graph.") and path.endswith("/me")
    )


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    network: Network

    def do_GET(self) -> None:
        if "redirect_uri=" in self.path and "token" not in self.path:
            self._ask()
        else:
            self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self._answer(parse_qs(body))

    def _ask(self) -> None:
        """The page that asks whoever is signed in there."""
        back = escape(self.network.consent(f"{self.network.address}{self.path}"))
        self._say(200, "text/html", f'<h1>Pretend network</h1><a href="{back}">Allow</a>'.encode())

    def _answer(self, given: dict[str, list[str]]) -> None:
        said = {name: values[0] for name, values in given.items()}
        path, proof = urlsplit(self.path).path, self.headers.get("Authorization") or ""
        self.network.asked.append(path)
        if "token" in path:
            told = self.network.token(said, proof)
        else:
            told = self.network.profile(path, said.get("access_token") or proof.removeprefix("Bearer "))
        raw = json.dumps(told if told is not None else {"error": "invalid_grant"}).encode()
        self._say(200 if told is not None else 400, "application/json", raw)

    def _say(self, status: int, kind: str, raw: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def open_network() -> Iterator[Network]:
    made = Network()
    handler = type("Handler", (_Handler,), {"network": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
