"""What a product is: the same by webhook and over GraphQL, but for collections, which only GraphQL tells."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from msgspec.structs import replace

from loyalty.engine.facts import CollectionTold, ProductGone, ProductTold, Unreadable
from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify import products
from loyalty.platforms.shopify.calls import CallFailed
from loyalty.shops.models import Shop
from tests.official import webhook_bodies
from tests.shopify.bodies import Json, read
from tests.shopify.store import Store, serving
from tests.shopify.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(address: str, settings: LazySettings) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


def shelf(town: Town, shop: Shop) -> dict[str, Json]:
    found = town.http.get(f"/_control/shops/{shop.domain}/products").json()
    return {one["handle"]: one for one in found}


def change(town: Town, shop: Shop, product: Json, **given: Any) -> Json:
    return town.tell(f"/_control/shops/{shop.domain}/products/{product['id']}/update", given)


def webhooks(town: Town, shop: Shop, topic: str) -> list[str]:
    found = town.http.get(f"/_control/shops/{shop.domain}/deliveries", params={"topic": topic}).json()
    return [str(one["body"]) for one in found]


def test_the_official_sample_is_a_product() -> None:
    fact = read("products/update", webhook_bodies()["products/update"])
    assert isinstance(fact, ProductTold)
    assert fact.product == "788032119674292922"
    assert fact.facts == ProductFacts(
        type="Shirts",
        vendor="Acme",
        tags=("example", "mens", "t-shirt"),
        on_sale=("642667041472713922", "757650484644203962"),
    )
    assert not fact.knows_collections


def test_the_official_samples_of_goods_that_went_name_them() -> None:
    assert isinstance(read("products/delete", webhook_bodies()["products/delete"]), ProductGone)
    assert isinstance(read("collections/update", webhook_bodies()["collections/update"]), CollectionTold)
    assert isinstance(read("collections/delete", webhook_bodies()["collections/delete"]), CollectionTold)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"product_type": "Tea"}, "id"),
        ({"id": 1}, "updated_at"),
        ({"id": 1, "variants": [{"id": 2, "price": "1.00", "compare_at_price": "1,50"}]}, "compare_at_price"),
        ({"id": 1, "tags": ["a", "b"]}, "tags"),
    ],
)
def test_a_product_that_cannot_be_read_says_where(body: Json, field: str) -> None:
    with pytest.raises(Unreadable, match=field):
        read("products/update", body)


def test_a_webhook_and_graphql_tell_a_product_alike_but_for_its_collections(town: Town) -> None:
    shop = town.shop()
    tea = shelf(town, shop)["chamomile-and-pear"]
    change(town, shop, tea, vendor="Orchard Ltd", kind="Tisane", tags=["b", "a"], compare_at="20.00")
    found = products.found(shop=shop, ids=[str(tea["id"])])[str(tea["id"])]
    [body] = webhooks(town, shop, "products/update")
    fact = read("products/update", body.encode())
    assert isinstance(fact, ProductTold)
    assert fact.facts == replace(found, collections=())
    assert found.type == "Tisane"
    assert found.tags == ("a", "b")
    assert found.on_sale == (str(tea["variant_id"]),)
    assert "teas" in found.collections
    assert any(one.isdecimal() for one in found.collections), "collections go by id and by handle"


def test_a_compare_at_price_that_is_not_above_the_price_is_no_sale(town: Town) -> None:
    shop = town.shop()
    tea = shelf(town, shop)["chamomile-and-pear"]
    change(town, shop, tea, compare_at="14.75")
    assert products.found(shop=shop, ids=[str(tea["id"])])[str(tea["id"])].on_sale == ()


def test_a_product_that_is_gone_is_left_out_and_the_others_come(town: Town) -> None:
    shop = town.shop()
    known = [str(one["id"]) for one in shelf(town, shop).values()]
    town.tell(f"/_control/shops/{shop.domain}/products/{known[3]}/delete", {})
    found = products.found(shop=shop, ids=[*known, "999"])
    assert sorted(found) == sorted({*known} - {known[3]})


def test_another_shops_product_is_not_there(town: Town) -> None:
    ours, theirs = town.shop(), town.shop()
    [stolen, *_] = shelf(town, theirs).values()
    assert products.found(shop=ours, ids=[str(stolen["id"])]) == {}


def test_a_hundred_products_in_many_collections_are_read_to_the_end(town: Town) -> None:
    shop = town.shop()
    base = f"/_control/shops/{shop.domain}/products"
    many = [f"shelf-{n}" for n in range(130)]
    wide = town.tell(base, {"title": "Everywhere", "price": "1.00", "collections": many})
    made = [town.tell(base, {"title": f"Cup {n}", "price": "1.00"}) for n in range(99)]
    found = products.found(shop=shop, ids=[str(one["id"]) for one in [wide, *made]])
    assert len(found) == 100
    assert {*many} <= {*found[str(wide["id"])].collections}
    assert len(found[str(wide["id"])].collections) == 260


def test_without_the_permission_nothing_is_taken_for_gone(town: Town) -> None:
    shop = town.shop()
    [tea, *_] = shelf(town, shop).values()
    town.tell(f"/_control/shops/{shop.domain}/install", {"scopes": ["read_orders"]})
    Shop.objects.filter(pk=shop.pk).update(access_token=town._token(shop.domain))
    shop.refresh_from_db()
    with pytest.raises(CallFailed):
        products.found(shop=shop, ids=[str(tea["id"])])


@pytest.mark.parametrize("answer", [{}, {"nodes": None}, {"nodes": []}, {"nodes": [{"id": 7}]}])
def test_an_answer_of_another_shape_is_no_answer(cast: Any, settings: LazySettings, answer: Json) -> None:
    with serving() as store:
        settings.SHOPIFY_ORIGIN = store.origin
        _answers(store, answer)
        with pytest.raises(CallFailed):
            products.found(shop=cast.shop, ids=["1"])


def _answers(store: Store, answer: Json) -> None:
    store.graphql = lambda _: (200, {"data": {"productsCount": {"count": 1}} | answer})
