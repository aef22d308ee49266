"""The platform's price for a query and the bucket that pays for it."""

import threading
import time
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

MAXIMUM, RESTORE_RATE, SINGLE_QUERY_LIMIT = 2000, 100, 1000


def cost_of(schema: GraphQLSchema, document: DocumentNode, variables: dict[str, object]) -> int:
    """Objects cost 1, scalars nothing, a connection its page size times its contents, a mutation 10."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    total = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            mutation = definition.operation is OperationType.MUTATION
            root = schema.mutation_type if mutation else schema.query_type
            if root:
                inner = _inside(schema, root, definition.selection_set, fragments, variables)
                total += 10 if mutation else inner
    return total


def writes(document: DocumentNode) -> bool:
    """Whether it holds a mutation, whose price is the same however much comes back."""
    return any(
        isinstance(one, OperationDefinitionNode) and one.operation is OperationType.MUTATION
        for one in document.definitions
    )


def _inside(
    schema: GraphQLSchema,
    parent: GraphQLObjectType,
    chosen: SelectionSetNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: dict[str, object],
) -> int:
    total = 0
    for node in chosen.selections:
        if isinstance(node, FragmentSpreadNode):
            total += _inside(schema, parent, fragments[node.name.value].selection_set, fragments, variables)
        elif isinstance(node, InlineFragmentNode):
            named = schema.get_type(node.type_condition.name.value) if node.type_condition else parent
            target = named if isinstance(named, GraphQLObjectType) else parent
            total += _inside(schema, target, node.selection_set, fragments, variables)
        elif isinstance(node, FieldNode) and node.name.value in parent.fields:
            total += _field(schema, parent, node, fragments, variables)
    return total


def _field(
    schema: GraphQLSchema,
    parent: GraphQLObjectType,
    node: FieldNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: dict[str, object],
) -> int:
    kind = get_named_type(parent.fields[node.name.value].type)
    if not is_composite_type(kind) or node.selection_set is None:
        return 0
    if not isinstance(kind, GraphQLObjectType):
        return 1
    inner = _inside(schema, kind, node.selection_set, fragments, variables)
    if kind.name.startswith("Money") or kind.name == "PageInfo":
        return 0
    if kind.name.endswith("Connection"):
        return 2 + _page_size(node, variables) * inner
    if kind.name.endswith("Edge"):
        return inner
    return 1 + inner


def _page_size(node: FieldNode, variables: dict[str, object]) -> int:
    for argument in node.arguments or ():
        if argument.name.value in ("first", "last"):
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                found = variables.get(argument.value.name.value)
                return found if isinstance(found, int) else 0
    return 0


@dataclass(slots=True)
class Bucket:
    """Points of one shop, coming back with time. Neither money nor loyalty points, so floats will do."""

    left: float = MAXIMUM
    maximum: float = MAXIMUM
    rate: float = RESTORE_RATE
    at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, points: int) -> bool:
        with self.lock:
            now = time.monotonic()
            self.left = min(self.maximum, self.left + (now - self.at) * self.rate)
            self.at = now
            if self.left < points:
                return False
            self.left -= points
            return True

    def give_back(self, points: int) -> None:
        with self.lock:
            self.left = min(self.maximum, self.left + points)

    def refill(self, points: int) -> None:
        with self.lock:
            self.left, self.at = float(points), time.monotonic()

    def widen(self, *, maximum: int, rate: int) -> None:
        """As a larger plan of the platform has it."""
        with self.lock:
            self.maximum, self.rate = float(maximum), float(rate)

    def status(self) -> dict[str, float | int]:
        return {
            "maximumAvailable": self.maximum,
            "currentlyAvailable": int(self.left),
            "restoreRate": self.rate,
        }
