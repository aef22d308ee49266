"""`/metrics`: for Prometheus, by a token. No shop, no person, nothing of theirs."""

import hmac
import os
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from loyalty.runtime.metrics import house, requests

log = structlog.get_logger(__name__)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the processes of one web server add up what each has answered


class House:
    """Asked anew at every scrape."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from list(house.metrics(now=timezone.now()))
        except DatabaseError as error:
            connection.close()
            log.warning("the database could not be measured", error=type(error).__name__)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while no token is set, 401 without the right one; while the database is away, only what needs none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if not hmac.compare_digest(said, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(text(), content_type=TEXT)


def text() -> bytes:
    shown = CollectorRegistry()
    shown.register(House())
    if FOLDER in os.environ:
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
    answers = b"" if FOLDER in os.environ else generate_latest(requests.REGISTRY)
    return generate_latest(shown) + answers
