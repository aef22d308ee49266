"""The fields of Mutation and QueryRoot about discounts."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo

from devstore import discounts
from devstore.discount_inputs import Reader, Wrong, number
from devstore.graphql_discount_nodes import discount_node
from devstore.graphql_parts import Viewer
from devstore.refused import Refused
from devstore.state_discounts import Discount
from devstore.store import Store

Json = dict[str, Any]
Info = GraphQLResolveInfo

# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802, N803


class DiscountFields:
    """Resolvers of QueryRoot and Mutation."""

    viewer: Viewer
    store: Store

    def codeDiscountNodeByCode(self, _: Info, code: str) -> Json | None:
        self.viewer.need("read_discounts", "codeDiscountNodeByCode")
        found = discounts.by_code(self.store, self.viewer.shop.domain, code)
        return discount_node(self.viewer, found.discount) if found else None

    def codeDiscountNode(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_discounts", "codeDiscountNode")
        found = self._discount(id)
        return discount_node(self.viewer, found) if found else None

    def discountCodeBasicCreate(self, _: Info, basicCodeDiscount: Json) -> Json:
        return self._make(basicCodeDiscount, "basic", self._reader().basic)

    def discountCodeFreeShippingCreate(self, _: Info, freeShippingCodeDiscount: Json) -> Json:
        return self._make(freeShippingCodeDiscount, "freeShipping", self._reader().free_shipping)

    def discountCodeBxgyCreate(self, _: Info, bxgyCodeDiscount: Json) -> Json:
        return self._make(bxgyCodeDiscount, "bxgy", self._reader().bxgy)

    def discountCodeDeactivate(self, _: Info, id: str) -> Json:
        self.viewer.need("write_discounts", "discountCodeDeactivate")
        found = self._discount(id)
        if found is None:
            return {"codeDiscountNode": None, "userErrors": [_unknown()]}
        discounts.end(self.store, found)
        return {"codeDiscountNode": discount_node(self.viewer, found), "userErrors": []}

    def discountCodeDelete(self, _: Info, id: str) -> Json:
        self.viewer.need("write_discounts", "discountCodeDelete")
        found = self._discount(id)
        if found is None:
            return {"deletedCodeDiscountId": None, "userErrors": [_unknown()]}
        discounts.delete(self.store, found)
        return {"deletedCodeDiscountId": id, "userErrors": []}

    def _discount(self, id: str) -> Discount | None:
        return self.store.of_shop(Discount, number(id, "DiscountCodeNode"), self.viewer.shop.domain)

    def _reader(self) -> Reader:
        return Reader(self.store, self.viewer.shop.domain, self.viewer.shop.currency)

    def _make(self, given: Json, name: str, read: Callable[[Json], Discount]) -> Json:
        self.viewer.need("write_discounts", f"discountCode{name[0].upper()}{name[1:]}Create")
        try:
            made = discounts.make(self.store, read(given), given["code"])
        except Wrong as why:
            return {"codeDiscountNode": None, "userErrors": [told(why.code, str(why), name, *why.path)]}
        except Refused as why:
            return {"codeDiscountNode": None, "userErrors": [told("TAKEN", str(why), name, "code")]}
        return {"codeDiscountNode": discount_node(self.viewer, made), "userErrors": []}


def told(code: str, message: str, name: str, *path: str) -> Json:
    return {"code": code, "field": [f"{name}CodeDiscount", *path], "message": message}


def _unknown() -> Json:
    return {"code": "INVALID", "field": ["id"], "message": "Code discount does not exist."}
