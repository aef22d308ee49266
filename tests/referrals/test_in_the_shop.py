"""Bringing friends in the shop: the link's page, the welcome, the member's own page; nobody is exposed."""

import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from loyalty.members.models import Member
from loyalty.referrals.models import Claim, Trace
from loyalty.rewards.models import Redemption
from tests.laws.world import rules
from tests.referrals.town import BOTH, Town
from tests.shopify.signing import proxied

pytestmark = pytest.mark.django_db
WELCOME = {"id": "hello", "title": "Five off your first order", "kind": "amount_off", "amount": "5.00"}
ADA = "ada@mail.example"


@pytest.fixture
def town(traveller: time_machine.Traveller) -> Town:
    cache.clear()
    document = rules(points=1) | {
        "rewards": [WELCOME],
        "referral": BOTH | {"friend_offer": "hello", "prefix": "TEA"},
    }
    made = Town(document, traveller)
    made.send("customers/create", {"id": 7001, "admin_graphql_api_id": "gid://shopify/Customer/7001",
                                   "email": "7001@example.com", "verified_email": True,
                                   "created_at": made._stamp()})  # fmt: skip
    Member.objects.filter(pk=made.person(7001).pk).update(joined_at=made.clock)
    return made


def get(client: Client, town: Town, path: str, *, customer: str = "", **query: Any) -> Any:
    return client.get(f"/proxy/{path}?{proxied(town.shop.domain, customer, **query)}")


def comes(client: Client, town: Town, email: str, *, customer: str = "", code: str = "", **more: str) -> Any:
    """Reads the page of the link and sends its form."""
    ref = code or town.code(7001)
    page = get(client, town, "friend", customer=customer, ref=ref).content.decode()
    found = re.search(r'name="nonce" value="([^"]*)"', page)
    form = {"nonce": found[1] if found else "", "ref": ref, "email": email} | more
    return client.post(f"/proxy/friend?{proxied(town.shop.domain, customer)}", form)


def test_the_page_of_a_link_says_what_waits_and_nothing_of_who_sent_it(client: Client, town: Town) -> None:
    answer = get(client, town, "friend", ref=town.code(7001))
    page = answer.content.decode()
    assert answer["Content-Type"] == "application/liquid"
    assert "Five off your first order, and 100 points with the first order" in page
    assert "7001" not in page.replace(town.code(7001), "")


@pytest.mark.parametrize("code", ["", "TEA-BABABABA-BABABA", "{{ shop }}", "<script>", "\x00", "x" * 500])
def test_a_link_that_leads_to_nobody_says_so_kindly(client: Client, town: Town, code: str) -> None:
    answer = get(client, town, "friend", ref=code)
    assert answer.status_code == 200
    assert "leads to nobody" in answer.content.decode()
    assert get(client, town, "friend-token", ref=code).json() == {"token": ""}


def test_a_friend_leaves_an_address_and_has_a_welcome_once(client: Client, town: Town) -> None:
    first = comes(client, town, ADA)
    assert (first.status_code, Redemption.objects.count()) == (200, 1)
    again = comes(client, town, f" {ADA.upper()}")
    assert (again.status_code, Redemption.objects.count()) == (200, 1)
    [claim] = Claim.objects.all()
    assert (claim.state, claim.source, claim.advocate) == ("pending", "landing", town.person(7001))
    assert ADA not in str(list(Trace.objects.values()))


def test_who_buys_with_the_welcome_under_a_new_account_is_the_same_friend(client: Client, town: Town) -> None:
    comes(client, town, ADA)
    code = Redemption.objects.get().code
    town.pay("30.00", customer=7002, email="work@mail.example", discount_codes=[{"code": code.lower()}])
    [claim] = Claim.objects.all()
    assert (claim.friend, claim.state, claim.source) == (town.person(7002), "passed", "landing")
    assert claim.offer == Redemption.objects.get().spend.key
    town.check()


