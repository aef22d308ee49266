"""Free pieces at the store's checkout: as many as the reward gives, and no more."""

import pytest

from loyalty.shops.platform import StoreRefused
from tests.codes.till import CHAI, TEAPOT, Till, off
from tests.shopify.bodies import Json

CODE = "TEA-7F3K-Q9WD"


def test_one_piece_is_free_however_many_are_bought(till: Till) -> None:
    till.make(kind="free_product", products=(till.product(CHAI),))
    order = till.buy(TEAPOT, CHAI, CHAI, CHAI, codes=(CODE,))
    assert off(order) == {CODE: "16.50"}
    assert [len(line["discount_allocations"]) for line in order["line_items"]] == [0, 1]
    assert order["discount_applications"][0]["target_selection"] == "entitled"


def test_a_basket_without_the_free_product_gets_nothing_off(till: Till) -> None:
    till.make(kind="free_product", products=(till.product(CHAI),))
    till.fill(TEAPOT)
    assert "isn’t valid for the items in your cart" in till.enter(CODE)
    assert off(till.pay()) == {}
    assert till.code()["used"] == 0


def test_of_several_products_the_dearest_is_free(till: Till) -> None:
    till.make(kind="free_product", products=(till.product(CHAI), till.product(TEAPOT)))
    assert till.code()["value"] == "36.90"
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {CODE: "36.90"}


def test_a_product_that_is_gone_is_refused(till: Till) -> None:
    with pytest.raises(StoreRefused, match="does not sell the product any more"):
        till.make(kind="free_product", products=("424242",))
    assert CODE not in till.codes()


def test_a_free_product_counts_a_basket_only_of_named_products(till: Till) -> None:
    gift, named = (till.product(CHAI),), (till.product(TEAPOT),)
    with pytest.raises(StoreRefused, match="smallest basket"):
        till.make(kind="free_product", products=gift, minimum=30_00)
    till.make(kind="free_product", products=gift, minimum=30_00, buy_products=named)
    assert off(till.buy(CHAI, CHAI, codes=(CODE,))) == {}
    order = till.buy(TEAPOT, CHAI, CHAI, codes=(CODE,))
    assert off(order) == {CODE: "16.50"}


def test_buy_two_get_one_gives_one_and_only_after_two(till: Till) -> None:
    chai = (till.product(CHAI),)
    till.make(kind="buy_x_get_y", buy_quantity=2, buy_products=chai, get_quantity=1, products=chai)
    assert off(till.buy(CHAI, CHAI, codes=(CODE,))) == {}
    order = till.buy(*[CHAI] * 6, codes=(CODE,))
    assert off(order) == {CODE: "16.50"}
    [application] = order["discount_applications"]
    told = [application[key] for key in ("allocation_method", "target_selection", "value")]
    assert told == ["each", "entitled", "100.0"]


def test_buy_a_teapot_get_two_chais_at_half_price(till: Till) -> None:
    given: Json = {"buy_products": (till.product(TEAPOT),), "products": (till.product(CHAI),)}
    till.make(kind="buy_x_get_y", buy_quantity=1, get_quantity=2, percent=50, **given)
    assert off(till.buy(CHAI, CHAI, codes=(CODE,))) == {}
    assert off(till.buy(TEAPOT, CHAI, CHAI, CHAI, codes=(CODE,))) == {CODE: "16.50"}


def test_a_collection_is_bought_and_given(till: Till) -> None:
    teas = (till.collection("teas"),)
    till.make(kind="buy_x_get_y", buy_quantity=1, buy_collections=teas, get_quantity=1, collections=teas)
    assert off(till.buy(CHAI, "first-flush-darjeeling", codes=(CODE,))) == {CODE: "16.50"}


@pytest.mark.parametrize("kind", ["free_product", "buy_x_get_y"])
def test_a_repetition_knows_its_own(till: Till, kind: str) -> None:
    chai = (till.product(CHAI),)
    more: Json = {"buy_quantity": 1, "buy_products": chai} if kind == "buy_x_get_y" else {}
    first = till.make(kind=kind, products=chai, **more)
    wanted = till.wanted(kind=kind, products=chai, **more)
    assert till.store.make_code(shop=till.shop, wanted=wanted, again=True) == first
    with pytest.raises(StoreRefused, match="another discount"):
        till.make(title="Else", kind=kind, products=chai, **more)


def test_what_names_no_products_is_refused_before_the_store_is_asked(till: Till) -> None:
    for kind in ("free_product", "buy_x_get_y"):
        with pytest.raises(StoreRefused):
            till.make(kind=kind, buy_quantity=1)
    assert CODE not in till.codes()
