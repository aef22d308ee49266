"""Members, their balances and histories as programs see them."""

from datetime import timedelta
from string import ascii_lowercase

import pytest

from loyalty.api.scopes import Scope
from loyalty.common.keys import email_hash
from loyalty.common.sealed import seal, unseal
from loyalty.members.models import Identity, Member
from tests.api.program import code, program, public
from tests.cast import NOW, Cast, IdentityFactory, MemberFactory
from tests.panel.story import busy_member, order


def test_an_id_is_sealed_and_opens_only_as_what_it_is() -> None:
    sealed = seal("mem", 7, 12)
    assert unseal("mem", 7, sealed) == 12
    assert unseal("mem", 8, sealed) is None
    assert unseal("line", 7, "line" + sealed[3:]) is None
    assert unseal("mem", 7, sealed.upper()) is None
    assert {unseal("mem", 7, sealed[:-1] + one) for one in ascii_lowercase + "234567"} == {None, 12}
    assert seal("mem", 7, 13)[4:10] != sealed[4:10]


@pytest.mark.parametrize(
    "text", ["", "mem", "mem_", "12", "mem_" + "=" * 26, "mem_" + "é" * 26, "mem_" + "a" * 27]
)
def test_what_is_no_id_is_nobody(cast: Cast, text: str) -> None:
    assert unseal("mem", 7, text) is None


def test_a_member_is_told_with_balances_and_tier(cast: Cast) -> None:
    row = busy_member(cast.shop)
    told = program(cast.shop, Scope.READ_MEMBERS).get(f"members/{public(row)}").json()
    assert told["id"] == public(row)
    assert told["external_ids"] == ["7001"]
    assert told["tier"] is None
    [points] = told["balances"]
    assert (points["currency"], points["name"]) == ("points", "points")
    assert points["available"] == 184 + 100
    assert str(row.pk) not in {str(value) for value in told.values()}


def test_members_come_in_pages_that_neither_repeat_nor_miss_anybody(cast: Cast) -> None:
    everybody = {public(MemberFactory.create(programme=cast.shop.programme)) for _ in range(7)}
    caller, seen, cursor = program(cast.shop, Scope.READ_MEMBERS), list[str](), None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = caller.get("members", **query).json()
        seen += [one["id"] for one in page["data"]]
        cursor = page["next_cursor"]
        MemberFactory.create(programme=cast.shop.programme)  # somebody new comes while we turn pages
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == everybody


def test_a_cursor_that_was_never_given_out_is_a_404(cast: Cast) -> None:
    caller = program(cast.shop, Scope.READ_MEMBERS)
    theirs = seal("memcur", cast.other_shop.programme_id, 5)
    for cursor in ("nonsense", theirs, public(cast.loyal)):
        response = caller.get("members", cursor=cursor)
        assert (response.status_code, code(response)) == (404, "no_such_page")


def test_filters_narrow(cast: Cast) -> None:
    guest = MemberFactory.create(programme=cast.shop.programme)
    value = email_hash("ada@tea.example", programme_id=cast.shop.programme_id)
    IdentityFactory.create(member=guest, shop=cast.shop, kind=Identity.Kind.EMAIL, value=value)
    caller, loyal = program(cast.shop, Scope.READ_MEMBERS), public(cast.loyal)
    assert cast.newcomer

    def found(**query: str) -> list[str]:
        return [one["id"] for one in caller.get("members", **query).json()["data"]]

    assert found(external_id="7001") == [loyal]
    assert found(email="ADA@tea.example") == [public(guest)]
    assert found(external_id="7001", email="ada@tea.example") == []
    assert found(external_id="1") == []
    assert found(tier="gold") == []


