"""Exports that run beside everything else: the query without its pages, flattened to JSON lines."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    graphql_sync,
    is_list_type,
    parse,
    validate,
)
from graphql.type import get_nullable_type

from devstore.graphql_pages import UNPAGED
from devstore.graphql_parts import Viewer
from devstore.payloads import gid
from devstore.state_bulk import BulkFaults, BulkOperation

Json = dict[str, Any]
MOST_CONNECTIONS, DEEPEST = 5, 2
TICK = 0.02


class NoBulk(Exception):
    """The platform would not take this query; `code` is a BulkOperationUserErrorCode."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def faults(viewer: Viewer) -> BulkFaults:
    return viewer.world.store.get(BulkFaults, viewer.shop.domain) or BulkFaults(shop=viewer.shop.domain)


def begin(viewer: Viewer, schema: GraphQLSchema, root: object, query: str) -> BulkOperation:
    """Starts an export in a thread of its own. Raises NoBulk."""
    check(schema, query)
    store = viewer.world.store
    running = [one for one in store.all(BulkOperation, viewer.shop.domain) if not one.is_over]
    if running or faults(viewer).busy:
        told = gid("BulkOperation", running[0].id) if running else "of another query"
        raise NoBulk("OPERATION_IN_PROGRESS", f"A bulk query operation is already in progress: {told}.")
    made = BulkOperation(
        id=store.new_id(),
        shop=viewer.shop.domain,
        query=query,
        created_at=store.now(),
        key=secrets.token_urlsafe(16),
    )
    store.put(made)
    threading.Thread(target=_work, args=(viewer, schema, root, made), daemon=True).start()
    return made


def check(schema: GraphQLSchema, query: str) -> None:
    """The platform's own limits on such queries. Raises NoBulk."""
    document = parse(query)
    if found := validate(schema, document):
        raise NoBulk("INVALID", found[0].message)
    [operation] = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if operation.variable_definitions:
        raise NoBulk("INVALID", "Bulk queries take no variables.")
    root = schema.query_type
    connections = list(_connections(schema, root, operation.selection_set, 0, in_list=False)) if root else []
    if not connections:
        raise NoBulk("INVALID", "Bulk queries must contain at least one connection.")
    if len(connections) > MOST_CONNECTIONS or max(connections) > DEEPEST:
        raise NoBulk("INVALID", "Bulk queries have at most five connections, nested at most two levels.")


def _connections(
    schema: GraphQLSchema, parent: GraphQLObjectType, chosen: SelectionSetNode, depth: int, *, in_list: bool
) -> Iterator[int]:
    """The depth of each connection in the query."""
    for node in chosen.selections:
        if not isinstance(node, FieldNode) or node.selection_set is None:
            continue
        kind = parent.fields[node.name.value].type
        named = get_named_type(kind)
        if not isinstance(named, GraphQLObjectType):
            continue
        is_connection = named.name.endswith("Connection")
        if is_connection and in_list:
            raise NoBulk("INVALID", "Queries with a connection inside a list field cannot run in bulk.")
        if is_connection:
            yield depth + 1
        listed = is_list_type(get_nullable_type(kind)) and not named.name.endswith("Edge")
        yield from _connections(
            schema, named, node.selection_set, depth + is_connection, in_list=in_list or listed
        )


def _work(viewer: Viewer, schema: GraphQLSchema, root: object, made: BulkOperation) -> None:
    made.status = "RUNNING"
    while faults(viewer).hold and made.status == "RUNNING":
        time.sleep(TICK)
    if made.status == "CANCELING":
        _end(viewer, made, "CANCELED")
        return
    UNPAGED.set(True)
    result = graphql_sync(schema, made.query, root)
    rows = [row for found in (result.data or {}).values() for row in _rows(found, "")]
    fails = faults(viewer).fail or ("ACCESS_DENIED" if result.errors else "")
    if fails:
        rows = rows[: len(rows) // 2]
    made.objects, made.roots = len(rows), sum("__parentId" not in row for row in rows)
    made.body = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    made.error_code = fails or None
    _end(viewer, made, "FAILED" if fails else "COMPLETED")


def _end(viewer: Viewer, made: BulkOperation, status: str) -> None:
    made.status, made.completed_at = status, viewer.world.store.now()
    viewer.world.store.put(made)


def _rows(found: Any, parent: str) -> Iterator[Json]:
    """Each node of a connection as a line of its own, followed by what hangs below it."""
    if not isinstance(found, dict) or "edges" not in found:
        return
    for edge in found["edges"]:
        node = edge["node"]
        below = {name: value for name, value in node.items() if isinstance(value, dict) and "edges" in value}
        row = {name: value for name, value in node.items() if name not in below}
        yield row | ({"__parentId": parent} if parent else {})
        for value in below.values():
            yield from _rows(value, str(node.get("id", "")))
