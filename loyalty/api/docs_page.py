"""The schema as a page for people: no script, nothing from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from loyalty.api.openapi import Schema, schema

Prose = list[tuple[str, bool]]  # pieces of a text, and whether each stood between backticks


@dataclass(frozen=True, slots=True)
class Field:
    """Something to send: where it stands, what it is, what it may be."""

    name: str
    place: str
    kind: str
    needed: bool
    text: Prose


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method."""

    id: str
    method: str
    path: str
    title: str
    text: Prose
    scope: str
    fields: list[Field]
    sends: str
    answers: str
    ok: str
    refusals: list[tuple[str, Prose]]


@require_safe
@cache_control(public=True, max_age=3600)
def api_docs(request: HttpRequest) -> HttpResponse:
    """Like the schema, for everybody."""
    whole = schema()
    operations = [
        _operation(whole, path, method, one)
        for path, methods in whole["paths"].items()
        for method, one in methods.items()
    ]
    context = {
        "operations": operations,
        "title": whole["info"]["title"],
        "text": whole["info"]["description"],
    }
    return render(request, "api/docs.html", context)


def _operation(whole: Schema, path: str, method: str, one: Schema) -> Operation:
    good = [status for status in one["responses"] if status < "400"]
    answer = one["responses"][good[0]]["content"]["application/json"]["example"]
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    fields = [_field(p["name"], p["in"], p["schema"], p) for p in one.get("parameters", ())]
    if body:
        fields += _body_fields(whole, body["schema"]["$ref"].rpartition("/")[2])
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        title=one["summary"],
        text=_prose(one.get("description", "")),
        scope=one["x-scope"] or "",
        fields=fields,
        sends=_written(body["example"]) if body else "",
        answers=_written(answer),
        ok=", ".join(good),
        refusals=[
            (status, _prose(said["description"]))
            for status, said in one["responses"].items()
            if status >= "400"
        ],
    )


def _body_fields(whole: Schema, name: str) -> list[Field]:
    component = whole["components"]["schemas"][name]
    needed = component.get("required", ())
    return [
        _field(field, "body", one, {"required": field in needed, "description": one.get("description", "")})
        for field, one in component["properties"].items()
    ]


def _field(name: str, place: str, kind: Schema, about: Schema) -> Field:
    bounds = [
        f"{sign} {kind[bound]}"
        for bound, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "characters ≤"))
        if bound in kind
    ]
    told = ", ".join([str(kind.get("format", kind.get("type", ""))), *bounds])
    return Field(name, place, told, bool(about.get("required")), _prose(about.get("description", "")))


def _prose(text: str) -> Prose:
    return [(piece, bool(number % 2)) for number, piece in enumerate(text.split("`"))]


def _written(example: Any) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)
