"""A code that was taken back is dead in the store, and a checkout that was quicker is seen."""

from tests.codes.till import TEAPOT, Till, off

CODE = "TEA-7F3K-Q9WD"


def test_an_ended_code_takes_nothing_off(till: Till) -> None:
    till.make()
    ended = till.store.end_code(shop=till.shop, code=CODE)
    assert (ended.used, ended.was_there) == (0, True)
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {}
    assert till.store.code_status(shop=till.shop, code=CODE) is None


def test_a_code_in_a_waiting_basket_is_dead_at_the_till(till: Till) -> None:
    till.make()
    till.fill(TEAPOT)
    assert "−$5.00" in till.enter(CODE)
    till.store.end_code(shop=till.shop, code=CODE)
    assert off(till.pay()) == {}


def test_a_code_that_was_used_first_says_so_and_stays_for_the_books(till: Till) -> None:
    till.make(uses=2, once_per_customer=False)
    till.buy(TEAPOT, codes=(CODE,))
    assert till.store.end_code(shop=till.shop, code=CODE).used == 1
    assert off(till.buy(TEAPOT, codes=(CODE,))) == {}
    status = till.store.code_status(shop=till.shop, code=CODE)
    assert status is not None
    assert (status.status, status.used) == ("expired", 1)


def test_ending_twice_and_ending_nothing_are_fine(till: Till) -> None:
    till.make()
    till.store.end_code(shop=till.shop, code=CODE)
    assert not till.store.end_code(shop=till.shop, code=CODE).was_there
