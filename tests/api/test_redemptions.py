"""Rewards through the API: what a member can have, redeemed once for each key, cancelled while unused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from loyalty.api.scopes import Scope
from loyalty.ledger.models import Balance, Spend
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from tests.api.program import Program, code, program, public
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory

REWARDS: list[dict[str, Any]] = [
    {"id": "mug", "kind": "custom", "title": "A mug", "cost": 300},
    {"id": "once", "kind": "custom", "cost": 10, "limit": {"times": 1, "per": "life"}},
    {"id": "dear", "kind": "custom", "cost": 5000},
    {"id": "last", "kind": "custom", "cost": 10, "stock": 1},
    {"id": "class", "kind": "experience", "cost": 100, "sessions": [
        {"id": "may", "at": "2026-05-02T10:00", "seats": 1, "place": "The back room"}]},
    {"id": "give", "kind": "donation", "cost": 100, "amount": "1.00", "charity": "Trees",
     "slider": {"min": 100, "max": 400, "step": 50}},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def caller(cast: Cast) -> Program:
    document = DOCUMENT | {"rewards": REWARDS}
    VersionFactory.create(
        programme=cast.shop.programme, number=2, document=document, published_at=NOW - timedelta(days=1)
    )
    made = program(cast.shop)
    made.post(f"members/{public(cast.loyal)}/adjustments", {"points": 1000, "reason": "to begin with"})
    return made


def available(cast: Cast) -> tuple[int, int]:
    row = Balance.objects.get(member=cast.loyal, currency="points")
    return row.available, row.reserved


def wish(cast: Cast, reward: str, **more: Any) -> dict[str, Any]:
    return {"member": public(cast.loyal), "reward": reward} | more


def test_the_catalogue_tells_what_is_left(cast: Cast, caller: Program) -> None:
    caller.post("redemptions", wish(cast, "class", session="may"))
    told = caller.get("rewards").json()
    found = {one["id"]: one for one in told["data"]}
    assert told["version"] == 2
    assert found["mug"]["cost"] == 300
    assert (found["last"]["stock"], found["last"]["left"]) == (1, 1)
    [may] = found["class"]["sessions"]
    assert (may["seats"], may["left"], may["place"]) == (1, 0, "The back room")
    assert found["give"]["slider"] == {"min": 100, "max": 400, "step": 50}


def test_a_members_rewards_say_what_is_missing(cast: Cast, caller: Program) -> None:
    told = caller.get(f"members/{public(cast.loyal)}/rewards").json()["data"]
    found = {one["reward"]: one for one in told}
    assert found["mug"]["available"]
    assert found["mug"]["refusal"] is None
    assert not found["dear"]["available"]
    refusal = found["dear"]["refusal"]
    assert (refusal["code"], refusal["missing"], refusal["detail"]) == ("missing", 4000, "4,000 points to go")


def test_a_reward_is_redeemed_once_for_each_key(cast: Cast, caller: Program) -> None:
    first = caller.post("redemptions", wish(cast, "mug"), key="once")
    assert (first.status_code, first.json()["state"]) == (201, "reserved")
    again = caller.post("redemptions", wish(cast, "mug"), key="once")
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert caller.post("redemptions", wish(cast, "dear"), key="once").status_code == 409
    assert available(cast) == (700, 300)
    assert Redemption.objects.count() == 1
    drain(clock=lambda: NOW)
    told = caller.get(f"redemptions/{first.json()['id']}").json()
    assert told["state"] == "issued"
    assert [one["what"] for one in told["steps"]] == ["reserved", "issued"]
    assert told["steps"][0]["actor"] == "API key “till” of owner"
    assert told["member"] == public(cast.loyal)


@pytest.mark.parametrize(
    ("body", "refused"),
    [({"reward": "dear"}, "not_enough_points"), ({"reward": "class"}, "session"),
     ({"reward": "mug", "points": 5}, "no_choice"), ({"reward": "give", "points": 120}, "choice")],
)  # fmt: skip
def test_what_cannot_be_had_says_why_and_takes_nothing(
    cast: Cast, caller: Program, body: dict[str, Any], refused: str
) -> None:
    response = caller.post("redemptions", wish(cast, **body))
    assert (response.status_code, code(response)) == (409, refused)
    assert response.json()["errors"][0]["detail"]
    assert available(cast) == (1000, 0)
    assert not Redemption.objects.exists()


def test_the_second_time_of_once_is_refused(cast: Cast, caller: Program) -> None:
    assert caller.post("redemptions", wish(cast, "once")).status_code == 201
    assert code(caller.post("redemptions", wish(cast, "once"))) == "limit"
    assert caller.post("redemptions", wish(cast, "last")).status_code == 201
    assert code(caller.post("redemptions", wish(cast, "last"))) == "sold_out"


def test_a_choice_of_points_is_taken(cast: Cast, caller: Program) -> None:
    made = caller.post("redemptions", wish(cast, "give", points=250)).json()
    assert (made["points"], made["amount"]) == (250, "2.50")


def test_what_does_not_exist_is_a_404_and_uses_no_key_up(cast: Cast, caller: Program) -> None:
    nobody = public(cast.loyal).replace("_", "_a", 1)[:-1]
    for body in (wish(cast, "moon"), wish(cast, "mug") | {"member": nobody}):
        assert caller.post("redemptions", body, key="once").status_code == 404
    assert caller.post("redemptions", wish(cast, "mug"), key="once").status_code == 201


def test_a_redemption_is_cancelled_while_it_is_unused(cast: Cast, caller: Program) -> None:
    made = caller.post("redemptions", wish(cast, "mug")).json()
    drain(clock=lambda: NOW)
    path = f"redemptions/{made['id']}/cancel"
    cancelled = caller.post(path, {"reason": "A slip"}, key="stop")
    assert (cancelled.status_code, cancelled.json()["ending"]) == (202, "withdrawn")
    assert caller.post(path, {"reason": "A slip"}, key="stop").json() == cancelled.json()
    drain(clock=lambda: NOW)
    assert caller.get(f"redemptions/{made['id']}").json()["state"] == "released"
    assert available(cast) == (1000, 0)
    late = caller.post(path, {"reason": "Again"})
    assert (late.status_code, code(late)) == (409, "cannot_end")


def test_what_is_used_is_not_cancelled(cast: Cast, caller: Program) -> None:
    made = caller.post("redemptions", wish(cast, "mug")).json()
    Redemption.objects.update(state="used")
    Spend.objects.update(state="used")
    refused = caller.post(f"redemptions/{made['id']}/cancel", {"reason": "Too late"})
    assert (refused.status_code, code(refused)) == (409, "cannot_end")
    assert available(cast) == (700, 300)


def test_redemptions_are_listed_by_filter_and_page(cast: Cast, caller: Program) -> None:
    made = [caller.post("redemptions", wish(cast, reward)).json()["id"] for reward in ("mug", "once", "last")]

    def found(**query: Any) -> list[str]:
        return [one["id"] for one in caller.get("redemptions", **query).json()["data"]]

    assert found() == made[::-1]
    assert found(reward="once") == [made[1]]
    assert found(member=public(cast.newcomer)) == found(member="nobody") == found(state="used") == []
    assert found(member=public(cast.loyal), state="reserved") == made[::-1]
    assert found(since="2026-03-02T00:00:00Z") == []
    page = caller.get("redemptions", limit=2).json()
    assert [one["id"] for one in page["data"]] == made[:0:-1]
    rest = caller.get("redemptions", limit=2, cursor=page["next_cursor"]).json()
    assert ([one["id"] for one in rest["data"]], rest["next_cursor"]) == (made[:1], None)


def test_another_shop_neither_sees_nor_cancels_nor_redeems(cast: Cast, caller: Program) -> None:
    made = caller.post("redemptions", wish(cast, "mug")).json()["id"]
    stranger = program(cast.other_shop)
    theirs, nobody = stranger.get(f"redemptions/{made}"), stranger.get("redemptions/" + "A" * 22)
    assert theirs.status_code == nobody.status_code == 404
    assert theirs.json() == nobody.json()
    assert stranger.post(f"redemptions/{made}/cancel", {"reason": "mine"}).status_code == 404
    assert stranger.post("redemptions", wish(cast, "mug")).status_code == 404
    assert stranger.get(f"members/{public(cast.loyal)}/rewards").status_code == 404
    assert stranger.get("redemptions").json()["data"] == []
    assert Redemption.objects.get().ending == ""
    assert available(cast) == (700, 300)


def test_whoever_may_only_read_redeems_nothing(cast: Cast, caller: Program) -> None:
    reader = program(cast.shop, Scope.READ_REWARDS, Scope.WRITE_POINTS)
    response = reader.post("redemptions", wish(cast, "mug"))
    assert (response.status_code, code(response)) == (403, "missing_scope")
    assert available(cast) == (1000, 0)