def test_who_buys_with_the_same_address_needs_no_code(client: Client, town: Town) -> None:
    comes(client, town, ADA)
    town.pay("30.00", customer=7002, email=ADA)
    assert (Claim.objects.get().friend, Claim.objects.get().state) == (town.person(7002), "passed")


@pytest.mark.parametrize("email", ["7001@example.com", "old@mail.example", "x@mailinator.com"])
def test_the_member_a_customer_and_a_mailbox_for_ten_minutes_have_no_welcome(
    client: Client, town: Town, email: str
) -> None:
    town.pay("10.00", customer=7009, email="old@mail.example")
    town.after(days=1)
    answer = comes(client, town, email)
    assert answer.status_code == 409
    assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@mail", "a b@mail.example", "a@b@c.example", "<a>@b.example"]
)
def test_what_is_no_address_is_refused_and_nobody_is_made_up(client: Client, town: Town, email: str) -> None:
    people = Member.objects.count()
    assert comes(client, town, email).status_code == 400
    assert (Member.objects.count(), Claim.objects.count()) == (people, 0)


def test_a_form_of_another_link_or_without_its_page_does_nothing(client: Client, town: Town) -> None:
    town.code(7003)
    query = proxied(town.shop.domain, "")
    for nonce in ("", "0" * 40):
        form = {"nonce": nonce, "ref": town.code(7001), "email": ADA}
        assert client.post(f"/proxy/friend?{query}", form).status_code == 403
    assert not Claim.objects.exists()


def test_many_addresses_in_a_minute_are_stopped(client: Client, town: Town) -> None:
    answers = [comes(client, town, f"{'abcdefghijkl'[n]}@mail.example").status_code for n in range(12)]
    assert answers.count(429) == 2
    assert Redemption.objects.count() <= 10


def test_a_member_sees_their_link_and_states_without_names(client: Client, town: Town) -> None:
    comes(client, town, ADA)
    page = get(client, town, "friends", customer="7001").content.decode()
    assert town.code(7001) in page
    assert "data:image/svg+xml" in page
    assert "Followed your link; has not bought yet" in page
    assert ADA not in page
    town.pay("30.00", customer=7002, email=ADA)
    assert "Bought; yours on" in get(client, town, "friends", customer="7001").content.decode()
    assert town.code(7001) not in get(client, town, "friends", customer="7002").content.decode()


def test_a_visitor_and_a_guest_see_how_to_begin(client: Client, town: Town) -> None:
    assert "Sign in" in get(client, town, "friends").content.decode()
    town.pay("30.00", customer=7002)
    assert "Join the programme first" in get(client, town, "friends", customer="7002").content.decode()


def test_the_page_notes_its_browser_for_its_own_reader_only(client: Client, town: Town) -> None:
    page = get(client, town, "friends", customer="7001").content.decode()
    nonce = re.findall(r'data-nonce="([^"]*)"', page)[0]
    post = {"nonce": nonce, "browser": "a" * 32}
    assert client.post(f"/proxy/friends?{proxied(town.shop.domain, '7003')}", post).status_code == 403
    assert client.post(f"/proxy/friends?{proxied(town.shop.domain, '7001')}", post).status_code == 204
    [trace] = Trace.objects.filter(kind="browser")
    assert (trace.member, "a" * 32 in trace.value) == (town.person(7001), False)


def test_the_way_stands_among_the_ways_to_earn(client: Client, town: Town) -> None:
    earn = get(client, town, "data", customer="7001").json()["earn"]
    [way] = [one for one in earn if one["on"] == "referral"]
    assert way["text"].startswith("You get 200 points; your friend gets Five off")
    assert way["href"].endswith("/friends")


def test_where_nothing_is_given_for_friends_nothing_is_promised(client: Client, town: Town) -> None:
    town.publish(rules(points=1), at=town.clock)
    assert not [
        one for one in get(client, town, "data", customer="7001").json()["earn"] if one["on"] == "referral"
    ]
    assert "at the moment" in get(client, town, "friend", ref=town.code(7001)).content.decode()
    assert comes(client, town, ADA).status_code in (403, 409)
    assert not Claim.objects.exists()
