"""Store credit is given once, though its movements carry no name of ours."""

from datetime import UTC, datetime

import pytest
import stamina

from loyalty.shops.platform import StoreFailed, StoreRefused
from tests.codes.till import CHAI, Till
from tests.shopify.bodies import Json

SCOPES = ("write_store_credit_account_transactions", "read_store_credit_accounts")


@pytest.fixture
def credit(till: Till) -> Till:
    """Store credit has been permitted to us."""
    till.town.grant(till.shop, *SCOPES)
    return till


def give(till: Till, amount: int = 10_00, **given: object) -> str:
    wish: Json = {"customer": till.customer, "amount": amount, "currency": "USD", "key": "rdm_1"} | given
    return till.store.give_credit(shop=till.shop, **wish)


def take(till: Till, amount: int, **given: object) -> str:
    wish: Json = {"customer": till.customer, "amount": amount, "currency": "USD", "key": "rdm_1"} | given
    return till.store.take_credit(shop=till.shop, **wish)


def movements(till: Till) -> list[int]:
    found = till.town.http.get(f"{till.door}/store_credit", params={"customer": till.customer}).json()
    return [one["amount"] for one in found]


def test_it_pays_at_the_checkout_of_whom_it_was_given_to(credit: Till) -> None:
    give(credit)
    order = credit.buy(CHAI, payment="later", store_credit="1")
    assert (order["total_price"], order["total_outstanding"]) == ("22.50", "12.50")
    assert order["payment_gateway_names"] == ["shopify_store_credit"]
    assert movements(credit) == [10_00, -10_00]
    credit.sign_in("jun@example.com")
    order = credit.buy(CHAI, payment="later", store_credit="1")
    assert order["total_outstanding"] == "22.50"


def test_taking_back_takes_no_more_than_there_is(credit: Till) -> None:
    give(credit)
    take(credit, 4_00)
    with pytest.raises(StoreRefused, match="Insufficient funds"):
        take(credit, 7_00)
    assert movements(credit) == [10_00, -4_00]


def test_a_call_without_an_answer_is_not_repeated_by_itself(credit: Till) -> None:
    credit.town.chaos(credit.shop, graphql_timeout_after_percent=100)
    with stamina.set_testing(True, attempts=5), pytest.raises(StoreFailed):
        give(credit)
    assert movements(credit) == [10_00]


@pytest.mark.parametrize("verb", [give, take])
def test_a_repetition_finds_the_movement_that_was_made(credit: Till, verb: object) -> None:
    give(credit, 50_00)
    begun = datetime.now(UTC)
    assert callable(verb)
    credit.town.chaos(credit.shop, graphql_timeout_after_percent=100)
    with stamina.set_testing(True, attempts=1), pytest.raises(StoreFailed):
        verb(credit, 10_00)
    credit.town.chaos(credit.shop, graphql_timeout_after_percent=0)
    before = movements(credit)
    assert verb(credit, 10_00, since=begun)
    assert movements(credit) == before
    assert len(before) == 2


def test_a_movement_of_another_redemption_is_not_taken_for_this_one(credit: Till) -> None:
    begun = datetime.now(UTC)
    first = give(credit)
    second = give(credit, since=begun, known=[first])
    assert first != second
    assert give(credit, since=begun, known=[first]) == second
    assert movements(credit) == [10_00, 10_00]


def test_another_amount_is_not_taken_for_it(credit: Till) -> None:
    begun = datetime.now(UTC)
    give(credit, 9_99)
    give(credit, since=begun)
    assert movements(credit) == [9_99, 10_00]


def test_somebody_who_left_gets_none(credit: Till) -> None:
    with pytest.raises(StoreRefused, match="Owner does not exist"):
        give(credit, customer="424242")


def test_without_the_permission_it_is_named(till: Till) -> None:
    with pytest.raises(StoreRefused, match="permission write_store_credit_account_transactions"):
        give(till)
    assert movements(till) == []
