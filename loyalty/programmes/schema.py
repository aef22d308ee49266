"""The JSON Schema of programme documents, for editors and other programs."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from loyalty.engine.document import json_schema


@require_safe
@cache_control(public=True, max_age=3600)
def programme_schema(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(json_schema(), content_type="application/schema+json")
