"""The app proxy: a path of the storefront that the app answers, signed so that it can trust who is asking."""

from urllib.parse import urlencode

import httpx
from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from devstore import signing, theme
from devstore.cart import signed_in
from devstore.requests import shop, world

bp = Blueprint("proxy", __name__)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
# cookies stay on their own side of the proxy, and so does what belongs to one connection only
KEPT_OUT = {"cookie", "set-cookie", "host", "connection", "content-length", "content-encoding", "keep-alive"}
KEPT_OUT |= {"accept-encoding", "transfer-encoding", "upgrade", "te", "trailer", "server", "date"}
# a visitor cannot speak for the platform
CONTROL = {"shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"}
_client = httpx.Client(timeout=10, trust_env=False, follow_redirects=False)


@bp.route("/<prefix>/<subpath>", methods=METHODS, defaults={"path": ""}, strict_slashes=False)
@bp.route("/<prefix>/<subpath>/<path:path>", methods=METHODS)
def forward(prefix: str, subpath: str, path: str) -> str | Response:
    app = world().config.app
    if (prefix, subpath) != (app.proxy_prefix, app.proxy_subpath):
        abort(404)
    target = f"{world().config.address(app.proxy_path)}/{path}"
    try:
        answer = _client.request(
            request.method,
            f"{target}?{urlencode(_signed(f'/{prefix}/{subpath}'))}",
            content=request.get_data(),
            headers=_headers(),
        )
    except httpx.HTTPError:
        return Response("There was an error in the third-party application.", 502, mimetype="text/plain")
    if answer.headers.get("content-type", "").startswith("application/liquid"):
        page = render_template("shop/liquid.html", content=theme.render_page(answer.text))
        return Response(page, answer.status_code, mimetype="text/html")
    kept = {k: v for k, v in answer.headers.items() if k.lower() not in KEPT_OUT}
    return Response(answer.content, answer.status_code, headers=kept)


def _signed(path_prefix: str) -> list[tuple[str, str]]:
    person = signed_in()
    pairs = [
        *((k, v) for k, v in request.args.items(multi=True) if k not in CONTROL),
        ("shop", shop().domain),
        ("logged_in_customer_id", str(person.id) if person else ""),
        ("path_prefix", path_prefix),
        ("timestamp", str(int(world().store.now().timestamp()))),
    ]
    return [*pairs, ("signature", signing.proxy_signature(world().config.client_secret, pairs))]


def _headers() -> dict[str, str]:
    kept = {k: v for k, v in request.headers.items() if k.lower() not in KEPT_OUT}
    return kept | {
        "X-Forwarded-For": request.remote_addr or "",
        "X-Forwarded-Host": shop().domain,
        "X-Forwarded-Proto": "https",
    }
