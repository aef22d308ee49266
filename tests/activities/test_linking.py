"""Members link their own account on a network over real HTTP: proven, paid once, one member each, unlinked at will."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from loyalty.activities.forget import person
from loyalty.activities.models import Activity, LinkedAccount, NetworkKey
from loyalty.activities.networks import networks
from loyalty.desk.merging import merge
from loyalty.desk.standing import balance
from loyalty.members.models import Member
from loyalty.shops.rotate import rotate
from tests.activities.network import CLIENT, SECRET, Network, open_network
from tests.activities.ways import PROGRAMME, published
from tests.cast import NOW, Cast
from tests.shopify.signing import proxied

pytestmark = pytest.mark.django_db
ABLE = [one.id for one in networks().values() if one.provider]
ACCOUNTS = [
    {"id": f"link-{one}", "on": "activity", "activity": f"linked-{one}", "award": {"points": 30},
     "limit": {"times": 1, "per": "life"}, "how": {"by": "account", "network": one}}
    for one in ABLE
]  # fmt: skip
LOYAL, CHEAT = "7001", "7003"


@pytest.fixture
def network(settings: LazySettings) -> Iterator[Network]:
    with open_network() as made:
        settings.NETWORK_ORIGIN = made.address + "/{host}"
        yield made


@pytest.fixture
def cast(cast: Cast, network: Network) -> Iterator[Cast]:
    assert cast.loyal
    assert cast.cheat
    with time_machine.travel(NOW, tick=False):
        for one in ABLE:
            NetworkKey.objects.create(
                shop=cast.shop, network=one, client_id=CLIENT, secret=SECRET, set_by="owner", set_at=NOW
            )
        yield published(cast, PROGRAMME | {"earning": [PROGRAMME["earning"][0], *ACCOUNTS]})


def page(cast: Cast, customer: str, query: str) -> str:
    told: dict[str, Any] = {name: values[0] for name, values in parse_qs(query).items()}
    answer = Client().get(f"/proxy/way?{proxied(cast.shop.domain, customer, **told)}")
    return unescape(answer.content.decode())


def start(shown: str) -> str:
    found = re.search(r'href="([^"]+/linked/start[^"]+)"', shown)
    assert found, shown
    return found[1]


def sent_back(network: Network, browser: Client, shown: str) -> str:
    """The query with which the browser comes back to the store's page."""
    to_network = browser.get(start(shown))
    assert to_network.status_code == 302, to_network.content
    back = browser.get(network.consent(to_network["Location"]))
    assert back["Location"].startswith("https://tea.myshopify.com/apps/rewards/way?")
    return urlsplit(back["Location"]).query


def send(cast: Cast, customer: str, shown: str, **more: str) -> Any:
    boxes = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown)) | more
    return Client().post(f"/proxy/way?{proxied(cast.shop.domain, customer)}", boxes)


def linked(cast: Cast, network: Network, customer: str, one: str = "x") -> str:
    """The whole way; what the page says at its end."""
    back = sent_back(network, Client(), page(cast, customer, f"way=link-{one}"))
    return unescape(send(cast, customer, page(cast, customer, back)).content.decode())


def has(cast: Cast, member: Member) -> int:
    return balance(shop=cast.shop, member_id=member.pk, now=NOW).available


@pytest.mark.parametrize("one", ABLE)
def test_on_every_network_the_account_is_proven_and_pays_once(cast: Cast, network: Network, one: str) -> None:
    said = linked(cast, network, LOYAL, one)
    assert f"Your {networks()[one].title} account is linked." in said
    row, deed = LinkedAccount.objects.get(), Activity.objects.get()
    assert (row.member, row.network, has(cast, cast.loyal)) == (cast.loyal, one, 30)
    assert (deed.proof, deed.type, deed.data) == ("verified", f"linked-{one}", {"network": one})
    assert "90017000300012" not in row.account + deed.key
    assert (LinkedAccount.objects.count(), has(cast, cast.loyal)) == (1, 30)


def test_the_page_names_the_account_before_it_is_linked(cast: Cast, network: Network) -> None:
    back = sent_back(network, Client(), page(cast, LOYAL, "way=link-x"))
    assert "X says that you are <b>may90017000300012</b> there." in page(cast, LOYAL, back)
    assert not LinkedAccount.objects.exists()


def test_another_member_with_the_same_account_is_refused_and_told(cast: Cast, network: Network) -> None:
    linked(cast, network, LOYAL)
    assert "Another member of this shop has linked this account." in linked(cast, network, CHEAT)
    assert (LinkedAccount.objects.get().member, has(cast, cast.cheat)) == (cast.loyal, 0)


def test_unlinked_it_may_be_linked_elsewhere_and_never_pays_again(cast: Cast, network: Network) -> None:
    linked(cast, network, LOYAL)
    send(cast, LOYAL, page(cast, LOYAL, "way=link-x"))
    assert not LinkedAccount.objects.filter(ended_at=None).exists()
    assert Activity.objects.get().state == "ended"
    assert "is linked" in linked(cast, network, CHEAT)
    assert (has(cast, cast.loyal), has(cast, cast.cheat)) == (30, 0)
    network.who = "90017000300013"
    assert "is linked" in linked(cast, network, LOYAL)
    assert has(cast, cast.loyal) == 30


