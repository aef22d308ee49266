"""Points given and taken by a program: once for each key, within the limits of whoever made it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from loyalty.adjustments.limits import set_limits
from loyalty.adjustments.models import Request
from loyalty.api import forget, idempotent
from loyalty.api.models import Answer
from loyalty.ledger.models import Balance, Transaction
from loyalty.members.models import Member
from loyalty.shops.models import Audit, Shop
from tests.api.program import Program, code, program, public
from tests.cast import NOW, Cast

FIVE: dict[str, Any] = {"points": 5, "reason": "A kind word"}


def adjustments(member: Member) -> str:
    return f"members/{public(member)}/adjustments"


def available(member: Member) -> int:
    return Balance.objects.get(member=member, currency="points").available


def limited(
    shop: Shop, *, largest: int | None = None, a_day: int | None = None, second: bool = False
) -> None:
    set_limits(shop=shop, largest=largest, a_day=a_day, second_person=second, actor="owner", now=NOW)


def test_points_are_given_and_taken_with_a_reason(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    given = caller.post(path, FIVE)
    assert given.status_code == 201
    assert given.json()["state"] == "posted"
    assert given.json()["balances"][0]["available"] == 5
    assert caller.post(path, {"points": -2, "reason": "A slip"}).json()["balances"][0]["available"] == 3
    lines = caller.get(f"members/{public(cast.loyal)}/history").json()["data"]
    assert [(one["points"], one["why"]) for one in lines] == [(-2, "A slip"), (5, "A kind word")]
    assert lines[0]["actor"] == "API key “till” of owner"
    assert Audit.objects.filter(deed="points adjusted").count() == 2


def test_i4_the_same_request_again_is_answered_as_before_and_does_nothing(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    first = caller.post(path, FIVE, key="once")
    assert "Idempotent-Replayed" not in first
    for body in (FIVE, '{ "reason": "A kind word",   "points": 5 }'):
        again = caller.post(path, body, key="once")
        assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
        assert again.json() == first.json()
    assert available(cast.loyal) == 5
    assert Transaction.objects.count() == 1


@pytest.mark.parametrize("change", [{"points": 6}, {"reason": "Another"}])
def test_i4_another_body_under_the_same_key_is_a_409(cast: Cast, change: dict[str, Any]) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    caller.post(path, FIVE, key="once")
    response = caller.post(path, FIVE | change, key="once")
    assert (response.status_code, code(response)) == (409, "idempotency_key_reused")
    elsewhere = caller.post(adjustments(cast.newcomer), FIVE, key="once")
    assert (elsewhere.status_code, code(elsewhere)) == (409, "idempotency_key_reused")
    assert Transaction.objects.count() == 1


def test_i4_keys_of_two_shops_do_not_know_each_other(cast: Cast) -> None:
    theirs = Member.objects.create(programme=cast.other_shop.programme, first_seen_at=NOW)
    program(cast.shop).post(adjustments(cast.loyal), FIVE, key="once")
    assert program(cast.other_shop).post(adjustments(theirs), FIVE, key="once").status_code == 201
    assert available(cast.loyal) == available(theirs) == 5


def test_i4_a_refusal_is_remembered_too(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    much = {"points": -50, "reason": "Too much"}
    refused = caller.post(path, much, key="once")
    assert (refused.status_code, code(refused)) == (409, "not_enough_points")
    assert "Only 0 points" in refused.json()["errors"][0]["detail"]
    caller.post(path, {"points": 100, "reason": "Now there are some"})
    again = caller.post(path, much, key="once")
    assert (again.status_code, again.json()) == (409, refused.json())
    assert available(cast.loyal) == 100


@pytest.mark.parametrize("key", [None, " ", "two words", "ü", "x" * 256])
def test_i4_without_a_usable_key_nothing_is_posted(cast: Cast, key: str | None) -> None:
    response = program(cast.shop).post(adjustments(cast.loyal), FIVE, key=key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "Idempotency-Key"
    assert not Transaction.objects.exists()


def test_a_request_that_was_not_understood_uses_no_key_up(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    assert caller.post(path, {"points": 5}, key="once").status_code == 400
    assert caller.post(path, FIVE, key="once").status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"points": 0, "reason": "x"}, {"points": "5", "reason": "x"}, {"points": 5.0, "reason": "x"},
        {"points": True, "reason": "x"}, {"points": None, "reason": "x"}, {"points": 10**7, "reason": "x"},
        {"points": 5, "reason": " "}, {"points": 5, "reason": 7}, {"points": 5, "reason": "x" * 301},
        {"points": 5, "reason": "x\0"}, {"points": 5, "reason": "x", "more": 1}, [], 5, None, "text", "{}",
        '{"points": NaN, "reason": "x"}', '{"points": 1e400, "reason": "x"}', '{"points": 5, "reason": "\\ud800"}',
        '{"points": 5, "points": 6, "reason": "x"}', "[" * 60_000, "5" * 5_000, "", b"\xff\xfe", b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_poison_is_a_clear_400_and_posts_nothing(cast: Cast, body: Any) -> None:
    response = program(cast.shop).post(adjustments(cast.loyal), body)
    assert response.status_code == 400
    assert response.json()["errors"]
    assert not Transaction.objects.exists()


def test_a_body_that_is_too_large_or_no_json_is_refused_by_its_own_code(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    large = caller.post(path, {"points": 5, "reason": "x" * 70_000})
    assert (large.status_code, code(large)) == (413, "too_large")
    headers = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "form"}
    form = caller.client.post(f"/api/v1/{path}", {"points": 5}, headers=headers)
    assert (form.status_code, code(form)) == (415, "unsupported_media_type")
    assert not Transaction.objects.exists()


def test_the_limits_of_whoever_made_the_key_hold(cast: Cast) -> None:
    limited(cast.shop, a_day=8)
    caller, path = program(cast.shop), adjustments(cast.loyal)
    assert caller.post(path, FIVE).status_code == 201
    refused = caller.post(path, FIVE)
    assert (refused.status_code, code(refused)) == (409, "over_limit")
    assert program(cast.shop).post(path, FIVE).status_code == 409, "a second key is no second person"
    assert available(cast.loyal) == 5


def test_what_needs_a_second_person_waits_for_one(cast: Cast) -> None:
    limited(cast.shop, largest=4, second=True)
    caller, path = program(cast.shop), adjustments(cast.loyal)
    asked = caller.post(path, FIVE, key="once")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting_for_approval")
    assert caller.post(path, FIVE, key="once").json() == asked.json()
    assert Request.objects.count() == 1
    assert not Transaction.objects.exists()


def test_another_shops_member_gets_nothing(cast: Cast) -> None:
    response = program(cast.other_shop).post(adjustments(cast.loyal), FIVE)
    assert (response.status_code, code(response)) == (404, "not_found")
    assert not Transaction.objects.exists()
    assert not Answer.objects.exists()


def test_answers_are_kept_a_day_and_the_books_remember_longer(cast: Cast) -> None:
    caller, path = program(cast.shop), adjustments(cast.loyal)
    caller.post(path, FIVE, key="once")
    assert forget.old_answers(now=timezone.now() + timedelta(hours=24)) == 0
    assert forget.old_answers(now=timezone.now() + idempotent.KEPT + timedelta(seconds=1)) == 1
    late = caller.post(path, FIVE, key="once")
    assert (late.status_code, code(late)) == (409, "done_before")
    assert available(cast.loyal) == 5


def test_answers_about_a_person_go_with_them(cast: Cast) -> None:
    caller = program(cast.shop)
    caller.post(adjustments(cast.loyal), FIVE)
    caller.post(adjustments(cast.newcomer), FIVE)
    forget.person(shop=cast.shop, customer="7001", email="", member_ids=[cast.loyal.pk])
    assert [one.member for one in Answer.objects.all()] == [cast.newcomer]


def test_a_fault_of_our_own_leaves_neither_points_nor_an_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("planted")

    caller, path = program(cast.shop), adjustments(cast.loyal)
    with monkeypatch.context() as patch:
        patch.setattr("loyalty.api.adjustments.tell_members", broken)
        response = caller.post(path, FIVE, key="once")
    assert (response.status_code, response.json()["type"]) == (500, "server_error")
    assert "planted" not in response.content.decode()
    assert not Transaction.objects.exists()
    assert Program(caller.token).post(path, FIVE, key="once").status_code == 201
