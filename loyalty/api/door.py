"""What all views of the API have in common."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from loyalty.api.bearer import BearerKey, Caller
from loyalty.api.body import StrictJson
from loyalty.api.fields import Form
from loyalty.api.idempotent import key_of
from loyalty.api.models import Key
from loyalty.api.permission import HasScope
from loyalty.api.throttle import PerKey
from loyalty.common.sealed import unseal
from loyalty.members.models import Member
from loyalty.shops.models import Shop


class Door(APIView):
    """A view that begins at the key's shop; `scopes` names what each method needs."""

    scopes: ClassVar[dict[str, str]] = {}
    authentication_classes = (BearerKey,)
    permission_classes = (HasScope,)
    throttle_classes = (PerKey,)
    parser_classes = (StrictJson,)
    renderer_classes = (JSONRenderer,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        timezone.activate(zone_of(self.shop))  # dates in words are the shop's

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        timezone.deactivate()
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    @property
    def key(self) -> Key:
        key: Key = self.request.auth  # type: ignore[assignment]
        return key

    @property
    def caller(self) -> Caller:
        caller: Caller = self.request.user  # type: ignore[assignment]
        return caller

    @property
    def shop(self) -> Shop:
        return self.key.shop

    @property
    def now(self) -> datetime:
        return timezone.now()

    def asked(self, form: type[Form]) -> dict[str, Any]:
        """The address's query, checked. Raises ValidationError."""
        checked = form(data=self.request.query_params.dict())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def sent(self, form: type[Form]) -> dict[str, Any]:
        """The body, checked, and that it came with an idempotency key. Raises ValidationError."""
        key_of(self.request)
        checked = form(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def number(self, kind: str, text: str) -> int:
        """The row behind an id of this programme. Raises NotFound, for another's as for nobody's."""
        number = unseal(kind, self.shop.programme_id, text)
        if number is None or number >= 2**63:
            raise NotFound
        return number

    def member(self, text: str) -> Member:
        """A member by id; one merged into another is the other. Raises NotFound."""
        everybody = Member.objects.filter(programme_id=self.shop.programme_id, erased_at=None)
        member = everybody.filter(pk=self.number("mem", text)).first()
        while member is not None and member.kept_id is not None:
            member = everybody.filter(pk=member.kept_id).first()
        if member is None:
            raise NotFound
        return member


def zone_of(shop: Shop) -> ZoneInfo:
    try:
        return ZoneInfo(shop.timezone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
