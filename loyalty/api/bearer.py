"""`Authorization: Bearer lk_…`"""

from dataclasses import dataclass

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from loyalty.adjustments.person import Person
from loyalty.api.keys import by_token, note_use
from loyalty.api.models import Key
from loyalty.common import caller
from loyalty.common.limits import UNPROVEN, wait
from loyalty.shops.installed import is_installed

SCHEME = "Bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """The program behind a request. It is nobody's user account."""

    key: Key
    is_authenticated: bool = True

    @property
    def person(self) -> Person:
        """Whose limits hold, and how the books name who posted."""
        return Person(self.key.made_by_id, f"API key “{self.key.name}” of {self.key.made_by_name}"[:200])


class BearerKey(BaseAuthentication):
    """Every unusable header is the same 401: whether a key ever existed is nobody's business."""

    def authenticate(self, request: Request) -> tuple[Caller, Key] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if not scheme:
            return None
        key = by_token(token.decode("latin-1")) if scheme.lower() == b"bearer" else None
        if key is None:
            seconds = wait(UNPROVEN, caller.of(request))
            raise Throttled(seconds) if seconds else AuthenticationFailed("This is not a key in use.")
        if not is_installed(key.shop):
            raise PermissionDenied("The app is not installed in this shop now.", code="not_installed")
        note_use(key=key, now=timezone.now())
        return Caller(key), key

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes it."""

    target_class = BearerKey
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key from *Settings → API keys*: `Authorization: Bearer lk_…`.",
        }
