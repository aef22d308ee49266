"""What people asked for under privacy law: the store fetches it here and hands it to them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from loyalty.members.models import PrivacyRequest
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.shops.models import Shop

LATEST = 50


def data_requests(shop: Shop) -> list[PrivacyRequest]:
    """The latest first. The answer of somebody erased since is empty and can no longer be had."""
    wanted = PrivacyRequest.objects.filter(shop=shop, kind=PrivacyRequest.Kind.DATA)
    return list(wanted.order_by("-asked_at", "-id")[:LATEST])


@guarded(read=Role.STAFF)
def download_data(request: HttpRequest, visitor: Visitor, request_id: int) -> HttpResponse:
    """Everything held about the person, as JSON; whoever fetches it stands in the audit."""
    wanted = PrivacyRequest.objects.filter(shop=visitor.shop, kind=PrivacyRequest.Kind.DATA)
    row = get_object_or_404(wanted.exclude(answer={}), pk=request_id)
    response = JsonResponse(row.answer, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="data-request-{row.pk}.json"'
    response["Cache-Control"] = "no-store"
    if request.method == "GET":
        record(visitor=visitor, deed="privacy.download", now=timezone.now(), request=row.pk)
    return response
