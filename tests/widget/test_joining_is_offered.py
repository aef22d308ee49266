"""Joining is offered to those who can join, and to nobody else."""

from storefront_widget.telling import Teller
from storefront_widget.visit import Visit
from tests.cast import Cast


def nonce(cast: Cast, customer: str) -> object:
    return Teller(Visit(cast.shop, customer, "/apps/rewards"), cast.now).data()["nonce"]


def test_a_guest_may_join(cast: Cast) -> None:
    assert cast.newcomer.joined_at is None
    assert nonce(cast, "7002")


def test_a_customer_we_never_saw_may_join(cast: Cast) -> None:
    assert nonce(cast, "7999")


def test_who_has_joined_is_not_asked_again(cast: Cast) -> None:
    assert cast.loyal.joined_at
    assert nonce(cast, "7001") is None


def test_a_visitor_who_has_not_signed_in_gets_no_permit(cast: Cast) -> None:
    assert nonce(cast, "") is None
