"""Activities through the API: each with a result of its own, kept once for ever, withdrawn on request."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from loyalty.activities.models import Activity
from loyalty.api.scopes import Scope
from loyalty.desk.doing import judge_activity
from loyalty.ledger.models import Balance, Transaction
from loyalty.members.models import Identity, Member
from tests.activities.test_doing import RULES
from tests.api.program import Program, code, program, public
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def caller(cast: Cast) -> Program:
    document = DOCUMENT | {"schema": 2, "earning": [*DOCUMENT["earning"], *RULES]}
    VersionFactory.create(
        programme=cast.shop.programme, number=2, document=document, published_at=NOW - timedelta(days=9)
    )
    return program(cast.shop)


def ride(cast: Cast, key: str = "r1", **more: Any) -> dict[str, Any]:
    return {"member": public(cast.loyal), "type": "ride", "key": key, "quantity": "100", "unit": "km"} | more


def tell(caller: Program, *items: dict[str, Any], key: str = "") -> list[dict[str, Any]]:
    response = caller.post("activities", {"activities": list(items)}, key=key)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def points(member: Member) -> int:
    row = Balance.objects.filter(member=member, currency="points").first()
    return row.available if row else 0


def test_each_of_a_batch_has_a_result_of_its_own(cast: Cast, caller: Program) -> None:
    before = points(cast.loyal)
    told = tell(
        caller,
        ride(cast),
        ride(cast),
        ride(cast, quantity="200"),
        ride(cast, "r2", member="mem_" + "a" * 26),
        ride(cast, "r3", quantity="-5"),
        ride(cast, "r4", at="2026-03-02T00:00:00Z"),
        ride(cast, "r5", at="1999-03-02T00:00:00Z"),
        ride(cast, "r6", external_id="7001"),
        ride(cast, "r7", at="2026-03-01T12:01:00Z"),
    )
    assert [(one["key"], one["result"]) for one in told] == [
        ("r1", "kept"), ("r1", "repeated"), ("r1", "conflict"), ("r2", "refused"), ("r3", "refused"),
        ("r4", "refused"), ("r5", "refused"), ("r6", "refused"), ("r7", "kept"),
    ]  # fmt: skip
    errors = [(one["error"]["code"], one["error"]["attr"]) for one in told if one["error"]]
    assert errors == [
        ("key_reused", "activities.2.key"), ("unknown_member", "activities.3.member"),
        ("bad_quantity", "activities.4.quantity"), ("in_the_future", "activities.5.at"),
        ("too_long_ago", "activities.6.at"), ("who", "activities.7.member"),
    ]  # fmt: skip
    assert told[0]["activity"] == told[1]["activity"]
    assert told[0]["activity"]["awards"] == [
        {
            "rule": "km",
            "currency": "points",
            "points": 10,
            "pending_until": None,
            "outcome": "awarded",
            "why": None,
        }
    ]
    assert (points(cast.loyal) - before, Activity.objects.count()) == (20, 2)


def test_the_same_request_pays_once_and_so_does_the_same_deed_under_another_key(
    cast: Cast, caller: Program
) -> None:
    before, items = points(cast.loyal), [ride(cast), ride(cast, "r2")]
    first = tell(caller, *items, key="batch")
    assert tell(caller, *items, key="batch") == first
    assert [one["result"] for one in tell(caller, *items)] == ["repeated", "repeated"]
    assert points(cast.loyal) - before == 20
    assert code(caller.post("activities", {"activities": items[:1]}, key="batch")) == "idempotency_key_reused"


def test_a_customer_of_the_shop_is_named_by_the_shops_own_id(cast: Cast, caller: Program) -> None:
    Identity.objects.update_or_create(
        programme=cast.shop.programme, shop=cast.shop, kind="customer", value="88001", member=cast.newcomer
    )
    [told] = tell(
        caller, {"external_id": "88001", "type": "ride", "key": "a", "quantity": "100", "unit": "km"}
    )
    assert (told["result"], told["activity"]["member"]) == ("kept", public(cast.newcomer))
    stranger = program(cast.other_shop)
    [theirs] = tell(stranger, {"external_id": "88001", "type": "ride", "key": "a"})
    assert theirs["error"]["code"] == "unknown_member"


def test_why_nothing_is_given_is_told(cast: Cast, caller: Program) -> None:
    here = {"member": public(cast.loyal), "type": "check-in", "place": "tea-house"}
    told = tell(caller, here | {"key": "a"}, here | {"key": "b"}, here | {"key": "c", "place": "elsewhere"})
    whys = [one["activity"]["awards"][0]["why"] for one in told]
    assert whys == [None, "limit", "place"]
    [unknown] = tell(caller, {"member": public(cast.loyal), "type": "sneeze", "key": "d"})
    assert (unknown["result"], unknown["activity"]["awards"]) == ("kept", [])


def test_staff_alone_review(cast: Cast, caller: Program) -> None:
    response = caller.post("activities", {"activities": [ride(cast, proof="reviewed")]})
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "activities.0.proof")
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("change", "attr"),
    [({"type": "A ride"}, "type"), ({"key": ""}, "key"), ({"key": "~ours"}, "key"), ({"quantity": 5}, "quantity"),
     ({"data": {"a": "x\0"}}, "data.a"), ({"data": {"x" * 41: "x"}}, "data"), ({"moon": 1}, "moon"),
     ({"at": "yesterday"}, "at"), ({"unit": "\0"}, "unit")],
)  # fmt: skip
def test_what_is_not_understood_keeps_nothing(
    cast: Cast, caller: Program, change: dict[str, Any], attr: str
) -> None:
    response = caller.post("activities", {"activities": [ride(cast, "fine"), ride(cast, **change)]})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == f"activities.1.{attr}"
    assert not Activity.objects.exists()


def test_a_batch_has_one_to_five_hundred(cast: Cast, caller: Program) -> None:
    assert caller.post("activities", {"activities": []}).status_code == 400
    many = [ride(cast, f"r{number}", data={"note": "x" * 300}) for number in range(501)]
    assert caller.post("activities", {"activities": many}).status_code == 400
    assert not Activity.objects.exists()
    before = points(cast.loyal)
    assert {one["result"] for one in tell(caller, *many[:500])} == {"kept"}
    assert points(cast.loyal) - before == 5000
    huge = [ride(cast, f"h{number}", data={str(n): "x" * 500 for n in range(20)}) for number in range(60)]
    assert caller.post("activities", {"activities": huge}).status_code == 413


def test_it_is_listed_and_told_one_by_one(cast: Cast, caller: Program) -> None:
    made = tell(
        caller, ride(cast, at="2026-02-27T10:00:00Z"), ride(cast, "r2", type="walk"), ride(cast, "r3")
    )
    ids = [one["activity"]["id"] for one in made]

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in caller.get("activities", **query).json()["data"]]

    assert found() == ids[::-1]
    assert found(type="walk") == found(key="r2") == [ids[1]]
    assert found(member=public(cast.loyal), state="done", since="2026-03-01T00:00:00Z") == ids[:0:-1]
    assert found(member="nobody") == found(state="refused") == []
    page = caller.get("activities", limit=2).json()
    rest = caller.get("activities", limit=2, cursor=page["next_cursor"]).json()
    assert [one["id"] for one in page["data"] + rest["data"]] == ids[::-1]
    assert caller.get(f"activities/{ids[0]}").json() == made[0]["activity"]


def test_withdrawn_it_gives_back_its_own_points_only(cast: Cast, caller: Program) -> None:
    before = points(cast.loyal)
    first, _ = tell(caller, ride(cast), ride(cast, "r2"))
    path = f"activities/{first['activity']['id']}/withdraw"
    gone = caller.post(path, {"reason": "Told twice"}).json()
    assert (gone["state"], gone["why"], gone["awards"][0]["points"]) == ("withdrawn", "Told twice", 0)
    assert gone["awards"][0]["why"] == "withdrawn"
    assert points(cast.loyal) - before == 10
    assert caller.post(path, {"reason": "Again"}).json() == gone
    assert tell(caller, ride(cast))[0]["result"] == "repeated"
    assert points(cast.loyal) - before == 10


@pytest.mark.parametrize("state", [Activity.State.REFUSED, Activity.State.ENDED])
def test_what_staff_refused_or_the_member_ended_is_not_withdrawn(
    cast: Cast, caller: Program, state: Activity.State
) -> None:
    [told] = tell(caller, ride(cast))
    row = Activity.objects.get()
    judge_activity(activity=row, state=state, why="not ours", actor="staff", now=NOW)
    refused = caller.post(f"activities/{told['activity']['id']}/withdraw", {"reason": "x"})
    assert (refused.status_code, code(refused)) == (409, f"{state}_before")
    assert Activity.objects.get().why == "not ours"


def test_another_shop_neither_sees_nor_withdraws_nor_tells(cast: Cast, caller: Program) -> None:
    [made] = tell(caller, ride(cast))
    posted, stranger = Transaction.objects.count(), program(cast.other_shop)
    path = f"activities/{made['activity']['id']}"
    assert (
        stranger.get(path).status_code
        == stranger.post(f"{path}/withdraw", {"reason": "x"}).status_code
        == 404
    )
    assert stranger.get("activities").json()["data"] == []
    assert tell(stranger, ride(cast, "r2"))[0]["error"]["code"] == "unknown_member"
    assert Transaction.objects.count() == posted


def test_each_scope_opens_its_own(cast: Cast, caller: Program) -> None:
    reader, writer = program(cast.shop, Scope.READ_ACTIVITIES), program(cast.shop, Scope.WRITE_ACTIVITIES)
    assert code(reader.post("activities", {"activities": [ride(cast)]})) == "missing_scope"
    assert not Activity.objects.exists()
    [made] = tell(writer, ride(cast))
    assert code(writer.get("activities")) == "missing_scope"
    assert reader.get(f"activities/{made['activity']['id']}").status_code == 200