def test_nobody_finishes_what_somebody_else_began(cast: Cast, network: Network) -> None:
    """A cheat who hands their start to a victim gets nothing: the store says who finishes it."""
    back = sent_back(network, Client(), page(cast, CHEAT, "way=link-x"))
    assert "Somebody else began this" in page(cast, LOYAL, back)
    ticket = parse_qs(back)["linked"][0]
    mine = page(cast, LOYAL, sent_back(network, Client(), page(cast, LOYAL, "way=link-x")))
    assert send(cast, LOYAL, mine, ticket=ticket).status_code == 403
    assert not LinkedAccount.objects.exists()


def test_a_state_of_another_browser_or_used_before_links_nothing(cast: Cast, network: Network) -> None:
    browser = Client()
    to_network = browser.get(start(page(cast, LOYAL, "way=link-x")))["Location"]
    answer = network.consent(to_network)
    assert Client().get(answer).status_code == 403
    for bad in (
        answer.replace("state=", "state=x"),
        answer.replace("/x/", "/kakao/"),
        answer.partition("?")[0],
    ):
        assert browser.get(bad).status_code == 403
    assert browser.get(answer).status_code == 302
    assert browser.get(answer).status_code == 403
    assert not LinkedAccount.objects.exists()


@pytest.mark.parametrize("ticket", ["", "gAAAA", "é", "x" * 3000])
def test_a_start_that_is_forged_goes_nowhere(cast: Cast, network: Network, ticket: str) -> None:
    answer = Client().get("/linked/start", {"t": ticket})
    assert (answer.status_code, network.asked) == (403, [])
    assert b"Nothing was linked." in answer.content


def test_a_start_holds_for_ten_minutes_and_is_no_answer(cast: Cast, network: Network) -> None:
    url = start(page(cast, LOYAL, "way=link-x"))
    ticket = parse_qs(urlsplit(url).query)["t"][0]
    assert "That took long." in page(cast, LOYAL, f"way=link-x&linked={ticket}")
    with time_machine.travel(NOW.timestamp() + 601, tick=False):
        assert Client().get(url).status_code == 403
    assert not LinkedAccount.objects.exists()


@pytest.mark.parametrize("mood", ["token", "profile", "silent"])
def test_a_network_that_does_not_say_who_it_is_links_nothing(cast: Cast, network: Network, mood: str) -> None:
    network.mood = mood
    back = sent_back(network, Client(), page(cast, LOYAL, "way=link-x"))
    assert "The network did not tell us who you are." in page(cast, LOYAL, back)
    assert not LinkedAccount.objects.exists()


def test_who_says_no_at_the_network_reads_that_nothing_was_linked(cast: Cast, network: Network) -> None:
    browser = Client()
    url = browser.get(start(page(cast, LOYAL, "way=link-x")))["Location"]
    state = parse_qs(urlsplit(url).query)["state"][0]
    back = browser.get("/linked/x/callback", {"error": "access_denied", "state": state})
    assert "You said no there" in page(cast, LOYAL, urlsplit(back["Location"]).query)
    assert not LinkedAccount.objects.exists()


def test_in_production_no_request_reaches_our_own_machine(
    cast: Cast, network: Network, settings: LazySettings
) -> None:
    settings.OUTGOING_LOOPBACK = False
    back = sent_back(network, Client(), page(cast, LOYAL, "way=link-x"))
    assert "did not tell us who you are" in page(cast, LOYAL, back)
    assert network.asked == []


def test_without_keys_the_way_is_not_offered(cast: Cast) -> None:
    NetworkKey.objects.filter(network="x").delete()
    assert "not offered any more" in page(cast, LOYAL, "way=link-x")


def test_secrets_are_kept_encrypted_and_follow_a_new_key(cast: Cast, settings: LazySettings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM activities_networkkey")
        assert not any(SECRET.encode() in bytes(row[0]) for row in cursor.fetchall())
    old, new = (
        settings.TOKEN_KEYS[0],
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    )  # pragma: allowlist secret
    settings.TOKEN_KEYS = [new, old]
    list(rotate())
    settings.TOKEN_KEYS = [new]
    assert NetworkKey.objects.get(network="x").secret == SECRET


def test_two_members_who_are_one_keep_one_account_each(cast: Cast, network: Network) -> None:
    linked(cast, network, LOYAL)
    network.who = "90017000300013"
    linked(cast, network, CHEAT)
    merge(shop=cast.shop, gone=cast.cheat.pk, kept=cast.loyal.pk, kind="merge", now=NOW)
    assert LinkedAccount.objects.filter(member=cast.loyal).count() == 2
    assert LinkedAccount.objects.get(ended_at=None).member == cast.loyal


def test_the_forgotten_leave_no_account_and_it_does_not_pay_again(cast: Cast, network: Network) -> None:
    linked(cast, network, LOYAL)
    account = LinkedAccount.objects.get().account
    person(shop=cast.shop, customer=LOYAL, email="", member_ids=[cast.loyal.pk])
    assert not LinkedAccount.objects.exists()
    assert account not in Activity.objects.get().key
    assert "is linked" in linked(cast, network, CHEAT)
    assert has(cast, cast.cheat) == 0
