"""Install by authorization code: one path in, and two thousand that are none."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import LazySettings, settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from loyalty.shops.models import Audit, Installation, Programme, Shop, Staff
from tests.cast import Cast
from tests.shopify import signing
from tests.shopify.mutations import texts
from tests.shopify.store import Store, particulars, tokens

TEA, OTHER = "tea.myshopify.com", "other.myshopify.com"
pytestmark = pytest.mark.django_db


def begun(client: Client, shop: str = TEA) -> dict[str, str]:
    """The consent page's query, as the browser is sent to it."""
    response = client.get("/shopify/install", {"shop": shop})
    assert response.status_code == 302, response.content
    return dict(parse_qsl(urlsplit(response["Location"]).query))


def answered(state: str, shop: str = TEA, **changed: str) -> str:
    """The query of the store's answer."""
    values = {
        "code": "c0de",
        "host": "aG9zdA",
        "shop": shop,
        "state": state,
        "timestamp": str(int(time.time())),
    }
    return signing.oauth(values | changed)


def status(client: Client, query: str) -> int:
    return int(client.get("/shopify/callback", QUERY_STRING=query).status_code)


def test_the_consent_page_is_asked_for_exactly_what_we_need(client: Client, settings: LazySettings) -> None:
    response = client.get("/shopify/install", {"shop": TEA})
    to = urlsplit(response["Location"])
    query = dict(parse_qsl(to.query))
    assert (to.scheme, to.netloc, to.path) == ("https", TEA, "/admin/oauth/authorize")
    assert query["client_id"] == settings.SHOPIFY_CLIENT_ID
    assert query["scope"] == ",".join(settings.SHOPIFY_SCOPES)
    assert query["redirect_uri"] == f"{settings.APP_URL}/shopify/callback"
    assert len(query["state"]) == 43
    assert begun(client)["state"] != query["state"]


@pytest.mark.parametrize(
    "shop",
    [
        "",
        "tea",
        "tea.myshopify.com\n",
        "tea.myshopify.com.evil.example",
        "evil.example/tea.myshopify.com",
        "-tea.myshopify.com",
        "Tea.myshopify.com",
        "té.myshopify.com",
        "tea.myshopify.com:443",
        "https://tea.myshopify.com",
        "a@tea.myshopify.com",
        "x" * 61 + ".myshopify.com",
    ],
)
def test_a_shop_that_is_no_shop_leads_nowhere(client: Client, shop: str) -> None:
    response = client.get("/shopify/install", {"shop": shop})
    assert response.status_code == 400
    assert "Location" not in response
    assert b"Open the app from your store" in response.content


def test_an_install_link_that_is_signed_must_be_signed_well(client: Client) -> None:
    good = signing.oauth({"shop": TEA, "timestamp": str(int(time.time()))})
    assert client.get("/shopify/install", QUERY_STRING=good).status_code == 302
    assert client.get("/shopify/install", QUERY_STRING=good.replace("tea", "ten")).status_code == 400


def test_an_install_makes_the_shop_signs_in_and_lands_in_the_panel(client: Client, store: Store) -> None:
    response = client.get("/shopify/callback", QUERY_STRING=answered(begun(client)["state"]))
    assert (response.status_code, response["Location"]) == (302, "/panel/")
    shop = Shop.objects.get()
    assert (shop.domain, shop.external_id, shop.name) == (TEA, "548380009", "The tea shop")
    assert (shop.currency, shop.timezone) == ("USD", "America/New_York")
    assert (shop.access_token, shop.refresh_token) == ("shpat_1", "shprt_1")
    assert shop.access_expires_at is not None
    assert Installation.objects.get(shop=shop).uninstalled_at is None
    staff = Staff.objects.get()
    assert staff.role == Staff.Role.OWNER
    assert client.session["_auth_user_id"] == str(staff.user_id)
    assert not SocialToken.objects.exists(), "tokens stand encrypted in the shop's row only"
    exchange, lookup = store.calls
    assert exchange.body == {
        "client_id": settings.SHOPIFY_CLIENT_ID,
        "client_secret": settings.SHOPIFY_CLIENT_SECRET,
        "code": "c0de",
        "expiring": 1,
    }
    assert exchange.host == lookup.host == TEA
    assert (lookup.path, lookup.token) == ("/admin/api/2026-10/graphql.json", "shpat_1")


