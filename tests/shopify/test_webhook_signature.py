"""Webhook signatures: over raw bytes, under both names, with both secrets, and with nothing else."""

import pytest
from django.conf import LazySettings

from loyalty.platforms.shopify.signatures import webhook_is_genuine
from tests.shopify import signing
from tests.shopify.mutations import texts

BODY = b'{"id": 1, "title": "\xff\xfe not utf-8"}'
NAMES = ["X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_the_raw_bytes_are_what_is_signed(name: str) -> None:
    assert webhook_is_genuine(body=BODY, headers={name: signing.webhook(BODY)})
    assert not webhook_is_genuine(body=BODY + b" ", headers={name: signing.webhook(BODY)})


def test_two_thousand_damaged_signatures_pass_never() -> None:
    good = signing.webhook(BODY)
    passed = [t for t in texts(good, 2000) if webhook_is_genuine(body=BODY, headers={NAMES[0]: t})]
    assert passed == []


@pytest.mark.parametrize("wrong", ["", "é" * 44, "\udcff" * 44, "A" * 44, "=", " "])
def test_what_is_missing_or_not_ascii_is_wrong_and_no_error(wrong: str) -> None:
    assert not webhook_is_genuine(body=BODY, headers={NAMES[0]: wrong})
    assert not webhook_is_genuine(body=BODY, headers={})


def test_the_old_secret_counts_only_while_it_is_set(settings: LazySettings) -> None:
    old = {NAMES[0]: signing.webhook(BODY, "yesterday's secret")}
    assert not webhook_is_genuine(body=BODY, headers=old)
    settings.SHOPIFY_OLD_CLIENT_SECRET = "yesterday's secret"
    assert webhook_is_genuine(body=BODY, headers=old)


def test_without_any_secret_nothing_is_genuine(settings: LazySettings) -> None:
    empty = signing.webhook(BODY, "x")
    settings.SHOPIFY_CLIENT_SECRET = ""
    assert not webhook_is_genuine(body=BODY, headers={NAMES[0]: empty})
