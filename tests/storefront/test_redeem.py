"""Redeeming and undoing from the storefront: a signed member, a nonce and a key of their own; once."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from loyalty.desk.adjusting import adjust
from loyalty.desk.joining import join
from loyalty.desk.standing import balance
from loyalty.members.recognise import recognise
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from storefront_widget import nonce
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_march")]
NO_KEY = "key: must be 8 to 64 letters and digits, new for each attempt."
TOO_MUCH = "That is more than you have: 1,000 points are left. Nothing was taken."
REWARDS: list[dict[str, Any]] = [
    {"id": "mug", "kind": "custom", "title": "A mug", "cost": 300, "limit": {"times": 1, "per": "month"}},
    {"id": "class", "kind": "experience", "title": "Tea class", "cost": 100, "sessions": [
        {"id": "may", "at": "2026-05-02T10:00", "seats": 1, "place": "At the shop"},
        {"id": "jan", "at": "2026-01-02T10:00", "seats": 9}]},
    {"id": "trees", "kind": "donation", "cost": 100, "amount": "1.00", "charity": "Trees",
     "slider": {"min": 100, "max": 400, "step": 50}},
    {"id": "dear", "kind": "custom", "title": "A pot", "cost": 2000},
    {"id": "old", "kind": "custom", "cost": 1, "until": "2026-02-01T00:00"},
]  # fmt: skip


@pytest.fixture
def _in_march() -> Any:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def store() -> Store:
    """Customers 7001 and 7003 have 1,000 points and joined."""
    made = Store(rules() | {"schema": 2, "rewards": REWARDS})
    for customer in ("7001", "7003"):
        member = joins(made, customer)
        adjust(
            shop=made.shop, member_id=member, points=900, why="gift", key=customer, actor="owner", now=START
        )
    return made


def joins(store: Store, customer: str) -> int:
    key = ("customer", customer)
    member = recognise(shop=store.shop, keys=[key], now=START)[key]
    join(shop=store.shop, member_id=member, how="widget", now=START)
    return member


def proof(store: Store, customer: str = "7001", action: str = "redeem", **change: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"shop_id": store.shop.pk, "customer": customer, "action": action}
    made = nonce.make(**{"now": timezone.now()} | said | change)
    return {"nonce": made, "key": f"tab-one-{customer}-{action}"}


def post(client: Client, store: Store, body: object, customer: str = "7001", path: str = "redeem") -> Any:
    query = proxied(store.shop.domain, customer)
    return client.post(f"/proxy/{path}?{query}", json.dumps(body), content_type="application/json")


def data(client: Client, store: Store, customer: str = "7001", **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/proxy/data?{proxied(store.shop.domain, customer, **more)}").json()
    return told


def has(store: Store, customer: str = "7001") -> tuple[int, int]:
    told = balance(shop=store.shop, member_id=joins(store, customer), now=START)
    return told.available, told.reserved


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_member_redeems_reads_what_comes_next_and_undoes_it(client: Client, store: Store) -> None:
    permits = data(client, store)["redeem"]
    body = {"nonce": permits["nonce"], "key": "tab-one-1", "reward": "mug"}
    answer = post(client, store, body)
    assert answer.status_code == 200
    made = answer.json()["redeemed"]
    assert (made["title"], made["state"], made["can_undo"], made["code"]) == ("A mug", "reserved", True, "")
    assert answer.json()["member"]["available"] == 700
    drain(clock=lambda: START)
    [mine] = data(client, store)["mine"]
    assert (mine["state"], mine["state_text"], mine["next_text"]) == (
        "issued",
        "Yours",
        "The shop hands it over to you.",
    )
    back = {"nonce": permits["undo_nonce"], "key": "tab-one-2", "id": made["id"]}
    assert post(client, store, back, path="undo").json()["redeemed"]["state_text"] == "Being undone"
    drain(clock=lambda: START)
    [mine] = data(client, store)["mine"]
    assert (mine["state"], mine["state_text"], mine["can_undo"]) == ("released", "Undone", False)
    assert has(store) == (1000, 0)
    again = post(client, store, back | {"key": "tab-one-3"}, path="undo")
    assert code(again) == (409, "cannot_undo")
    assert again.json()["error"]["message"] == "Your points are back already."


def test_the_same_request_again_takes_nothing_more(client: Client, store: Store) -> None:
    body = proof(store) | {"reward": "trees", "points": 250}
    first, second = (post(client, store, body).json() for _ in range(2))
    assert first["redeemed"] == second["redeemed"]
    assert has(store) == (750, 250)
    other = post(client, store, body | {"reward": "mug"})
    assert code(other) == (409, "key_used")
    assert has(store) == (750, 250)


def test_a_key_of_another_member_reaches_nothing_of_theirs(client: Client, store: Store) -> None:
    body = proof(store) | {"reward": "mug"}
    made = post(client, store, body).json()["redeemed"]
    cheat = proof(store, "7003") | {"reward": "mug", "key": body["key"]}
    assert code(post(client, store, cheat, "7003")) == (409, "key_used")
    undo = proof(store, "7003", "undo") | {"id": made["id"]}
    assert code(post(client, store, undo, "7003", path="undo")) == (404, "no_such_redemption")
    assert (has(store), has(store, "7003")) == ((700, 300), (1000, 0))
    assert Redemption.objects.get().ending == ""
    assert data(client, store, "7003")["mine"] == []


@pytest.mark.parametrize(
    ("body", "status", "why", "sentence"),
    [
        ({"reward": "dear"}, 409, "not_enough", TOO_MUCH),
        ({"reward": "old"}, 409, "window", "No longer offered"),
        ({"reward": "none"}, 404, "no_such_reward", "This reward is no longer offered."),
        ({"reward": "class"}, 409, "session", "Choose one of the dates that are left."),
        ({"reward": "class", "session": "jan"}, 409, "session", "Choose one of the dates that are left."),
        ({"reward": "mug", "points": 300}, 409, "no_choice", "This one has a fixed price."),
        ({"reward": "trees", "points": 120}, 409, "choice", "Choose from 100 to 400, in steps of 50 points."),
        ({"reward": "trees", "points": 1.5}, 409, "choice", "Choose from 100 to 400, in steps of 50 points."),
        ({"reward": "trees", "points": "²"}, 409, "choice", "Choose from 100 to 400, in steps of 50 points."),
        ({"reward": ["mug"]}, 404, "no_such_reward", "This reward is no longer offered."),
        ({"reward": "mug\0"}, 404, "no_such_reward", "This reward is no longer offered."),
        ({"reward": "mug", "key": "nul\0nul\0nul"}, 400, "bad_key", NO_KEY),
        ({"reward": "mug", "key": "x" * 70}, 400, "bad_key", NO_KEY),
    ],
)  # fmt: skip
def test_each_refusal_says_why_and_takes_nothing(
    client: Client, store: Store, body: dict[str, Any], status: int, why: str, sentence: str
) -> None:
    answer = post(client, store, proof(store) | body)
    assert code(answer) == (status, why)
    assert answer.json()["error"]["message"] == sentence
    assert has(store) == (1000, 0)
    assert not Redemption.objects.exists()


def test_the_monthly_share_names_the_day_of_the_next(client: Client, store: Store) -> None:
    post(client, store, proof(store) | {"reward": "mug"})
    again = post(client, store, proof(store) | {"reward": "mug", "key": "another-key"})
    assert again.json()["error"]["message"] == "Once a month; again from April 1, 2026"
    assert has(store) == (700, 300)


@pytest.mark.parametrize(
    "spoilt", [{"customer": "7003"}, {"shop_id": 0}, {"action": "join"}, {"action": "undo"}]
)
def test_a_nonce_for_something_else_takes_nothing(
    client: Client, store: Store, spoilt: dict[str, Any]
) -> None:
    answer = post(client, store, proof(store, **spoilt) | {"reward": "mug"})
    assert code(answer) == (403, "stale_nonce")
    assert has(store) == (1000, 0)


@pytest.mark.parametrize("path", ["redeem", "undo"])
def test_a_guest_joins_first_a_visitor_signs_in_and_nobody_else_gets_in(
    client: Client, store: Store, path: str
) -> None:
    guest = post(client, store, proof(store, "7002", path) | {"reward": "mug"}, "7002", path)
    assert code(guest) == (409, "join_first")
    visitor = post(client, store, proof(store, "", path) | {"reward": "mug"}, "", path)
    assert code(visitor) == (403, "sign_in")
    body = json.dumps(proof(store, "7001", path) | {"reward": "mug"})
    unsigned = client.post(f"/proxy/{path}?logged_in_customer_id=7001", body, content_type="application/json")
    assert unsigned.status_code == 401
    assert client.get(f"/proxy/{path}?{proxied(store.shop.domain, '7001')}").status_code == 405
    assert not Redemption.objects.exists()


@pytest.mark.parametrize("named", [None, "", "nul\0", "é", 7, ["x"], "x" * 23])
def test_nonsense_undoes_nothing(client: Client, store: Store, named: object) -> None:
    post(client, store, proof(store) | {"reward": "mug"})
    answer = post(client, store, proof(store, action="undo") | {"id": named}, path="undo")
    assert code(answer) == (404, "no_such_redemption")
    assert has(store) == (700, 300)


def test_what_left_for_good_cannot_be_undone(client: Client, store: Store) -> None:
    made = post(client, store, proof(store) | {"reward": "trees", "points": 100}).json()["redeemed"]
    drain(clock=lambda: START)
    [mine] = data(client, store)["mine"]
    assert (mine["state_text"], mine["can_undo"], mine["title"]) == ("Given", False, "$1.00 to Trees")
    answer = post(client, store, proof(store, action="undo") | {"id": made["id"]}, path="undo")
    assert answer.json()["error"]["message"] == "It was used, so it stays."
    assert has(store) == (900, 0)


def test_the_page_without_javascript_redeems_and_undoes_by_forms(client: Client, store: Store) -> None:
    query = proxied(store.shop.domain, "7001")
    page = client.get(f"/proxy/page?{query}").content.decode()
    assert "Take “A mug” (300 points)" in page
    assert "1,000 points to go" in page
    form = proof(store) | {"reward": "trees", "points": "150"}
    after = client.post(f"/proxy/redeem?{query}", form)
    assert "Get 150 points back" in after.content.decode()
    assert has(store) == (850, 150)
    refused = client.post(f"/proxy/redeem?{query}", form | {"key": "another-key", "points": "120"})
    assert refused.status_code == 409
    assert "Choose from 100 to 400, in steps of 50 points." in refused.content.decode()
    made = Redemption.objects.get()
    undone = client.post(f"/proxy/undo?{query}", proof(store, action="undo") | {"id": made.public})
    assert "Being undone" in undone.content.decode()
    drain(clock=lambda: START)
    assert has(store) == (1000, 0)


def test_a_guest_without_javascript_is_shown_rewards_but_no_form_for_them(
    client: Client, store: Store
) -> None:
    page = client.get(f"/proxy/page?{proxied(store.shop.domain, '7002')}").content.decode()
    assert "Join to use this" in page
    assert "/redeem" not in page