def test_updated_since_finds_whoever_anything_happened_to(cast: Cast) -> None:
    old = busy_member(cast.shop)
    Member.objects.update(first_seen_at=NOW - timedelta(days=60), joined_at=NOW - timedelta(days=60))
    caller = program(cast.shop, Scope.READ_MEMBERS)
    order(cast.shop, "1009", 1000, customer="7009", at=NOW)
    found = caller.get("members", updated_since="2025-01-01T00:00:00Z").json()["data"]
    assert public(old) in [one["id"] for one in found]
    assert caller.get("members", updated_since="2999-01-01T00:00:00Z").json()["data"] == []


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "５"}, {"limit": "1e1"}, {"updated_since": "2026-01-01"},
     {"updated_since": "2026-01-01T00:00:00"}, {"colour": "red"}, {"external_id": " "}, {"email": "\0"}],
)  # fmt: skip
def test_a_query_that_is_not_understood_is_refused_and_not_guessed(cast: Cast, query: dict[str, str]) -> None:
    response = program(cast.shop, Scope.READ_MEMBERS).get("members", **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == next(iter(query))


def test_the_history_says_why_in_words_and_in_data(cast: Cast) -> None:
    row = busy_member(cast.shop)
    lines = program(cast.shop, Scope.READ_MEMBERS).get(f"members/{public(row)}/history").json()["data"]
    first = lines[-1]
    assert (first["points"], first["kind"], first["source"]["kind"]) == (324, "award", "order")
    assert first["source"]["order"] == "gid://shopify/Order/1001"
    assert first["title"]
    assert first["why"]
    assert first["reason"]["code"] == "order"
    assert sum(one["points"] for one in lines) == 184 + 100


def test_a_history_comes_in_pages(cast: Cast) -> None:
    row, caller = busy_member(cast.shop), program(cast.shop, Scope.READ_MEMBERS)
    path, seen, cursor = f"members/{public(row)}/history", list[str](), None
    whole = [one["id"] for one in caller.get(path).json()["data"]]
    while True:
        page = caller.get(path, limit=1, **({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(whole) > 2


def test_words_follow_the_language_that_was_asked_for(cast: Cast) -> None:
    row, caller = busy_member(cast.shop), program(cast.shop, Scope.READ_MEMBERS)
    path = f"/api/v1/members/{public(row)}/history"
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "zh-hans"}
    chinese = caller.client.get(path, headers=headers).json()["data"]
    english = caller.get(f"members/{public(row)}/history").json()["data"]
    assert [one["reason"] for one in chinese] == [one["reason"] for one in english]
    assert chinese[-1]["title"] != english[-1]["title"]


def test_another_shops_member_is_as_unknown_as_nobody(cast: Cast) -> None:
    row = busy_member(cast.shop)
    stranger = program(cast.other_shop)
    nobody = seal("mem", cast.other_shop.programme_id, 10**9)
    for path in ("members/{}", "members/{}/history"):
        theirs, none = stranger.get(path.format(public(row))), stranger.get(path.format(nobody))
        assert theirs.status_code == none.status_code == 404
        assert theirs.json() == none.json()
    assert stranger.get("members", external_id="7001").json()["data"] == []
    assert stranger.get("members").json()["data"] == []


def test_whoever_was_merged_is_told_as_the_other_and_whoever_was_erased_is_gone(cast: Cast) -> None:
    caller = program(cast.shop, Scope.READ_MEMBERS)
    Member.objects.filter(pk=cast.newcomer.pk).update(kept=cast.loyal)
    Member.objects.filter(pk=cast.cheat.pk).update(erased_at=NOW)
    assert caller.get(f"members/{public(cast.newcomer)}").json()["id"] == public(cast.loyal)
    assert caller.get(f"members/{public(cast.cheat)}").status_code == 404
    assert [one["id"] for one in caller.get("members").json()["data"]] == [public(cast.loyal)]


def test_the_shop_and_its_rules_are_told(cast: Cast) -> None:
    caller = program(cast.shop, Scope.READ_PROGRAMME)
    shop = caller.get("shop").json()
    assert (shop["name"], shop["currency"], shop["points"]) == (
        "The tea shop",
        "USD",
        {"one": "point", "many": "points"},
    )
    assert shop["key"] == {"name": "till", "scopes": ["read_programme"]}
    rules = caller.get("programme").json()
    assert (rules["version"], rules["document"]["name"]) == (1, "Tea points")


def test_a_list_asks_as_many_questions_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for _ in range(20):
        MemberFactory.create(programme=cast.shop.programme)
    caller = program(cast.shop, Scope.READ_MEMBERS)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert len(caller.get("members", limit=20).json()["data"]) == 20