def test_the_database_holds_no_readable_token(client: Client, store: Store) -> None:
    status(client, answered(begun(client)["state"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token FROM shops_shop")
        raw = bytes(cursor.fetchone()[0])
    assert raw
    assert b"shpat" not in raw


def test_a_state_works_once(client: Client, store: Store) -> None:
    query = answered(begun(client)["state"])
    assert status(client, query) == 302
    assert status(client, query) == 400
    assert len(store.asked_for("/access_token")) == 1


def test_a_state_of_another_browser_is_refused(client: Client, store: Store) -> None:
    query = answered(begun(client)["state"])
    assert status(Client(), query) == 400
    assert_nothing_happened(store)
    assert status(client, query) == 302, "the stranger did not use it up"


def test_a_callback_for_another_shop_is_refused(client: Client, store: Store) -> None:
    state = begun(client)["state"]
    assert status(client, answered(state, shop=OTHER)) == 400
    assert_nothing_happened(store)


def test_a_state_lives_ten_minutes(client: Client, store: Store) -> None:
    with time_machine.travel(time.time(), tick=False) as clock:
        state = begun(client)["state"]
        clock.shift(601)
        assert status(client, answered(state)) == 400
    assert_nothing_happened(store)


@pytest.mark.parametrize("seconds", [-91, 91])
def test_a_callback_lives_ninety_seconds(client: Client, store: Store, seconds: int) -> None:
    state = begun(client)["state"]
    assert status(client, answered(state, timestamp=str(int(time.time()) + seconds))) == 400
    assert_nothing_happened(store)


def test_two_thousand_mutated_callbacks_are_none(
    client: Client, store: Store, settings: LazySettings
) -> None:
    settings.LIMITS = False
    good = answered(begun(client)["state"])
    meant = dict(parse_qsl(good))
    for mutant in texts(good, 2000):
        # A few damages write the same query in other characters; those are no forgeries.
        if dict(parse_qsl(mutant, keep_blank_values=True)) != meant:
            assert status(client, mutant) == 400, mutant
    assert_nothing_happened(store)
    assert status(client, good) == 302, "and none of them used up the good one"


def signed_mutants(values: dict[str, str]) -> Iterator[str]:
    """Even well signed: the secret alone must not open the door."""
    for key in values:
        yield signing.oauth({k: v for k, v in values.items() if k != key})
        yield signing.oauth({**values, key: ""})
        if key not in ("host", "code"):
            yield signing.oauth({**values, key: values[key] + "x"})
    yield signing.oauth({**values, "shop": TEA + "\n"})
    yield signing.oauth({**values, "code": "../../admin"})
    yield signing.oauth({**values, "timestamp": "0"})


def test_a_signed_callback_must_still_be_whole(client: Client, store: Store) -> None:
    state = begun(client)["state"]
    values = {"code": "c0de", "shop": TEA, "state": state, "timestamp": str(int(time.time()))}
    for mutant in signed_mutants(values):
        assert status(client, mutant) == 400, mutant
    assert_nothing_happened(store)


def assert_nothing_happened(store: Store) -> None:
    assert store.calls == []
    assert not Shop.objects.exists()
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


def test_a_merchant_who_says_no_reads_what_to_do_next(client: Client, store: Store) -> None:
    state = begun(client)["state"]
    query = urlencode({"error": "access_denied", "state": state, "shop": TEA})
    response = client.get("/shopify/callback", QUERY_STRING=query)
    assert response.status_code == 200
    assert f"/shopify/install?shop={TEA}".encode() in response.content
    assert_nothing_happened(store)


def test_missing_permissions_are_named_with_their_reason(client: Client, store: Store) -> None:
    store.token = lambda _: (200, tokens(scope="read_orders,write_customers,read_products,write_app_proxy"))
    response = client.get("/shopify/callback", QUERY_STRING=answered(begun(client)["state"]))
    assert response.status_code == 403
    assert b"write_discounts" in response.content
    assert b"discount codes that members redeem" in response.content
    assert b"read_customers" not in response.content, "writing includes reading"
    assert not Shop.objects.exists()


@pytest.mark.parametrize(
    "token", [(400, {"error": "invalid_request"}), (500, {}), (200, b"<html>"), (200, {}), (200, [])]
)
def test_a_store_that_does_not_answer_well_changes_nothing(
    client: Client, store: Store, token: object
) -> None:
    store.token = lambda _: token  # type: ignore[assignment, return-value]
    response = client.get("/shopify/callback", QUERY_STRING=answered(begun(client)["state"]))
    assert response.status_code == 502
    assert b"Try again" in response.content
    assert not Shop.objects.exists()
    assert len(store.asked_for("/access_token")) == 1, "a code is never sent twice"


def test_another_shop_that_answers_is_not_installed(client: Client, store: Store) -> None:
    store.graphql = lambda _: (200, particulars(domain=OTHER))
    assert status(client, answered(begun(client)["state"])) == 502
    assert not Shop.objects.exists()


def test_a_store_that_comes_back_finds_its_programme_and_members(
    cast: Cast, client: Client, store: Store
) -> None:
    shop, member = cast.shop, cast.loyal
    Shop.objects.filter(pk=shop.pk).update(external_id="548380009")
    shop.installations.update(uninstalled_at=cast.now)
    before = Programme.objects.count()
    assert status(client, answered(begun(client)["state"])) == 302
    assert Shop.objects.get(domain=TEA).pk == shop.pk
    assert Programme.objects.count() == before
    assert member.identities.get().shop_id == shop.pk
    assert shop.installations.filter(uninstalled_at=None).count() == 1
    assert Audit.objects.filter(shop=shop, deed="installed again").exists()


def test_an_address_that_was_another_stores_is_not_handed_over(
    cast: Cast, client: Client, store: Store
) -> None:
    Shop.objects.filter(pk=cast.shop.pk).update(external_id="1")
    assert status(client, answered(begun(client)["state"])) == 502
    assert cast.shop.staff.count() == 0
    assert not User.objects.exists()


def test_somebody_signed_in_stays_who_they_are_and_owns_the_new_shop(
    cast: Cast, client: Client, store: Store
) -> None:
    client.force_login(cast.stranger)
    assert status(client, answered(begun(client)["state"])) == 302
    assert client.session["_auth_user_id"] == str(cast.stranger.pk)
    assert Staff.objects.get(shop__domain=TEA).user == cast.stranger
    assert not SocialAccount.objects.exists()


def test_who_signs_in_through_the_store_later_is_no_owner(cast: Cast, client: Client, store: Store) -> None:
    """Anybody of the store's staff may pass its consent page again: that must not lift a role."""
    assert cast.owner
    Shop.objects.filter(pk=cast.shop.pk).update(external_id="548380009")
    assert status(client, answered(begun(client)["state"])) == 302
    assert Staff.objects.get(user_id=client.session["_auth_user_id"]).role == Staff.Role.STAFF
    assert client.get("/panel/").status_code == 200
    assert client.get("/panel/settings/keys/").status_code == 403


def test_nobody_signs_up_by_a_form(client: Client) -> None:
    given = {
        "email": "cheat@x.example",
        "password1": "a long enough password",
        "password2": "a long enough password",
    }
    client.post("/accounts/signup/", given)
    assert not User.objects.exists()


def test_allauths_own_pages_know_where_an_install_begins(cast: Cast, client: Client) -> None:
    assert client.get("/accounts/login/").status_code == 200
    client.force_login(cast.owner)
    assert b"/shopify/install" in client.get("/accounts/3rdparty/").content
    assert client.get("/accounts/shopify/login/").status_code == 404
