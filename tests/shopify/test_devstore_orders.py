"""Random orders and refunds of the pretend platform: our reading agrees with its own totals, and with itself."""

import random
from collections.abc import Iterator

import httpx
import pytest

from loyalty.common.money import minor
from loyalty.engine.facts import Ignored, OrderTold
from tests.shopify.bodies import Json, read

ORDERS = 60


@pytest.fixture(scope="module")
def control(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False) as client:
        for included in (False, True):
            shop = {
                "domain": domain(included),
                "currency": "USD",
                "taxes_included": included,
                "tax_rate": "0.19",
            }
            assert client.post("/_control/shops", json=shop).status_code == 200
        yield client


def domain(included: bool) -> str:
    return "gross.myshopify.com" if included else "net.myshopify.com"


def story(control: httpx.Client, chance: random.Random, shop: str) -> Json:
    """An order with some refunds, as its last snapshot."""
    lines = [
        {
            "title": f"Thing {n}",
            "price": f"{chance.randrange(1, 20000) / 100:.2f}",
            "quantity": chance.randrange(1, 5),
        }
        for n in range(chance.randrange(1, 5))
    ]
    codes = chance.choice(
        ([], [], [{"code": "OFF", "kind": "percentage", "value": str(chance.randrange(1, 90))}])
    )
    given = {"lines": lines, "discount_codes": codes, "shipping": chance.choice(("0", "4.90"))}
    orders = f"/_control/shops/{shop}/orders"
    made = tell(control, orders, given)
    for _ in range(chance.randrange(4)):
        answer = control.post(f"{orders}/{made['id']}/refund", json=wish(made, chance))
        made = answer.json() if answer.status_code == 200 else made  # more than was left
    return made


def tell(control: httpx.Client, path: str, given: Json) -> Json:
    answer = control.post(path, json=given)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def wish(made: Json, chance: random.Random) -> Json:
    place = chance.randrange(len(made["line_items"]))
    deed = chance.randrange(4)
    if deed == 0:
        return {"amount": f"{chance.randrange(1, 2000) / 100:.2f}"}
    if deed == 1:
        return {"shipping": "1.50"}
    if deed == 2:
        return {"lines": {str(place): 1}, "amount": "0.50"}
    return {"lines": {str(place): 1}}


@pytest.mark.parametrize("included", [False, True])
def test_random_orders_are_read_as_the_platform_counts_them(control: httpx.Client, included: bool) -> None:
    chance = random.Random(7)
    refunds = 0
    for _ in range(ORDERS):
        body = story(control, chance, domain(included))
        fact = read("orders/updated", body)
        assert isinstance(fact, OrderTold)
        refunds += agree_alone(body, fact)
        assert kept(fact) == kept_by_the_platform(body)
    assert refunds > 40


def agree_alone(body: Json, fact: OrderTold) -> int:
    """Each refund that is told alone says the same as within its order, or leaves it to the order."""
    for payload, within in zip(body["refunds"], fact.refunds, strict=True):
        alone = read("refunds/create", payload)
        if not isinstance(alone, Ignored):
            assert isinstance(alone, OrderTold)
            assert alone.refunds == (within,)
    return len(fact.refunds)


def kept(fact: OrderTold) -> int:
    """Net goods that did not go back by line."""
    assert fact.header is not None
    bought = sum(line.net for line in fact.header.lines)
    return bought - sum(line.amount for refund in fact.refunds for line in refund.lines)


def kept_by_the_platform(body: Json) -> int:
    """What it says is left of the goods, less the tax inside that it did not give back."""
    left = amount(body["current_subtotal_price_set"])
    if not body["taxes_included"]:
        return left
    taxes = sum(amount(tax["price_set"]) for line in body["line_items"] for tax in line["tax_lines"])
    back = sum(
        amount(line["total_tax_set"]) for refund in body["refunds"] for line in refund["refund_line_items"]
    )
    return left - (taxes - back)


def amount(pair: Json) -> int:
    return minor(pair["shop_money"]["amount"], "USD")
