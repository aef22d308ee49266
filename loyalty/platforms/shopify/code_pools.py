"""Discounts with many codes: adding some, and one among them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from loyalty.platforms.shopify import mutations
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.facts.nodes import Node
from loyalty.shops.codes import Added
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed

MOST = 250
LOOKS, PAUSE = 120, 0.5  # seconds between looks


class Code(Node, frozen=True):
    id: str
    code: str
    async_usage_count: int = 0


def add(*, shop: Shop, discount: str, codes: Sequence[str]) -> Added:
    """A repetition finds those taken that came before; they are looked up and are no failure."""
    failed: dict[str, str] = {}
    for start in range(0, len(codes), MOST):
        failed |= dict(_add_some(shop, discount, codes[start : start + MOST]))
    return Added(failed)


def _add_some(shop: Shop, discount: str, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    asked = {"discount": discount, "codes": [{"code": code} for code in codes]}
    begun = mutations.done(shop, "codes_add", asked, what="the codes").get("bulkCreation")
    if not isinstance(begun, Mapping) or not begun.get("id"):
        raise Faulty("The store answered without saying how it adds the codes.")
    if not _wait(shop, str(begun["id"])):
        return
    answer = mutations.ask(shop, "codes_added", {"id": begun["id"]}) or {}
    for one in answer["codes"]["nodes"]:
        if one["errors"] and not _is_there(shop, discount, one):
            yield str(one["code"]), "; ".join(str(error["message"]) for error in one["errors"])


def _wait(shop: Shop, creation: str) -> int:
    """How many failed, once it is over. Raises StoreFailed when it takes longer than a minute."""
    for _ in range(LOOKS):
        found = mutations.ask(shop, "codes_adding", {"id": creation})
        if not isinstance(found, Mapping):
            raise Faulty("The store does not know of the codes it was adding.")
        if found.get("done"):
            return int(found.get("failedCount") or 0)
        time.sleep(PAUSE)
    raise StoreFailed("The store is still adding the codes; look again in a while.")


def _is_there(shop: Shop, discount: str, one: Mapping[str, Any]) -> bool:
    """Whether it failed because this very discount has it already."""
    if all(error.get("code") != "TAKEN" for error in one["errors"]):
        return False
    found = mutations.ask(shop, "code_by_code", {"code": one["code"]})
    return isinstance(found, Mapping) and found.get("id") == discount


def one_of(shop: Shop, code: str) -> Code | None:
    """The code itself, of a discount with many; None when it is gone. Raises StoreFailed when it is not shown."""
    found = mutations.ask(shop, "code_of_many", {"code": code})
    if found is None:
        return None
    try:
        rows = msgspec.convert(found["codeDiscount"]["codes"]["nodes"], list[Code])
    except (msgspec.ValidationError, KeyError, TypeError) as why:
        raise Faulty(f"The store answered with codes of an unknown shape: {why}") from None
    ours = next((one for one in rows if one.code.upper() == code.upper()), None)
    if ours is None:
        raise StoreFailed("The store has the code, and does not show it among its discount’s codes.")
    return ours


def remove(shop: Shop, discount: str, code: Code) -> None:
    """Takes this code alone from its discount, and waits until it is gone."""
    mutations.done(shop, "codes_remove", {"discount": discount, "codes": [code.id]}, what="to end the code")
    for _ in range(LOOKS):
        if mutations.ask(shop, "code_by_code", {"code": code.code}) is None:
            return
        time.sleep(PAUSE)
    raise StoreFailed("The store is still taking the code away; look again in a while.")
