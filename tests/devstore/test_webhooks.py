import time

from devstore.signing import webhook_hmac
from tests.devstore.conftest import SECRET, SHOP, App, Devstore, Start

ORDER = {"email": "ada@example.com", "lines": [{"handle": "hearth-chai"}]}


def test_a_delivery_is_signed_and_named(installed: Devstore, app: App) -> None:
    installed.control("/orders", ORDER)
    installed.settle()
    heard = next(h for h in app.heard if h.headers["x-shopify-topic"] == "orders/create")
    assert heard.path == "/webhooks/shopify"
    assert heard.headers["x-shopify-hmac-sha256"] == webhook_hmac(SECRET, heard.body)
    assert heard.headers["x-shopify-shop-domain"] == SHOP
    assert {"x-shopify-api-version", "x-shopify-webhook-id", "x-shopify-triggered-at"} <= heard.headers.keys()


def test_topics_of_one_event_share_its_id_but_not_their_own(installed: Devstore, app: App) -> None:
    installed.control("/orders", ORDER)
    installed.settle()
    heard = [h for h in app.heard if h.headers["x-shopify-topic"].startswith("orders/")]
    assert len({h.headers["x-shopify-event-id"] for h in heard}) == 1
    assert len({h.headers["x-shopify-webhook-id"] for h in heard}) == len(heard) == 3


def test_the_newer_header_family_has_no_x(installed: Devstore, app: App) -> None:
    installed.chaos(plain_headers=True)
    installed.control("/customers", {"email": "ada@example.com"})
    installed.settle()
    assert app.heard[0].headers["shopify-topic"] == "customers/create"
    assert "x-shopify-topic" not in app.heard[0].headers


def test_a_refused_delivery_is_tried_again_with_the_same_id(installed: Devstore, app: App) -> None:
    app.answers = [500, 302, 404]
    installed.control("/customers", {"email": "ada@example.com"})
    installed.settle()
    (delivery,) = installed.deliveries(topic="customers/create")
    assert [a["status"] for a in delivery["attempts"]] == [500, 302, 404, 200]
    assert delivery["state"] == "delivered"
    assert len({h.headers["x-shopify-webhook-id"] for h in app.heard}) == 1


def test_after_eight_retries_it_gives_up(start: Start, app: App) -> None:
    store = start("--retry-scale=0.00001")
    store.control("/install")
    app.answers = [503] * 20
    store.control("/customers", {"email": "ada@example.com"})
    store.settle()
    (delivery,) = store.deliveries(topic="customers/create")
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 9)


def test_nothing_is_sent_before_install_or_after_uninstall(devstore: Devstore, app: App) -> None:
    devstore.control("/orders", ORDER)
    devstore.control("/install")
    devstore.control("/uninstall")
    devstore.control("/orders", ORDER)
    devstore.settle()
    assert app.topics() == ["app/uninstalled"]


def test_lost_webhooks_are_lost_and_can_be_resent(installed: Devstore, app: App) -> None:
    installed.chaos(drop_percent=100)
    installed.control("/orders", ORDER)
    installed.settle()
    assert app.heard == []
    installed.chaos(drop_percent=0)
    assert installed.control("/deliveries/resend", {"state": "dropped"})["resent"] == 4
    installed.settle()
    assert len(app.heard) == 4


def test_one_topic_can_be_lost_wholly(installed: Devstore, app: App) -> None:
    installed.chaos(drop_topics=["orders/paid"])
    installed.control("/orders", ORDER)
    installed.settle()
    assert "orders/paid" not in app.topics()
    assert "orders/create" in app.topics()


def test_duplicates_carry_the_same_webhook_id(installed: Devstore, app: App) -> None:
    installed.chaos(duplicates=2)
    installed.control("/customers", {"email": "ada@example.com"})
    installed.settle()
    assert len(app.heard) == 3
    assert len({h.headers["x-shopify-webhook-id"] for h in app.heard}) == 1


def test_held_webhooks_wait_for_the_flush_and_come_shuffled(installed: Devstore, app: App) -> None:
    installed.chaos(paused=True, shuffle=True, seed=7)
    for number in range(12):
        installed.control("/customers", {"email": f"{number}@example.com"})
    installed.settle()
    assert app.heard == []
    assert installed.control("/flush")["released"] == 12
    installed.settle()
    order = [h.json()["email"] for h in app.heard]
    assert sorted(order) == sorted(f"{n}@example.com" for n in range(12))
    assert order != [f"{n}@example.com" for n in range(12)]


def test_a_slow_road_delays(installed: Devstore, app: App) -> None:
    installed.chaos(delay_ms=400)
    began = time.monotonic()
    installed.control("/customers", {"email": "ada@example.com"})
    installed.settle()
    assert time.monotonic() - began > 0.4
    assert len(app.heard) == 1
