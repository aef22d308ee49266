"""Deliveries in the panel: counted, filtered, read as they came, sent back to work."""

import pytest

from loyalty.inbox.models import Delivery
from loyalty.panel.deliveries_body import SHOWN, shown
from loyalty.shops.models import Audit
from tests.cast import Cast
from tests.panel.story import delivery, signed_in, text

DELIVERIES = "/panel/deliveries/"


def state_of(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


def test_deliveries_are_counted_by_state_and_parked_ones_say_why(cast: Cast) -> None:
    for state in ("worked", "worked", "ready", "ignored", "parked"):
        delivery(cast.shop, state=state)
    delivery(cast.other_shop, state="parked")
    response = signed_in(cast.reader).get(DELIVERIES)
    assert [row[3] for row in response.context["states"]] == [1, 2, 1, 1]
    assert "Could not be worked, tried too often: KeyError" in text(response)
    assert len(response.context["page"].lines) == 5


def test_filters_narrow_the_list_by_state_and_topic(cast: Cast) -> None:
    wanted = delivery(cast.shop, state="parked", topic="refunds/create")
    delivery(cast.shop, state="parked")
    delivery(cast.shop, topic="refunds/create")
    client = signed_in(cast.reader)
    page = client.get(DELIVERIES, {"state": "parked", "topic": "refunds/create"}).context["page"]
    assert [line.id for line in page.lines] == [wanted.pk]
    odd = client.get(DELIVERIES, {"state": "<b>", "topic": "x\0", "before": "-1"})
    assert len(odd.context["page"].lines) == 3


def test_a_long_list_is_read_page_by_page(cast: Cast) -> None:
    for _ in range(110):
        delivery(cast.shop)
    client, seen, path = signed_in(cast.reader), [], DELIVERIES
    for _ in range(3):
        page = client.get(path).context["page"]
        seen += [line.id for line in page.lines]
        path = f"{DELIVERIES}?before={page.before}"
    assert len(seen) == len(set(seen)) == 110
    assert page.before is None


def test_one_delivery_shows_headers_and_body_as_they_came(cast: Cast) -> None:
    row = delivery(cast.shop, b'{"id":1,"price":1.10,"price":2,"note":"<script>alert(1)</script>"}')
    page = signed_in(cast.staff).get(f"{DELIVERIES}{row.pk}/").content.decode()
    assert "X-Shopify-Topic" in page
    assert "  &quot;price&quot;: 1.10,\n  &quot;price&quot;: 2,\n" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00{}",
        b"[" * 100_000,
        b'{"a": "' + b"x" * 200_000,
        b'{"a": 1e400, "b": NaN, "c": ' + b"9" * 5000 + b"}",
        b'"\\ud800\\u0000"',
        b"}}}}",
        b'{"open": "never closed\\',
        "{\u202e\u0000}".encode(),
        b"\xef\xbb\xbfnull",
    ],
)
def test_no_body_breaks_the_page(cast: Cast, raw: bytes) -> None:
    row = delivery(cast.shop, raw, state="parked")
    assert signed_in(cast.staff).get(f"{DELIVERIES}{row.pk}/").status_code == 200


def test_a_large_body_is_cut_and_says_so(cast: Cast) -> None:
    body = shown(b'"' + b"x" * (SHOWN * 2))
    assert (len(body.text), body.cut, body.size) == (SHOWN, True, SHOWN * 2 + 1)
    row = delivery(cast.shop, b"x" * (SHOWN + 1))
    assert "Only the first 64 kB are shown." in text(signed_in(cast.staff).get(f"{DELIVERIES}{row.pk}/"))


def test_indenting_changes_no_sign_but_space() -> None:
    raw = '{"a":[1.50,{},[ ],"x, {y}: \\" z"],"b":{"c":null,"d":-0.0}}'
    made = shown(raw.encode()).text
    assert made.splitlines()[0:3] == ["{", '  "a": [', "    1.50,"]
    assert '"x, {y}: \\" z"' in made
    assert made.replace(" ", "").replace("\n", "") == raw.replace(" ", "")


def test_staff_resend_one_delivery_and_it_is_noted(cast: Cast) -> None:
    row = delivery(cast.shop, state="parked")
    response = signed_in(cast.staff).post(f"{DELIVERIES}{row.pk}/resend/")
    assert response["Location"].endswith("?said=resent")
    assert state_of(row) == "ready"
    trace = Audit.objects.get(shop=cast.shop)
    assert (trace.actor, trace.deed, trace.detail) == ("staff", "deliveries.resend", {"deliveries": [row.pk]})


def test_a_waiting_delivery_is_not_resent(cast: Cast) -> None:
    row = delivery(cast.shop, state="ready")
    assert "waiting" in signed_in(cast.staff).post(f"{DELIVERIES}{row.pk}/resend/")["Location"]
    assert not Audit.objects.exists()


def test_all_parked_deliveries_of_this_shop_are_resent_and_no_others(cast: Cast) -> None:
    parked = [delivery(cast.shop, state="parked") for _ in range(3)]
    worked, theirs = delivery(cast.shop), delivery(cast.other_shop, state="parked")
    signed_in(cast.staff).post(f"{DELIVERIES}resend/")
    assert {state_of(row) for row in parked} == {"ready"}
    assert state_of(worked) == "worked"
    assert state_of(theirs) == "parked"
    assert signed_in(cast.staff).post(f"{DELIVERIES}resend/")["Location"].endswith("none_parked")


def test_a_reader_may_look_and_not_resend(cast: Cast) -> None:
    row = delivery(cast.shop, state="parked")
    client = signed_in(cast.reader)
    for path in (DELIVERIES, f"{DELIVERIES}{row.pk}/"):
        assert "Resend" not in text(client.get(path)).replace("Resending is safe", "").replace(
            "you resend", ""
        )
    assert client.post(f"{DELIVERIES}{row.pk}/resend/").status_code == 403
    assert client.post(f"{DELIVERIES}resend/").status_code == 403
    assert state_of(row) == "parked"


def test_a_reader_does_not_read_what_shoppers_told_the_store(cast: Cast) -> None:
    """Nowhere else does the panel show names and addresses, and a body has them all."""
    row = delivery(cast.shop, b'{"email":"ada@mail.example","shipping_address":{"address1":"1 Tea Lane"}}')
    page = text(signed_in(cast.reader).get(f"{DELIVERIES}{row.pk}/"))
    assert "What became of it" in page
    assert "ada@mail.example" not in page
    assert "Tea Lane" not in page
    assert "X-Shopify" not in page


def test_a_strangers_delivery_is_like_none(cast: Cast) -> None:
    row = delivery(cast.shop, state="parked")
    client = signed_in(cast.stranger)
    assert client.get(f"{DELIVERIES}{row.pk}/").status_code == 404
    assert client.post(f"{DELIVERIES}{row.pk}/resend/").status_code == 404
    client.post(f"{DELIVERIES}resend/")
    assert client.get(f"{DELIVERIES}{'9' * 30}/").status_code == 404
    assert state_of(row) == "parked"


def test_nothing_received_yet_says_what_will_come(cast: Cast) -> None:
    assert "The first report comes with the first order." in text(signed_in(cast.owner).get(DELIVERIES))
