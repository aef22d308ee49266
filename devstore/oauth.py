"""Consent and tokens: the authorization-code grant, refresh, and token exchange."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from devstore import installs, signing
from devstore.requests import shop, world
from devstore.scopes import in_words
from devstore.state import Token

bp = Blueprint("oauth", __name__)

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
CODE_LIFE = timedelta(minutes=10)

Answer = tuple[dict[str, Any], int]


@dataclass(frozen=True, slots=True)
class Code:
    shop: str
    scopes: list[str]
    issued_at: datetime


# codes live for minutes and need no disk
_codes: dict[str, Code] = {}


@bp.get("/admin/oauth/authorize")
def authorize() -> str | Response:
    asked = _asked()
    return render_template(
        "admin/consent.html",
        shop=shop(),
        app=world().config.app,
        scopes=[(s, in_words(s)) for s in asked],
        parameters=request.args.items(multi=True),
        standing=installs.of(world(), shop().domain),
    )


@bp.post("/admin/oauth/authorize")
def consent() -> Response:
    asked = _asked()
    kept = [s for s in asked if s in request.form.getlist("granted")] if "choose" in request.form else asked
    code = secrets.token_hex(16)
    _codes[code] = Code(shop().domain, kept, world().store.now())
    return redirect(_callback(code))


def _asked() -> list[str]:
    """The scopes asked for, once client and address have been found good."""
    config = world().config
    if request.args.get("client_id") != config.client_id:
        abort(
            400,
            "Oauth error application_cannot_be_found: Could not find Shopify API application with api_key",
        )
    target = urlsplit(request.args.get("redirect_uri", ""))
    home = urlsplit(config.app_url)
    if (target.scheme, target.netloc) != (home.scheme, home.netloc):
        abort(400, "Oauth error invalid_request: The redirect_uri is not whitelisted")
    wanted = request.args.get("scope", "")
    return [s.strip() for s in wanted.split(",") if s.strip()] or config.app.scopes


def _callback(code: str) -> str:
    given = {
        "code": code,
        "host": signing.host_parameter(f"{shop().domain}/admin"),
        "shop": shop().domain,
        "state": request.args.get("state", ""),
        "timestamp": str(int(world().store.now().timestamp())),
    }
    given["hmac"] = signing.oauth_hmac(world().config.client_secret, given.items())
    target = request.args["redirect_uri"]
    return target + ("&" if "?" in target else "?") + urlencode(given)


@bp.post("/admin/oauth/access_token")
def access_token() -> Answer:
    asked: Mapping[str, Any] = request.get_json(silent=True) or request.form
    config = world().config
    if asked.get("client_id") != config.client_id:
        return _no("application_cannot_be_found", "Could not find Shopify API application with api_key")
    if not secrets.compare_digest(
        str(asked.get("client_secret", "")).encode(), config.client_secret.encode()
    ):
        return _no("invalid_client", "Client authentication failed", 401)
    grant = asked.get("grant_type") or "authorization_code"
    deeds = {"authorization_code": _by_code, "refresh_token": _by_refresh, EXCHANGE: _by_exchange}
    deed = deeds.get(str(grant))
    return deed(asked) if deed else _no("unsupported_grant_type", "The grant type is not supported")


def _by_code(asked: Mapping[str, Any]) -> Answer:
    code = _codes.pop(str(asked.get("code", "")), None)
    now = world().store.now()
    if code is None or code.shop != shop().domain or now - code.issued_at > CODE_LIFE:
        return _no("invalid_request", "The authorization code was not found or was already used")
    install = installs.grant(world(), code.shop, code.scopes)
    return _yes(
        installs.issue(world(), install, expiring=str(asked.get("expiring")) in ("1", "true", "True"))
    )


def _by_refresh(asked: Mapping[str, Any]) -> Answer:
    found = installs.by_refresh(world(), shop().domain, str(asked.get("refresh_token", "")))
    if found is None:
        return _no("invalid_grant", "The refresh token is invalid, expired or was already used")
    install, old = found
    return _yes(installs.issue(world(), install, expiring=True, replaces=old))


def _by_exchange(asked: Mapping[str, Any]) -> Answer:
    config = world().config
    if asked.get("subject_token_type") != ID_TOKEN or asked.get("requested_token_type") != OFFLINE:
        return _no("invalid_request", "The token type is not supported")
    token = str(asked.get("subject_token", ""))
    domain = shop().domain
    if not signing.token_is_good(token, client_id=config.client_id, secret=config.client_secret, shop=domain):
        return _no("invalid_subject_token", "The subject token is invalid or has expired")
    install = installs.of(world(), domain)
    if install is None:
        return _no("invalid_request", "The app is not installed on this shop")
    return _yes(
        installs.issue(world(), install, expiring=str(asked.get("expiring")) in ("1", "true", "True"))
    )


def _yes(token: Token) -> Answer:
    answer: dict[str, Any] = {"access_token": token.access, "scope": ",".join(token.scopes)}
    if token.expires_at:
        answer |= {
            "expires_in": installs.ACCESS_SECONDS,
            "refresh_token": token.refresh,
            "refresh_token_expires_in": installs.REFRESH_SECONDS,
        }
    return answer, 200


def _no(error: str, why: str, status: int = 400) -> Answer:
    return {"error": error, "error_description": why}, status
