"""Many activities at once: what is wrong with one of them hinders none of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError

from loyalty.api.activities_telling import tell_all
from loyalty.common.sealed import unseal
from loyalty.desk.doing import Deed, Kept, tell_activities
from loyalty.engine.activity import micro
from loyalty.ledger.posting import MemberMoved
from loyalty.members.find import of_programme
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop

Item = Mapping[str, Any]
Data = dict[str, Any]
SKEW = timedelta(minutes=2)  # clocks differ
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why one of them is not taken; `field` is what it is about."""

    field: str
    code: str
    detail: str


def tell_batch(*, shop: Shop, items: Sequence[Item], actor: str, now: datetime) -> list[Data]:
    """One result for each, in their order. Raises MemberMoved when somebody is merged or forgotten meanwhile."""
    members = _members(shop, items)
    read = [_read(item, members, now) for item in items]
    deeds = [one for one in read if isinstance(one, Deed)]
    try:
        kept = iter(tell_activities(shop=shop, deeds=deeds, actor=actor, now=now))
    except (Member.DoesNotExist, IntegrityError) as moved:  # the key may be another request's by now
        raise MemberMoved from moved
    results = [_result(number, one, kept) for number, one in enumerate(read)]
    rows = [result["activity"] for result in results if result["activity"]]
    told = {row.pk: one for row, one in zip(rows, tell_all(shop=shop, rows=rows, now=now), strict=True)}
    return [
        {"key": item["key"]} | result | {"activity": result["activity"] and told[result["activity"].pk]}
        for item, result in zip(items, results, strict=True)
    ]


def _result(number: int, one: Deed | Wrong, kept: "Any") -> Data:
    if isinstance(one, Wrong):
        return _wrong("refused", number, one)
    found: Kept = next(kept)
    if not found.same:
        return _wrong("conflict", number, Wrong("key", "key_reused", "This key stands for something else."))
    return {"result": "kept" if found.fresh else "repeated", "activity": found.activity, "error": None}


def _wrong(result: str, number: int, wrong: Wrong) -> Data:
    error = {"code": wrong.code, "detail": wrong.detail, "attr": f"activities.{number}.{wrong.field}"}
    return {"result": result, "activity": None, "error": error}


def _read(item: Item, members: Mapping[str, int], now: datetime) -> Deed | Wrong:
    if ("member" in item) == ("external_id" in item):
        return Wrong("member", "who", "Name the member by member or by external_id, and not by both.")
    field = "member" if "member" in item else "external_id"
    member = members.get(f"{field}:{item[field]}")
    if member is None:
        return Wrong(field, "unknown_member", "There is no such member in this shop.")
    at = item.get("at", now)
    if at > now + SKEW:
        return Wrong("at", "in_the_future", "That has not happened yet.")
    if at < EARLIEST:
        return Wrong("at", "too_long_ago", "That is too long ago.")
    try:
        quantity = micro(item.get("quantity", "1"))
    except ValueError as bad:
        return Wrong("quantity", "bad_quantity", str(bad))
    return Deed(
        member_id=member,
        type=item["type"],
        key=item["key"],
        at=min(at, now),
        quantity=quantity,
        unit=item.get("unit", ""),
        place=item.get("place", ""),
        proof=item.get("proof", "verified"),
        data=item.get("data", {}),
    )


def _members(shop: Shop, items: Sequence[Item]) -> dict[str, int]:
    """By 'member:mem_…' and 'external_id:7001'; whoever was merged into another is the other."""
    sealed = {
        item["member"]: unseal("mem", shop.programme_id, item["member"]) for item in items if "member" in item
    }
    asked = {f"member:{text}": number for text, number in sealed.items() if number and number < 2**63}
    customers = {item["external_id"] for item in items if "external_id" in item}
    identities = Identity.objects.filter(
        programme_id=shop.programme_id, shop=shop, kind=Identity.Kind.CUSTOMER, value__in=customers
    )
    for value, number in identities.values_list("value", "member_id"):
        asked[f"external_id:{value}"] = number
    return _living(shop, asked)


def _living(shop: Shop, asked: Mapping[str, int]) -> dict[str, int]:
    rows = Member.objects.filter(programme_id=shop.programme_id)
    kept, wanted = dict[int, int](), set(asked.values())
    while wanted:
        merged = dict(rows.filter(pk__in=wanted).exclude(kept=None).values_list("pk", "kept_id"))
        kept |= merged
        wanted = set(merged.values()) - set(kept)
    ends = {name: _end(number, kept) for name, number in asked.items()}
    alive = set(
        of_programme(programme_id=shop.programme_id).filter(pk__in=ends.values()).values_list("pk", flat=True)
    )
    return {name: number for name, number in ends.items() if number in alive}


def _end(number: int, kept: Mapping[int, int]) -> int:
    while number in kept:
        number = kept[number]
    return number
