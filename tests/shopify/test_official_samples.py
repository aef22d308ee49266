"""The platform's own sample payloads: what we subscribe to is read, the rest is ignored with a reason."""

import json

import pytest

from loyalty.engine.facts import Fact, Ignored
from loyalty.platforms.shopify.facts.read import READERS
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.models import Shop
from tests.official import webhook_samples
from tests.shopify import bodies
from tests.shopify.bodies import Json

COMPLIANCE = ["customers/data_request", "customers/redact", "shop/redact"]
WORKED = [*READERS, "app/uninstalled"]


def read(topic: str, sample: Json) -> Fact:
    shop: Shop = bodies.shop()
    if topic in COMPLIANCE:  # these samples leave the shop to be filled in
        shop.external_id = str(sample["shop_id"])
        sample = {**sample, "shop_domain": shop.domain}
    return Shopify().read(topic=topic, body=json.dumps(sample).encode(), shop=shop)


CONSENTS = {
    "customers_email_marketing_consent/update": "email_marketing_consent",
    "customers_marketing_consent/update": "sms_marketing_consent",
}


@pytest.mark.parametrize("topic", [one for one in WORKED if one not in ("customers/merge", *CONSENTS)])
def test_the_sample_of_what_we_work_becomes_a_fact(topic: str) -> None:
    assert not isinstance(read(topic, webhook_samples()[topic]), Ignored)


def test_the_sample_of_a_failed_merge_is_ignored_and_a_completed_one_is_not() -> None:
    sample = webhook_samples()["customers/merge"]
    assert isinstance(read("customers/merge", sample), Ignored)
    assert not isinstance(read("customers/merge", {**sample, "status": "completed"}), Ignored)


@pytest.mark.parametrize(("topic", "consent"), CONSENTS.items())
def test_the_sample_of_no_word_on_letters_is_ignored_and_a_yes_is_not(topic: str, consent: str) -> None:
    sample = webhook_samples()[topic]
    assert isinstance(read(topic, sample), Ignored)
    yes = {"state": "subscribed", "consent_updated_at": "2026-03-01T12:00:00Z"}
    assert not isinstance(read(topic, {**sample, consent: {**sample[consent], **yes}}), Ignored)


def test_every_other_sample_is_ignored_with_a_reason() -> None:
    others = {topic: sample for topic, sample in webhook_samples().items() if topic not in WORKED}
    assert len(others) > 25
    for topic, sample in others.items():
        fact = read(topic, sample)
        assert isinstance(fact, Ignored), topic
        assert fact.reason
