"""POST /admin/api/<version>/graphql.json: who may ask, what it costs, what comes back."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from devstore import graphql_faults, installs
from devstore.graphql_mutations import Doors
from devstore.graphql_parts import Viewer
from devstore.requests import shop, world
from devstore.throttle import SINGLE_QUERY_LIMIT, Bucket, cost_of, writes

bp = Blueprint("graphql", __name__)

_buckets: dict[str, Bucket] = {}
_buckets_lock = threading.Lock()
Json = dict[str, Any]


def load_schema() -> GraphQLSchema:
    schema = build_schema(Path(__file__).with_name("graphql_schema.graphql").read_text())
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = lambda value, *_: value["__typename"]
    return schema


SCHEMA = load_schema()


def bucket(domain: str) -> Bucket:
    with _buckets_lock:
        return _buckets.setdefault(domain, Bucket())


@bp.post("/admin/api/<version>/graphql.json")
def graphql(version: str) -> Response | tuple[Json, int]:
    access = request.headers.get("X-Shopify-Access-Token", "")
    token = installs.by_access(world(), shop().domain, access)
    if token is None:
        return {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}, 401
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        return {"errors": {"query": "Required parameter missing or invalid"}}, 400
    viewer = Viewer(world=world(), shop=shop(), scopes=token.scopes)
    fault = graphql_faults.roll(world().store, viewer.shop.domain)
    return graphql_faults.answered(fault, lambda: _written(run(asked, viewer, fault == "throttle"), version))


def _written(told: Json, version: str) -> Response:
    answer = jsonify(told)
    answer.headers["X-Shopify-API-Version"] = version
    return answer


class Faults(Exception):
    """The document is none; the reasons as the platform writes them are its one argument."""


@lru_cache(maxsize=256)
def checked(text: str) -> DocumentNode:
    """Documents come again and again, so each is read once. Raises Faults."""
    try:
        document = parse(text)
    except GraphQLError as error:
        raise Faults([error.formatted]) from error
    if wrong := validate(SCHEMA, document):
        raise Faults([one.formatted for one in wrong])
    return document


def run(asked: Json, viewer: Viewer, throttled: bool = False) -> Json:
    variables = asked.get("variables") or {}
    try:
        document = checked(asked["query"])
    except Faults as wrong:
        return {"errors": wrong.args[0]}
    cost = max(1, cost_of(SCHEMA, document, variables))
    points = bucket(viewer.shop.domain)
    if cost > SINGLE_QUERY_LIMIT:
        why = f"Query cost is {cost}, which exceeds the single query max cost limit ({SINGLE_QUERY_LIMIT})."
        return _refused(why, "MAX_COST_EXCEEDED", cost, points)
    if throttled or not points.take(cost):
        return _refused("Throttled", "THROTTLED", cost, points)
    result = execute_sync(
        SCHEMA,
        document,
        Doors(viewer),
        variable_values=variables,
        operation_name=asked.get("operationName"),
    )
    actual = cost if writes(document) else min(cost, max(1, _weight(result.data)))
    return _answer(result, cost, actual, points)


def _answer(result: ExecutionResult, cost: int, actual: int, points: Bucket) -> Json:
    points.give_back(cost - actual)
    answer: Json = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    answer["extensions"] = {"cost": _bill(cost, actual, points)}
    return answer


def _refused(why: str, code: str, cost: int, points: Bucket) -> Json:
    return {
        "errors": [
            {
                "message": why,
                "extensions": {"code": code, "documentation": "https://shopify.dev/api/usage/limits"},
            }
        ],
        "extensions": {"cost": _bill(cost, None, points)},
    }


def _bill(cost: int, actual: int | None, points: Bucket) -> Json:
    return {"requestedQueryCost": cost, "actualQueryCost": actual, "throttleStatus": points.status()}


def _weight(value: Any, name: str = "") -> int:
    """What the answer really holds, in the platform's measure."""
    if isinstance(value, list):
        return sum(_weight(entry, name) for entry in value)
    if not isinstance(value, dict):
        return 0
    inner = sum(_weight(entry, key) for key, entry in value.items())
    if "nodes" in value or "edges" in value:
        return 2 + inner
    free = not name or name == "pageInfo" or name.endswith(("Set", "Money")) or name == "edges"
    return inner + (0 if free else 1)
