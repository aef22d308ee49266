"""The fields of Mutation, beside those of QueryRoot."""

from typing import Any

from graphql import GraphQLResolveInfo

from devstore import customers
from devstore.graphql_nodes import customer_node
from devstore.graphql_queries import Root, number
from devstore.state import Customer

Json = dict[str, Any]
Info = GraphQLResolveInfo

# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802


class Doors(Root):
    """graphql-core calls these as the resolvers of Mutation, and the inherited ones as those of QueryRoot."""

    def tagsAdd(self, _: Info, id: str, tags: list[str]) -> Json:
        return self._tag(id, "tagsAdd", add=tags)

    def tagsRemove(self, _: Info, id: str, tags: list[str]) -> Json:
        return self._tag(id, "tagsRemove", remove=tags)

    def _tag(self, id: str, field: str, **tags: list[str]) -> Json:
        self.viewer.need("write_customers", field)
        person = self.store.of_shop(Customer, number(id, "Customer"), self.viewer.shop.domain)
        if person is None:
            return {"node": None, "userErrors": [{"field": ["id"], "message": "Customer does not exist"}]}
        customers.tag(self.viewer.world, person, **tags)
        return {"node": {"__typename": "Customer"} | customer_node(self.viewer, person), "userErrors": []}
