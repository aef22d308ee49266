from urllib.parse import parse_qsl

from devstore.signing import oauth_hmac, proxy_signature, webhook_hmac

SECRET = "hush"


def test_the_official_oauth_vector_reproduces() -> None:
    pairs = {
        "code": "0907a61c0c8d55e99db179b68161bc00",
        "shop": "some-shop.myshopify.com",
        "state": "0.6784241404160823",
        "timestamp": "1337178173",
    }
    expected = "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
    assert oauth_hmac(SECRET, pairs.items()) == expected
    assert oauth_hmac(SECRET, [*pairs.items(), ("hmac", "anything")]) == expected


def test_the_official_proxy_vector_reproduces() -> None:
    query = (
        "extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1"
        "&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555"
    )
    expected = "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
    assert proxy_signature(SECRET, parse_qsl(query, keep_blank_values=True)) == expected


def test_a_webhook_signature_covers_the_raw_body_only() -> None:
    assert webhook_hmac(SECRET, b'{"a":1}') != webhook_hmac(SECRET, b'{"a": 1}')
