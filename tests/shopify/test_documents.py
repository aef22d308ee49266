"""Every GraphQL document of ours against the official schema: valid, current, and within our permissions."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLNamedType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.validation import NoDeprecatedCustomRule

from loyalty.platforms.shopify.queries import DOCUMENTS
from tests.official import admin_introspection, admin_schema

# Fields that hold the shop's own name and address; the platform asks for no scope.
Needs = dict[tuple[str, str], frozenset[str]]


def needed() -> Needs:
    """Scopes by (type, field), field "" for the type itself; any one of a set is enough."""
    items = admin_introspection()["offline_scopes"]["items"]
    return {
        (item["typeName"], item.get("fieldName", "")): frozenset(item["offlineScopes"])
        for item in items
        if item["offlineScopes"]
    }


class Asked(Visitor):
    """Collects the (type, field) pairs of a document, and the types its fields return."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.pairs: set[tuple[str, str]] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, returned = self.types.get_parent_type(), self.types.get_type()
        assert parent is not None
        self.pairs.add((parent.name, node.name.value))
        if returned is not None:
            named: GraphQLNamedType = get_named_type(returned)
            self.pairs.add((named.name, ""))


def asked(document: DocumentNode) -> set[tuple[str, str]]:
    types = TypeInfo(admin_schema())
    visitor = Asked(types)
    visit(document, TypeInfoVisitor(types, visitor))
    return visitor.pairs


# Rewards that a merchant permits by themselves, once they want them.
OPTIONAL = {
    "gift_card_create": "write_gift_cards",
    "gift_card_deactivate": "write_gift_cards",
    "gift_cards": "write_gift_cards",
    "store_credit_give": "write_store_credit_account_transactions",
    "store_credit_take": "write_store_credit_account_transactions",
    "store_credit_movements": "write_store_credit_account_transactions read_store_credit_accounts",
}


def granted(name: str = "") -> set[str]:
    own = {*settings.SHOPIFY_SCOPES, *OPTIONAL.get(name, "").split()}
    return own | {scope.replace("write_", "read_", 1) for scope in own}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_valid_and_uses_nothing_deprecated(name: str) -> None:
    document = parse(DOCUMENTS[name])
    assert [str(error) for error in validate(admin_schema(), document)] == []
    assert [str(error) for error in validate(admin_schema(), document, [NoDeprecatedCustomRule])] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_asks_only_for_permissions_that_the_app_has(name: str) -> None:
    have, needs = granted(name), needed()
    missing = {
        pair: sorted(needs[pair])
        for pair in asked(parse(DOCUMENTS[name]))
        if needs.get(pair, have).isdisjoint(have)
    }
    assert missing == {}


def test_optional_permissions_are_those_of_the_app() -> None:
    app = tomllib.loads(Path("shopify.app.toml").read_text())
    asked_for = {scope for scopes in OPTIONAL.values() for scope in scopes.split()}
    assert asked_for <= set(app["access_scopes"]["optional_scopes"])


def test_the_scopes_are_really_looked_at() -> None:
    pairs = asked(parse("{ orders(first: 1) { nodes { id } } }"))
    assert any("read_orders" in needed().get(pair, ()) for pair in pairs)


def test_every_file_belongs_to_a_document() -> None:
    files = Path("loyalty/platforms/shopify/documents").glob("*.graphql")
    whole = "\n".join(DOCUMENTS.values())
    assert [file.name for file in files if file.read_text() not in whole] == []
