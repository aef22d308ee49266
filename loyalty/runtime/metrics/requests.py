"""How many requests were answered, how, and how quickly: counted by route, never by what was asked for."""

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram

Environ = dict[str, Any]
Answer = Callable[..., Any]
Application = Callable[[Environ, Answer], Iterable[bytes]]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WATCHED = ("/healthz", "/readyz", "/metrics")  # asked by machines that know an address, and not our name

REGISTRY = CollectorRegistry(auto_describe=False)
ANSWERS = Histogram(
    "loyalty_request_seconds",
    "Requests by route, answered in so many seconds",
    ("route", "method", "status"),
    buckets=SECONDS,
    registry=REGISTRY,
)


def answered(*, route: str, method: str, status: int, seconds: float) -> None:
    known = method if method in METHODS else "other"
    ANSWERS.labels(route, known, str(status)).observe(seconds)


class Metered:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.own_name = urlsplit(settings.APP_URL).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        if request.path in WATCHED:
            request.META["HTTP_HOST"] = self.own_name
        response = self.get_response(request)
        answered(
            route=_route(request),
            method=request.method or "",
            status=response.status_code,
            seconds=time.perf_counter() - began,
        )
        return response


def _route(request: HttpRequest) -> str:
    """The pattern, with names where its variables are; what matched none is one route."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return settings.STATIC_URL if request.path.startswith(settings.STATIC_URL) else "unknown"


def metered(application: Application, *, path: str) -> Application:
    """The WSGI application with one path counted that Django never sees."""

    def counting(environ: Environ, start_response: Answer) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != path:
            return application(environ, start_response)
        began, told = time.perf_counter(), []

        def start(status: str, *rest: Any, **named: Any) -> Any:
            told.append(int(status[:3]))
            return start_response(status, *rest, **named)

        body = application(environ, start)
        answered(
            route=path,
            method=environ["REQUEST_METHOD"],
            status=told[0] if told else 0,
            seconds=time.perf_counter() - began,
        )
        return body

    return counting
