"""The two doors beside ours: one that only checks the signature, one that credits in the request."""

import base64
import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.peers.credit import credit as credit_order


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


urlpatterns = [path("signed", signed_only), path("credit", credit)]
