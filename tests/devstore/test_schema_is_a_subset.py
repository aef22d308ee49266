from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
)

from devstore.graphql_api import SCHEMA
from tests.official import admin_schema

OURS = [
    t for t in SCHEMA.type_map.values() if not is_introspection_type(t) and not is_specified_scalar_type(t)
]


def official(ours: GraphQLNamedType) -> Any:
    found = admin_schema().type_map.get(ours.name)
    assert type(found) is type(ours), f"{ours.name} is not a {type(ours).__name__} of the platform"
    return found


@pytest.mark.parametrize("ours", OURS, ids=lambda t: t.name)
def test_every_type_of_ours_is_the_platforms(ours: GraphQLNamedType) -> None:
    theirs = official(ours)
    if isinstance(ours, GraphQLEnumType):
        assert set(ours.values) <= set(theirs.values)
    if isinstance(ours, GraphQLUnionType):
        assert {t.name for t in ours.types} <= {t.name for t in theirs.types}
    if isinstance(ours, GraphQLInputObjectType):
        for name, value in ours.fields.items():
            assert name in theirs.fields, f"{ours.name}.{name} does not exist"
            assert str(value.type) == str(theirs.fields[name].type), f"{ours.name}.{name}"
    if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
        assert {i.name for i in ours.interfaces} <= {i.name for i in theirs.interfaces}
        for name, field in ours.fields.items():
            assert name in theirs.fields, f"{ours.name}.{name} does not exist"
            assert str(field.type) == str(theirs.fields[name].type), f"{ours.name}.{name}"
            for argument, given in field.args.items():
                wanted = theirs.fields[name].args
                assert argument in wanted, f"{ours.name}.{name}({argument})"
                assert str(given.type) == str(wanted[argument].type), f"{ours.name}.{name}({argument})"


def test_the_roots_have_the_platforms_names() -> None:
    assert SCHEMA.query_type is not None
    assert admin_schema().query_type is not None
    assert SCHEMA.query_type.name == admin_schema().query_type.name == "QueryRoot"  # type: ignore[union-attr]
