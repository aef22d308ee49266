"""Telling a birthday from the storefront: once, by the member, and then it is locked."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from loyalty.desk import days
from loyalty.desk.joining import join
from loyalty.ledger.models import Award
from loyalty.members.find import by_customer
from loyalty.members.models import Birthday
from loyalty.members.recognise import recognise
from loyalty.programmes.preset import preset
from storefront_widget import nonce
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_march")]


@pytest.fixture
def _in_march() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def document() -> dict[str, Any]:
    birthday = {"id": "cake", "on": "birthday", "award": {"points": 50}}
    return rules() | {"schema": 2, "earning": [*rules()["earning"], birthday]}


@pytest.fixture
def store() -> Store:
    made = Store(document())
    joins(made, "7002")
    return made


def joins(store: Store, customer: str) -> int:
    key = ("customer", customer)
    member = recognise(shop=store.shop, keys=[key], now=START)[key]
    join(shop=store.shop, member_id=member, how="widget", now=START)
    return member


def proof(store: Store, customer: str = "7002", **change: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "shop_id": store.shop.pk,
        "customer": customer,
        "action": "birthday",
        "now": timezone.now(),
    } | change
    return {"nonce": nonce.make(**said), "key": f"birthday-of-{customer}"}


def post(client: Client, store: Store, body: object, customer: str = "7002", **more: Any) -> Any:
    query = proxied(store.shop.domain, customer, **more)
    return client.post(f"/proxy/birthday?{query}", json.dumps(body), content_type="application/json")


def ask(client: Client, store: Store, path: str, customer: str = "7002", **more: Any) -> Any:
    return client.get(f"/proxy/{path}?{proxied(store.shop.domain, customer, **more)}")


def way(client: Client, store: Store, customer: str = "7002", **more: Any) -> dict[str, Any]:
    ways = ask(client, store, "data", customer, **more).json()["earn"]
    found: dict[str, Any] = next(one for one in ways if one["on"] == "birthday")
    return found


def told() -> list[tuple[int, int]]:
    return list(Birthday.objects.values_list("month", "day"))


def test_the_member_is_asked_tells_it_and_reads_that_we_know(client: Client, store: Store) -> None:
    asked = way(client, store)
    assert asked["birthday"]["state"] == "ask"
    assert asked["href"].endswith("/page#birthday")
    assert asked["text"] == "50 points. Tell us your birthday."
    answer = post(
        client, store, {"nonce": asked["birthday"]["nonce"], "key": "tab-one-1", "month": 3, "day": 15}
    )
    assert answer.status_code == 200
    [known] = [one for one in answer.json()["earn"] if one["on"] == "birthday"]
    assert known["birthday"] == {"state": "known", "month": 3, "day": 15, "text": "Yours: March 15."}
    assert "href" not in known
    assert told() == [(3, 15)]


def test_in_chinese_the_day_reads_as_it_should(client: Client, store: Store) -> None:
    post(client, store, proof(store) | {"month": 3, "day": 15})
    assert "3月15日" in way(client, store, locale="zh-TW")["text"]


def test_saying_the_same_again_is_fine_and_another_day_is_refused_kindly(
    client: Client, store: Store
) -> None:
    body = proof(store) | {"month": 3, "day": 15}
    assert [post(client, store, body).status_code for _ in range(2)] == [200, 200]
    cheat = post(client, store, body | {"day": 16, "key": "another-key"})
    assert (cheat.status_code, cheat.json()["error"]["code"]) == (409, "birthday_locked")
    assert "the shop will gladly correct it" in cheat.json()["error"]["message"]
    assert told() == [(3, 15)]


@pytest.mark.parametrize(
    "day", [{}, {"month": 2, "day": 30}, {"month": "x", "day": 1}, {"month": True, "day": 1}, {"month": 1.0, "day": 1},
            {"month": 3, "day": -1}, {"month": "٣", "day": "1"}, {"month": [], "day": {}}]
)  # fmt: skip
def test_nonsense_is_no_day(client: Client, store: Store, day: dict[str, Any]) -> None:
    answer = post(client, store, proof(store) | day)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_day")
    assert told() == []


@pytest.mark.parametrize("spoilt", [{"customer": "7003"}, {"shop_id": 0}, {"action": "join"}])
def test_a_nonce_for_something_else_tells_nothing(
    client: Client, store: Store, spoilt: dict[str, Any]
) -> None:
    answer = post(client, store, proof(store, **spoilt) | {"month": 3, "day": 15})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "stale_nonce")
    assert told() == []


def test_a_guest_joins_first_and_a_visitor_signs_in(client: Client, store: Store) -> None:
    guest = post(client, store, proof(store, "7003") | {"month": 3, "day": 15}, customer="7003")
    assert (guest.status_code, guest.json()["error"]["code"]) == (409, "join_first")
    visitor = post(client, store, proof(store, "") | {"month": 3, "day": 15}, customer="")
    assert (visitor.status_code, visitor.json()["error"]["code"]) == (403, "sign_in")
    assert way(client, store, "")["birthday"] == {"state": "join", "text": ""}
    assert told() == []


def test_an_unsigned_request_and_a_get_tell_nothing(client: Client, store: Store) -> None:
    body = json.dumps(proof(store) | {"month": 3, "day": 15})
    unsigned = client.post(
        "/proxy/birthday?logged_in_customer_id=7002", body, content_type="application/json"
    )
    assert unsigned.status_code == 401
    assert ask(client, store, "birthday").status_code == 405
    assert told() == []


def test_the_page_without_javascript_asks_and_takes_the_answer(client: Client, store: Store) -> None:
    page = ask(client, store, "page").content.decode()
    assert '<option value="3">March</option>' in page
    query = proxied(store.shop.domain, "7002")
    form = proof(store) | {"month": "3", "day": "15"}
    after = client.post(f"/proxy/birthday?{query}", form)
    assert "Yours: March 15." in after.content.decode()
    assert 'name="month"' not in after.content.decode(), "asked once"
    cheat = client.post(f"/proxy/birthday?{query}", form | {"day": "16", "key": "another-key"})
    assert cheat.status_code == 409
    assert "so it stays" in cheat.content.decode()
    assert told() == [(3, 15)]


def test_a_programme_without_a_birthday_rule_asks_for_none(client: Client) -> None:
    quiet = Store(rules())
    joins(quiet, "7002")
    assert 'name="month"' not in ask(client, quiet, "page").content.decode()


def test_the_birthday_stands_in_no_log(
    client: Client, store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    post(client, store, proof(store) | {"month": 11, "day": 29})
    out, err = capfd.readouterr()
    assert "29" not in (out + err).replace("2026", "")


def test_the_yearly_club_gives_its_birthday_gift_once_a_year_and_edits_are_locked(client: Client) -> None:
    club = Store(preset("annual-spend-club").written)
    member = joins(club, "7002")
    assert way(client, club)["text"] == "Birthday gift. Tell us your birthday."
    assert post(client, club, proof(club) | {"month": 3, "day": 3}).status_code == 200
    for day in (3, 3, 4):
        days.celebrate_all(now=START.replace(day=day))
    locked = post(client, club, proof(club) | {"month": 3, "day": 5})
    assert locked.json()["error"]["code"] == "birthday_locked"
    days.celebrate_all(now=START.replace(day=5))
    [gift] = Award.objects.filter(member_id=member, rule="birthday")
    assert (gift.currency, gift.posted, gift.source) == ("reward:birthday-gift", 1, f"birthday:{member}:2026")
    days.celebrate_all(now=START.replace(year=2027, day=3))
    assert Award.objects.filter(member_id=member, rule="birthday").count() == 2
    known = by_customer(shop=club.shop, customer="7002")
    assert known is not None
    assert known.birthday.day == 3
