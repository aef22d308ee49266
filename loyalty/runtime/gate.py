"""How often one address may knock at the doors that ask for no proof; the others count for themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from loyalty.common import caller
from loyalty.common.later import later
from loyalty.common.limits import HOOK, INSTALL, OPEN, OPERATOR, SIGN_IN, Limit, wait

WRITES = ("POST", "PUT", "PATCH", "DELETE")
DOORS: tuple[tuple[str, Limit, Limit | None], ...] = (  # prefix, reading, writing
    ("/accounts/", OPEN, SIGN_IN),
    ("/staff/login/", OPEN, SIGN_IN),
    ("/staff/", OPERATOR, OPERATOR),
    ("/shopify/", INSTALL, INSTALL),
    ("/hooks/", HOOK, HOOK),
    ("/linked/", INSTALL, INSTALL),
    ("/letters/leave/", OPEN, OPEN),
    ("/api/schema/", OPEN, OPEN),
    ("/api/docs/", OPEN, OPEN),
    ("/letters/", OPEN, None),  # mail programs say no for many people, and nobody's no may get lost
)
Handler = Callable[[HttpRequest], HttpResponse]


def gate(answer: Handler) -> Handler:
    """Middleware."""

    def enter(request: HttpRequest) -> HttpResponse:
        limit = limit_of(request.path_info, str(request.method))
        seconds = wait(limit, caller.of(request)) if limit else 0
        return later(request, seconds) if seconds else answer(request)

    return enter


def limit_of(path: str, method: str) -> Limit | None:
    for prefix, reads, writes in DOORS:
        if path.startswith(prefix):
            return writes if method in WRITES else reads
    return None


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """What django-axes answers when an account was tried in vain too often."""
    return later(request, 3600)
