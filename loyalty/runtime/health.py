"""Is the process alive, and can it work?"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from loyalty.celery import app
from loyalty.inbox.claim import backlog_age

log = logging.getLogger(__name__)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """`/healthz`: the process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when database and broker answer, else 503; `backlog_seconds` is the oldest due webhook's age."""
    findings = dict(look(timezone.now()))
    fine = all(not str(finding).startswith("down") for finding in findings.values())
    return JsonResponse({"ready": fine, **findings}, status=200 if fine else 503)


def look(now: datetime) -> Iterator[tuple[str, object]]:
    """Each part with "ok" or "down: why", and the backlog's age in seconds (None when nobody could look)."""
    database, backlog = _database(now)
    yield "database", database
    yield "broker", _broker()
    yield "backlog_seconds", backlog


def _database(now: datetime) -> tuple[str, int | None]:
    try:
        # every shop: the backlog of the whole house
        age = backlog_age(now=now)
    except DatabaseError as error:
        connection.close()
        log.warning("database down: %s", error)
        return "down: the database does not answer", None
    return "ok", round(age.total_seconds())


def _broker() -> str:
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
        if str(settings.CELERY_BROKER_URL).startswith("filesystem:"):
            (settings.VAR_DIR / "spool" / ".probe").write_text("ok")
    except (OSError, OperationalError) as error:
        log.warning("broker down: %s", error)
        return "down: the broker does not answer"
    return "ok"
