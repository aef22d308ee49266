"""The schema is complete, and its page says what it says."""

from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from loyalty.api.openapi import schema
from tests.panel.story import text

WHOLE = schema()
OPERATIONS = [(path, method) for path, methods in WHOLE["paths"].items() for method in methods]


def resolved(node: Any) -> Any:
    """Without references, and with OpenAPI 3.0's nullable as JSON Schema says it."""
    if isinstance(node, list):
        return [resolved(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return resolved(WHOLE["components"]["schemas"][node["$ref"].rpartition("/")[2]])
    plain = {key: resolved(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") else plain


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_tells_who_may_and_how_it_refuses(path: str, method: str) -> None:
    one = WHOLE["paths"][path][method]
    assert one["security"] == [{"apiKey": []}]
    assert {"401", "403", "406", "429"} <= set(one["responses"])
    assert one["summary"]
    assert one["description"]
    for name in ("Retry-After",):
        assert name in one["responses"]["429"]["headers"]
    if method == "post":
        names = {parameter["name"] for parameter in one["parameters"] if parameter["required"]}
        assert "Idempotency-Key" in names
        assert {"400", "404", "409", "413", "415"} <= set(one["responses"])


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_example_is_what_the_schema_says(path: str, method: str) -> None:
    one = WHOLE["paths"][path][method]
    contents = [answer["content"] for answer in one["responses"].values()]
    contents += [one["requestBody"]["content"]] if "requestBody" in one else []
    for content in contents:
        media = content["application/json"]
        jsonschema_rs.validate(resolved(media["schema"]), media["example"])


def test_the_schema_is_open_to_everybody_and_names_only_our_api(db: None) -> None:
    response = Client().get("/api/schema/")
    assert response.status_code == 200
    assert all(path.startswith("/api/v1/") for path in response.json()["paths"])


def test_the_page_names_every_operation_and_needs_no_script(db: None) -> None:
    response = Client().get("/api/docs/")
    page = text(response)
    for path, method in OPERATIONS:
        assert WHOLE["paths"][path][method]["summary"].replace("'", "&#x27;") in page
        assert path in page
    assert "style=" not in page
    assert "unsafe" not in response["Content-Security-Policy"]
