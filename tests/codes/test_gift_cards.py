"""A gift card pays at the store's checkout like money, once made however often it was asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
import stamina

from loyalty.shops.platform import StoreFailed, StoreRefused
from tests.codes.till import CHAI, TEAPOT, Till, off
from tests.shopify.bodies import Json

CODE = "tea7f3kq9wdx2m4p"


@pytest.fixture
def cards(till: Till) -> Till:
    """Gift cards have been permitted to us."""
    till.town.grant(till.shop, "write_gift_cards")
    return till


def make(till: Till, **given: object) -> str:
    wish: Json = {
        "code": CODE,
        "amount": 20_00,
        "currency": "USD",
        "note": "rdm_1",
        "customer": till.customer,
    }
    return till.store.make_gift_card(shop=till.shop, **(wish | given))


def all_cards(till: Till) -> list[Json]:
    return list(till.town.http.get(f"{till.door}/gift_cards").json())


def test_it_pays_for_part_and_the_rest_stays_on_it(cards: Till) -> None:
    make(cards)
    order = cards.buy(CHAI, codes=(CODE,), payment="later")
    assert (order["total_price"], order["total_outstanding"]) == ("22.50", "2.50")
    assert order["payment_gateway_names"] == ["gift_card"]
    assert off(order) == {}
    assert all_cards(cards)[0]["balance"] == 0


def test_a_card_that_covers_it_all_makes_the_order_paid(cards: Till) -> None:
    made = make(cards, amount=100_00)
    order = cards.buy(TEAPOT, codes=(CODE,), payment="later")
    assert (order["financial_status"], order["total_price"]) == ("paid", "42.90")
    found = cards.store.find_gift_card(shop=cards.shop, code=CODE, note="rdm_1")
    assert found is not None
    assert (found.id, found.initial, found.balance, found.enabled) == (made, 100_00, 57_10, True)


def test_an_ended_card_pays_nothing_and_says_what_was_spent(cards: Till) -> None:
    made = make(cards, amount=30_00)
    cards.buy(CHAI, codes=(CODE,))
    ended = cards.store.end_gift_card(shop=cards.shop, card=made)
    assert ended is not None
    assert (ended.enabled, ended.initial - ended.balance) == (False, 22_50)
    order = cards.buy(CHAI, codes=(CODE,), payment="later")
    assert order["financial_status"] == "pending"
    assert cards.store.end_gift_card(shop=cards.shop, card="gid://shopify/GiftCard/1") is None


def test_an_expired_card_pays_nothing(cards: Till) -> None:
    make(cards, ends_at=date(2020, 1, 1))
    assert cards.buy(CHAI, codes=(CODE,), payment="later")["financial_status"] == "pending"
    later = (datetime.now(UTC) + timedelta(days=30)).date()
    make(cards, code="tea7f3kq9wdx2m4q", ends_at=later)
    assert all_cards(cards)[1]["expires_on"] == later.isoformat()


@pytest.mark.parametrize("again", [False, True])
def test_what_was_made_without_an_answer_is_found_again(cards: Till, again: bool) -> None:
    cards.town.chaos(cards.shop, graphql_timeout_after_percent=100)
    with stamina.set_testing(True, attempts=1), pytest.raises(StoreFailed):
        make(cards)
    cards.town.chaos(cards.shop, graphql_timeout_after_percent=0)
    made = make(cards, again=again)
    assert [f"gid://shopify/GiftCard/{one['id']}" for one in all_cards(cards)] == [made]


def test_somebody_elses_card_is_not_taken_for_ours(cards: Till) -> None:
    make(cards, note="another")
    with pytest.raises(StoreFailed, match="does not show whose"):
        make(cards)
    assert len(all_cards(cards)) == 1


def test_a_code_that_is_none_says_so(cards: Till) -> None:
    with pytest.raises(StoreRefused, match="code: Code must be 8 to 20"):
        make(cards, code="TEA-1")


def test_without_the_permission_it_is_named(till: Till) -> None:
    with pytest.raises(StoreRefused, match="permission write_gift_cards"):
        make(till)
    assert all_cards(till) == []
