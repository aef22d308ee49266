"""Who reads Chinese is told everything in Chinese: the shopper in the store, the merchant in the panel."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.laws.world import rules
from tests.panel.redeeming import buried, with_rewards
from tests.panel.story import signed_in, text
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    """Customer 7001 bought $64.90 of goods at 5 per $1."""
    made = Store(rules(points=5))
    order = made.order("40.00", "24.90", total_tax_set=made.money("5.19"))
    order["total_shipping_price_set"] = made.money("5.00")
    order["name"] = "#1001"
    made.send("orders/paid", order)
    return made


def told(client: Client, store: Store, locale: str) -> dict[str, Any]:
    answer = client.get(f"/proxy/data?{proxied(store.shop.domain, '7001', locale=locale)}")
    assert answer.status_code == 200
    data: dict[str, Any] = answer.json()
    return data


@pytest.mark.parametrize(
    ("locale", "title", "why", "last_step", "balance", "label", "many"),
    [
        (
            "zh-CN",
            "订单 #1001",
            "商品金额 US$64.90，每 US$1 得 5 积分；税费和运费不计积分。",
            "US$64.90，每 US$1 得 5 积分 = 324.5，舍去小数得 324 积分",
            "324 积分",
            "您的{many}",
            "积分",
        ),
        (
            "zh-TW",
            "訂單 #1001",
            "商品金額 US$64.90，每 US$1 得 5 點；稅金和運費不計點數。",
            "US$64.90，每 US$1 得 5 點 = 324.5，捨去小數得 324 點",
            "324 點",
            "您的{many}",
            "點數",
        ),
    ],
)
def test_a_shopper_reads_the_reason_in_the_shops_language(
    client: Client,
    store: Store,
    locale: str,
    title: str,
    why: str,
    last_step: str,
    balance: str,
    label: str,
    many: str,
) -> None:
    data = told(client, store, locale)
    line = data["history"][0]
    assert (line["title"], line["why"], line["steps"][-1]) == (title, why, last_step)
    assert data["member"]["available_text"] == balance
    assert (data["texts"]["balance_label"], data["programme"]["many"]) == (label, many)


def test_a_merchants_own_word_for_points_is_not_translated(client: Client) -> None:
    named = rules(points=5)
    named["points"] = named["points"] | {"one": "leaf", "many": "leaves"}
    store = Store(named)
    store.send("orders/paid", store.order("10.00"))
    data = told(client, store, "zh-CN")
    assert (data["programme"]["many"], data["member"]["available_text"]) == ("leaves", "50 leaves")


@pytest.mark.parametrize(
    ("language", "said", "never"),
    [
        ("zh-hans", ["首页", "会员", "会员计划", "待生效"], "點數"),
        ("zh-hant", ["首頁", "會員", "會員計畫", "待生效"], "积分"),
    ],
)
def test_the_panel_speaks_the_language_its_reader_chose(
    cast: Cast, language: str, said: list[str], never: str
) -> None:
    client = signed_in(cast.owner)
    assert client.post(reverse("panel:language"), {"language": language}).status_code == 302
    page = text(client.get("/panel/"))
    assert [words for words in said if words not in page] == []
    assert never not in page
    assert "Getting started" not in page


def test_one_readers_language_is_not_the_others(cast: Cast) -> None:
    signed_in(cast.owner).post(reverse("panel:language"), {"language": "zh-hans"})
    assert "会员计划" not in text(signed_in(cast.staff).get("/panel/"))


def test_redemptions_are_told_in_the_readers_words(cast: Cast) -> None:
    with_rewards(cast)
    stuck = buried(cast)
    client = signed_in(cast.owner)
    client.post(reverse("panel:language"), {"language": "zh-hans"})
    listed = text(client.get(reverse("panel:redemptions"), {"problem": "stuck"}))
    assert "重新发送已放弃的 1 条" in listed
    assert "已放弃：" in listed
    assert "given up again" not in listed
    one = text(client.get(reverse("panel:redemption", args=[stuck.public])))
    assert "500 积分" in one
    assert "500 points" not in one
