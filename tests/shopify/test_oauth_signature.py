"""The hmac of install links and callbacks."""

from django.conf import LazySettings

from loyalty.platforms.shopify.signatures import oauth_query_is_signed
from tests.shopify import signing
from tests.shopify.mutations import texts

VECTOR = (
    "code=0907a61c0c8d55e99db179b68161bc00"
    "&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
    "&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173"
)


def test_the_platforms_own_vector_reproduces_for_ninety_seconds(settings: LazySettings) -> None:
    settings.SHOPIFY_CLIENT_SECRET = "hush"
    assert oauth_query_is_signed(VECTOR, now=1337178173)
    assert oauth_query_is_signed(VECTOR, now=1337178173 + 90)
    assert not oauth_query_is_signed(VECTOR, now=1337178173 + 91)
    assert not oauth_query_is_signed(VECTOR, now=1337178173 - 91)


def test_two_thousand_damaged_hmacs_pass_never() -> None:
    values = {"shop": "tea.myshopify.com", "timestamp": "1337178173"}
    query, _, good = signing.oauth(values).rpartition("hmac=")
    for mutant in texts(good, 2000):
        assert (
            not oauth_query_is_signed(f"{query}hmac={mutant}", now=1337178173) or mutant.split("&")[0] == good
        )


def test_a_repeated_key_is_refused_although_one_of_them_is_signed() -> None:
    good = signing.oauth({"shop": "tea.myshopify.com", "timestamp": "1337178173"})
    assert oauth_query_is_signed(good, now=1337178173)
    assert not oauth_query_is_signed(f"shop=other.myshopify.com&{good}", now=1337178173)
    assert not oauth_query_is_signed(f"{good}&shop=other.myshopify.com", now=1337178173)


def test_a_timestamp_in_other_digits_is_refused() -> None:
    good = signing.oauth({"shop": "tea.myshopify.com", "timestamp": "１３３７１７８１７３"})
    assert not oauth_query_is_signed(good, now=1337178173)


def test_the_old_secret_counts_while_it_is_set(settings: LazySettings) -> None:
    settings.SHOPIFY_OLD_CLIENT_SECRET = "yesterday's secret"
    good = signing.oauth({"shop": "a.myshopify.com", "timestamp": "1337178173"}, "yesterday's secret")
    assert oauth_query_is_signed(good, now=1337178173)
