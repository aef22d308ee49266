"""The fields of bulk operations, and the door at which their files are fetched."""

from typing import Any

from flask import Blueprint, Response, abort, request
from graphql import GraphQLResolveInfo

from devstore import bulk
from devstore.graphql_pages import page
from devstore.graphql_parts import Viewer, utc
from devstore.payloads import gid
from devstore.requests import world
from devstore.state_bulk import BulkFaults, BulkOperation

bp = Blueprint("bulk", __name__)
Json = dict[str, Any]
Info = GraphQLResolveInfo
FILE = "/_bulk/{key}.jsonl"

# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802, N803


class BulkFields:
    """Resolvers of QueryRoot and Mutation."""

    viewer: Viewer

    def bulkOperation(self, _: Info, id: str) -> Json | None:
        found = self._operation(id)
        return operation_node(self.viewer, found) if found else None

    def bulkOperations(
        self, _: Info, query: str | None = None, sortKey: str = "CREATED_AT", **pages: Any
    ) -> Json:
        found = self.viewer.world.store.all(BulkOperation, self.viewer.shop.domain)
        wanted = (query or "").partition("status:")[2].strip("'\" ").upper()
        found = [one for one in found if not wanted or one.status == wanted]
        return page(found, lambda one: operation_node(self.viewer, one), **pages)

    def bulkOperationRunQuery(self, info: Info, query: str, groupObjects: bool) -> Json:
        try:
            made = bulk.begin(self.viewer, info.schema, type(self)(self.viewer), query)  # type: ignore[call-arg]
        except bulk.NoBulk as why:
            told = {"code": why.code, "field": ["query"], "message": str(why)}
            return {"bulkOperation": None, "userErrors": [told]}
        return {"bulkOperation": operation_node(self.viewer, made), "userErrors": []}

    def bulkOperationCancel(self, _: Info, id: str) -> Json:
        found = self._operation(id)
        if found is None or found.is_over:
            told = {"field": ["id"], "message": "A bulk operation cannot be canceled when it is over."}
            return {"bulkOperation": None, "userErrors": [told]}
        found.status = "CANCELING"
        return {"bulkOperation": operation_node(self.viewer, found), "userErrors": []}

    def _operation(self, id: str) -> BulkOperation | None:
        head, _, tail = id.rpartition("/")
        wanted = tail if head == "gid://shopify/BulkOperation" else None
        return self.viewer.world.store.of_shop(BulkOperation, wanted, self.viewer.shop.domain)


def operation_node(viewer: Viewer, one: BulkOperation) -> Json:
    has_file = bool(one.body) and one.status in ("COMPLETED", "FAILED")
    where = f"http://127.0.0.1:{viewer.world.config.port}{FILE.format(key=one.key)}" if has_file else None
    return {
        "id": gid("BulkOperation", one.id),
        "type": "QUERY",
        "status": one.status,
        "errorCode": one.error_code,
        "createdAt": utc(one.created_at),
        "completedAt": utc(one.completed_at),
        "objectCount": str(one.objects),
        "rootObjectCount": str(one.roots),
        "fileSize": str(len(one.body.encode())) if has_file else None,
        "query": one.query,
        "url": where if one.status == "COMPLETED" else None,
        "partialDataUrl": where if one.status == "FAILED" else None,
    }


@bp.get("/_bulk/<key>.jsonl")
def file(key: str) -> Response:
    """The address itself is the secret, as with signed addresses of a store of files."""
    found = next((one for one in world().store.all(BulkOperation) if one.key == key), None)
    if found is None:
        abort(404)
    wrong = world().store.get(BulkFaults, found.shop) or BulkFaults(shop=found.shop)
    if wrong.gone or found.status == "EXPIRED":
        abort(403)
    body = found.body.encode()
    return Response(body[: len(body) - wrong.cut], mimetype="application/jsonl")


@bp.put("/_control/shops/<domain>/bulk")
def change_faults(domain: str) -> Json:
    """{hold?, fail?, cut?, gone?, busy?}; `expire: true` ends the addresses of all files made so far."""
    given = request.get_json(silent=True) or {}
    if given.pop("expire", False):
        for one in world().store.all(BulkOperation, domain):
            one.status = "EXPIRED" if one.status == "COMPLETED" else one.status
            world().store.put(one)
    world().store.put(BulkFaults(shop=domain, **given))
    return {"shop": domain, **given}
