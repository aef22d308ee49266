"""The doors beside ours: those that do nothing, only check the signature, credit in the request, take or tell."""

import base64
import hashlib
import hmac

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.peers.credit import credit as credit_order
from benchmarks.peers.widget import Widget


def _genuine(request: HttpRequest) -> bool:
    made = base64.b64encode(
        hmac.digest(settings.SHOPIFY_CLIENT_SECRET.encode(), request.body, hashlib.sha256)
    )
    return hmac.compare_digest(made, request.headers["X-Shopify-Hmac-Sha256"].encode())


def _answer(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Content-Length": "0"})


def signed_only(request: HttpRequest) -> HttpResponse:
    return _answer(200 if _genuine(request) else 401)


def credit(request: HttpRequest) -> HttpResponse:
    if not _genuine(request):
        return _answer(401)
    credit_order(request.body)
    return _answer(200)


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok", headers={"Content-Length": "2"})


def take(request: HttpRequest) -> HttpResponse:
    """A hundred points, if there are so many."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [request.GET["member"]])
        return _answer(200 if cursor.rowcount else 409)


TAKE = "UPDATE peers_purse SET points = points - 100 WHERE id = %s AND points >= 100"
urlpatterns = [
    path("take", take),
    path("bare", bare),
    path("signed", signed_only),
    path("credit", credit),
    path("widget", Widget.as_view()),
]
