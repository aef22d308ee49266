"""The fields about discounts with many codes."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo

from devstore import discounts
from devstore.discount_inputs import number
from devstore.graphql_pages import page
from devstore.graphql_parts import Viewer
from devstore.payloads import gid
from devstore.refused import Refused
from devstore.state_discounts import BulkCodes, Discount
from devstore.store import Store

Json = dict[str, Any]
Info = GraphQLResolveInfo
MOST = 250

# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802, N803


class CodeFields:
    """Resolvers of QueryRoot and Mutation."""

    viewer: Viewer
    store: Store

    def discountRedeemCodeBulkAdd(self, _: Info, codes: list[Json], discountId: str) -> Json:
        self.viewer.need("write_discounts", "discountRedeemCodeBulkAdd")
        found = self._of(discountId)
        if found is None:
            return {
                "bulkCreation": None,
                "userErrors": [_told("INVALID", "discountId", "Discount does not exist")],
            }
        if len(codes) > MOST:
            why = f"Codes is too many (maximum is {MOST})"
            return {"bulkCreation": None, "userErrors": [_told("EXCEEDED_MAX", "codes", why)]}
        made = BulkCodes(
            id=self.store.new_id(), shop=self.viewer.shop.domain, codes=[one["code"] for one in codes]
        )
        for code in made.codes:
            try:
                discounts.add_code(self.store, found, code)
            except Refused as why:
                made.errors[code] = str(why)
        self.store.put(made)
        return {"bulkCreation": creation_node(made), "userErrors": []}

    def discountRedeemCodeBulkCreation(self, _: Info, id: str) -> Json | None:
        self.viewer.need("read_discounts", "discountRedeemCodeBulkCreation")
        key = number(id, "DiscountRedeemCodeBulkCreation")
        found = self.store.of_shop(BulkCodes, key, self.viewer.shop.domain)
        if found is None:
            return None
        found.looks += 1
        self.store.put(found)
        return creation_node(found)

    def discountCodeRedeemCodeBulkDelete(
        self, _: Info, discountId: str, ids: list[str] | None = None
    ) -> Json:
        self.viewer.need("write_discounts", "discountCodeRedeemCodeBulkDelete")
        found = self._of(discountId)
        if found is None:
            return {"job": None, "userErrors": [_told("INVALID", "discountId", "Discount does not exist")]}
        wanted = {number(one, "DiscountRedeemCode") for one in ids or []}
        for one in discounts.codes_of(self.store, found):
            if one.id in wanted:
                self.store.drop(one)
        return {"job": {"id": gid("Job", self.store.new_id()), "done": False}, "userErrors": []}

    def _of(self, id: str) -> Discount | None:
        return self.store.of_shop(Discount, number(id, "DiscountCodeNode"), self.viewer.shop.domain)


@dataclass(frozen=True, slots=True)
class Row:
    """One code of a bulk creation."""

    id: str
    error: str


def creation_node(made: BulkCodes) -> Json:
    rows = [Row(code, made.errors.get(code, "")) for code in made.codes]
    return {
        "__typename": "DiscountRedeemCodeBulkCreation",
        "id": gid("DiscountRedeemCodeBulkCreation", made.id),
        "codes": lambda _, **a: page(rows, row_node, **a),
        "codesCount": len(rows),
        "done": made.looks > 1,
        "failedCount": len(made.errors),
        "importedCount": len(rows) - len(made.errors),
    }


def row_node(row: Row) -> Json:
    return {"code": row.id, "errors": [_told("TAKEN", "code", row.error)] if row.error else []}


def _told(code: str, field: str, message: str) -> Json:
    return {"code": code, "field": [field], "message": message}
