"""Discount codes in a store: made once however often they are asked for, looked at, ended."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from loyalty.platforms.shopify import code_gifts, code_inputs, code_pools, mutations
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.code_inputs import CodeNode
from loyalty.shops.codes import CodeStatus, CodeWanted, Ended
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreRefused

_STATUSES: Mapping[str, Literal["active", "expired", "scheduled"]] = {
    "ACTIVE": "active",
    "EXPIRED": "expired",
    "SCHEDULED": "scheduled",
}


def make(*, shop: Shop, wanted: CodeWanted, again: bool = False) -> str:
    """The discount's id. A repetition finds what an earlier attempt made, whether or not its answer came."""
    if again and (there := find(shop, wanted.code)):
        return _ours(there, wanted)
    document, given = _written(shop, wanted)
    try:
        made = mutations.done(shop, document, {"input": given}, what="the code")
    except mutations.Said as why:
        # the gateway repeats what timed out: the code may be taken by ourselves
        there = find(shop, wanted.code) if "TAKEN" in why.codes else None
        if there is None:
            raise
        return _ours(there, wanted)
    return _id_of(made.get("codeDiscountNode"))


def _written(shop: Shop, wanted: CodeWanted) -> tuple[str, dict[str, Any]]:
    """The document and its input."""
    if code_inputs.is_bxgy(wanted):
        return "code_bxgy_create", code_gifts.bxgy(wanted)
    if wanted.kind == "free_product":
        return "code_basic_create", code_gifts.free_product(shop, wanted)
    if wanted.kind == "free_shipping":
        return "code_free_shipping_create", code_inputs.free_shipping(wanted)
    return "code_basic_create", code_inputs.basic(wanted)


def _ours(there: CodeNode, wanted: CodeWanted) -> str:
    if not code_inputs.is_ours(there, wanted):
        raise StoreRefused("The store has another discount under this code already.")
    return there.id


def _id_of(node: object) -> str:
    if not isinstance(node, Mapping) or not isinstance(node.get("id"), str):
        raise Faulty("The store answered without the discount.")
    return str(node["id"])


def find(shop: Shop, code: str) -> CodeNode | None:
    found = mutations.ask(shop, "code_by_code", {"code": code})
    if found is None:
        return None
    try:
        return msgspec.convert(found, CodeNode)
    except msgspec.ValidationError as why:
        raise Faulty(f"The store answered with a code of an unknown shape: {why}") from None


def status(*, shop: Shop, code: str) -> CodeStatus | None:
    found = find(shop, code)
    if found is None:
        return None
    there = found.code_discount
    one = code_pools.one_of(shop, code) if found.is_one_of_many else None
    return CodeStatus(
        id=found.id,
        status=_STATUSES.get(there.status, "expired"),
        used=one.async_usage_count if one else there.async_usage_count,
        title=there.title,
        customers=found.customers,
    )


def end(*, shop: Shop, code: str) -> Ended:
    """Stopped first and counted then, so that no checkout comes in between; deleted only if it was never used."""
    there = find(shop, code)
    if there is None:
        return Ended(used=0, was_there=False)
    if there.is_one_of_many:
        return _end_one(shop, there, code)
    _gone_is_fine(shop, "code_deactivate", there.id)
    after = find(shop, code)
    if after is None:
        return Ended(used=there.code_discount.async_usage_count)
    if after.code_discount.status == "ACTIVE":
        raise Faulty("The store says that it stopped the code, and still has it running.")
    used = after.code_discount.async_usage_count
    if not used:
        _gone_is_fine(shop, "code_delete", there.id)
    return Ended(used=used)


def _end_one(shop: Shop, there: CodeNode, code: str) -> Ended:
    """The others of its discount live on, so it cannot be stopped before it is counted; its order would still tell."""
    one = code_pools.one_of(shop, code)
    if one is None:
        return Ended(used=0, was_there=False)
    code_pools.remove(shop, there.id, one)
    return Ended(used=one.async_usage_count)


def _gone_is_fine(shop: Shop, document: str, gid: str) -> None:
    """A repetition after a time-out finds it deleted, which the platform says as INVALID or in no code at all."""
    try:
        mutations.done(shop, document, {"id": gid}, what="to end the code")
    except mutations.Said as why:
        if why.codes - {"INVALID", "None"}:
            raise
