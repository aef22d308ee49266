"""Every sample payload that Shopify publishes is taken, and either worked or left with a reason."""

import pytest

from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from tests.cast import Cast
from tests.inbox.knock import TOPICS, knock
from tests.official import webhook_bodies

# Their samples hold nothing for us: an edit without its order, an operation that is not ours, a failed merge,
# customers who have never said yes or no.
CONSENTS = {f"customers_{of}marketing_consent/update" for of in ("", "email_")}
NOT_WORKED_HERE = {"orders/edited", "bulk_operations/finish", "customers/merge", *CONSENTS}


def test_every_official_sample_is_accepted_and_explained(cast: Cast) -> None:
    samples = webhook_bodies()
    assert len(samples) >= 49
    assert set(TOPICS) <= samples.keys()
    # what ends the shop comes last
    order = sorted(samples, key=lambda topic: (topic in ("app/uninstalled", "shop/redact"), topic))
    for topic in order:
        assert knock(samples[topic], topic=topic, shop=cast.shop.domain, delivery=topic) == 200
        drain()
        assert not Delivery.objects.filter(state="ready").exists(), topic
    rows = {row.topic: row for row in Delivery.objects.all()}
    silent = [topic for topic, row in rows.items() if row.state != "worked" and not row.reason]
    assert silent == []
    assert [topic for topic, row in rows.items() if topic not in TOPICS and row.state == "parked"] == []


@pytest.mark.parametrize("topic", sorted({*TOPICS} - NOT_WORKED_HERE))
def test_a_topic_that_we_work_is_not_ignored(cast: Cast, topic: str) -> None:
    assert knock(webhook_bodies()[topic], topic=topic, shop=cast.shop.domain) == 200
    drain()
    row = Delivery.objects.filter(topic=topic).first()
    assert row is None or row.state in ("worked", "parked"), row.reason
    assert row is not None or topic == "shop/redact", "only a redacted shop takes its deliveries with it"
