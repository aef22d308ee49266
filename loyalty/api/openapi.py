"""The schema at /api/schema/."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from loyalty.api.examples import EXAMPLES, of_error

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


def with_examples(result: Schema, generator: object, request: object, public: bool) -> Schema:
    """Every body, sent or answered, has one."""
    for operations in result["paths"].values():
        for operation in operations.values():
            sent = operation.get("requestBody")
            contents = [("", sent["content"])] if sent else []
            contents += [(status, one["content"]) for status, one in operation["responses"].items()]
            for status, content in contents:
                media = content["application/json"]
                name = media["schema"]["$ref"].rpartition("/")[2]
                media["example"] = of_error(status) if name == "ErrorsShape" else EXAMPLES[name]
    return result


def _not_blank(schema: Schema) -> None:
    if schema.get("type") == "string" and not schema.keys() & {"format", "pattern", "enum"}:
        schema["pattern"] = r"\S"
