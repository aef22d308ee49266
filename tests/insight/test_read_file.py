"""A history file instead of the store: read as `manage.py replay` reads it, refused by the line, never by halves."""

import pytest

from loyalty.insight import read_file
from loyalty.insight.models import PastOrders, PastPart
from loyalty.insight.parts import in_time
from loyalty.insight.read_file import TooLarge
from tests.cast import Cast
from tests.insight.pasts import days_ago, read, run, uploaded, words
from tests.shopify.bodies import Json


def order(number: int, customer: int = 7001, price: str = "10.00", days: int = 40) -> Json:
    at = days_ago(days)
    money = {"shop_money": {"amount": price, "currency_code": "USD"}}
    payload = {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "currency": "USD",
        "financial_status": "paid",
        "updated_at": at,
        "processed_at": at,
        "customer": {"id": customer, "admin_graphql_api_id": f"gid://shopify/Customer/{customer}"},
        "line_items": [{"id": number * 10, "title": "Tea", "quantity": 1, "price_set": money}],
    }
    return {"topic": "orders/paid", "triggered_at": at, "payload": payload}


def test_a_file_is_kept_read_and_its_text_thrown_away(cast: Cast) -> None:
    past = uploaded(cast.shop, [order(1), order(2, days=39), order(1)])
    assert PastPart.objects.filter(past=past, raw=True).exists()
    past = read(past)
    assert (past.state, past.orders, past.refused_count) == ("done", 2, 0)
    assert not PastPart.objects.filter(past=past, raw=True).exists()
    assert len(in_time(past)) == 3


def test_lines_that_cannot_be_read_are_named_with_number_and_reason_and_left_out(cast: Cast) -> None:
    yen = order(3)
    yen["payload"]["currency"] = "JPY"
    body = b'{"topic": "orders/paid"}\nnot json\n'
    past = uploaded(cast.shop, body)
    assert read(past).failure == "Nothing in the file could be read as a history."
    past = read(uploaded(cast.shop, [{"topic": "x", "triggered_at": "yesterday"}, yen, order(4)]))
    assert past.orders == 1
    assert [line for line, _ in past.refused] == [1, 2]
    assert "triggered_at" in past.refused[0][1]
    assert "the order is in JPY" in past.refused[1][1]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xff\xfe\x00", b'{"triggered_at": 1e999}\n' * 3])
def test_a_poisoned_file_fails_in_words(cast: Cast, body: bytes) -> None:
    past = read(uploaded(cast.shop, body))
    assert (past.state, past.failure) == ("failed", "Nothing in the file could be read as a history.")


def test_a_file_above_the_limits_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_file, "MOST", 2)
    past = read(uploaded(cast.shop, [order(1), order(2), order(3)]))
    assert "more than 500,000 lines" in past.failure
    monkeypatch.setattr(read_file, "LARGEST", 10)
    with pytest.raises(TooLarge):
        uploaded(cast.shop, [order(1)])
    assert PastOrders.objects.count() == 1


def test_a_file_with_redemptions_shows_what_was_used(cast: Cast) -> None:
    reward = {"id": "cup", "kind": "amount_off", "cost": 20, "amount": "0.20"}
    redeem = {
        "topic": "redeem",
        "triggered_at": days_ago(5),
        "payload": {"member": "gid://shopify/Customer/7001", "reward": "cup", "key": "a"},
    }
    document = {
        "schema": 1,
        "name": "Cups",
        "points": {"one": "point", "many": "points", "value": "0.01", "rounding": "down"},
        "earning": [{"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}}],
        "rewards": [reward],
    }
    past = read(uploaded(cast.shop, [order(1), redeem]))
    result = run(past, document).result
    assert result is not None
    assert (result["issued"], result["redeemed"], result["outstanding"]) == (50, 20, 30)
    assert result["reward_cost_minor"] == 20


def test_a_killed_worker_reads_the_file_once(cast: Cast) -> None:
    past = uploaded(cast.shop, [order(n, days=50 - n) for n in range(1, 6)])
    first = words(read(past))
    PastOrders.objects.filter(pk=past.pk).update(state="waiting")
    past.refresh_from_db()
    assert len(in_time(past)) == 5
    assert words(past) == first
