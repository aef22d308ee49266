"""The schema at /api/schema/."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

DOOR = "/api/v1/"
Schema = dict[str, Any]


@require_safe
@cache_control(public=True, max_age=3600)
def api_schema(_request: HttpRequest) -> JsonResponse:
    """For everybody: it tells nothing of any shop."""
    return JsonResponse(schema())


def schema() -> Schema:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    found: Schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


def only_ours(endpoints: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The API's addresses, and none of other apps."""
    return [one for one in endpoints if one[0].startswith(DOOR)]


def as_strict(result: Schema, generator: object, request: object, public: bool) -> Schema:
    """What forms refuse, the schema says: fields nobody described, and texts with nothing in them."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Form"):
            component["additionalProperties"] = False
            for field in component["properties"].values():
                _not_blank(field)
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _not_blank(parameter["schema"])
    return result


def _not_blank(schema: Schema) -> None:
    if schema.get("type") == "string" and not schema.keys() & {"format", "pattern", "enum"}:
        schema["pattern"] = r"\S"
