"""A sample week in a small tea shop: twelve orders, some of them trouble."""

from collections.abc import Callable
from datetime import datetime, timedelta

from loyalty.runtime.demo.store import Json, Store

LAPSANG, SENCHA, MATCHA, CHAI = (
    {"handle": "oak-smoked-lapsang"},
    {"handle": "jade-mist-sencha"},
    {"handle": "ceremonial-matcha"},
    {"handle": "hearth-chai"},
)


def play(store: Store, *, now: datetime, say: Callable[[str], None]) -> dict[str, Json]:
    """Returns the customers by first name. Ada is the one to sign in as."""
    people = {first: store.customer(first, last) for first, last in PEOPLE}
    for number, (days, deed) in enumerate(DAYS):
        deed(store, people, now - timedelta(days=days, hours=number % 5))
    say(
        f"{len(people)} customers, {len(DAYS)} days with orders, refunds, an edit, a cancellation and a guest"
    )
    return people


PEOPLE = (("Ada", "Marsh"), ("Ben", "Okafor"), ("Chloe", "Lindqvist"), ("Dai", "Tanaka"))


def _a_good_customer(store: Store, people: dict[str, Json], at: datetime) -> None:
    store.order(customer=people["Ada"], lines=[SENCHA, LAPSANG | {"quantity": 2}], at=at)
    store.order(customer=people["Dai"], lines=[MATCHA], at=at, discount_codes=["WELCOME10"])


def _one_line_goes_back(store: Store, people: dict[str, Json], at: datetime) -> None:
    order = store.order(customer=people["Ada"], lines=[MATCHA, CHAI | {"quantity": 2}], at=at)
    store.deed(order, "refund", lines={"1": 1})


def _everything_goes_back(store: Store, people: dict[str, Json], at: datetime) -> None:
    order = store.order(customer=people["Chloe"], lines=[MATCHA | {"quantity": 4}], at=at)
    store.deed(order, "refund", all=True)


def _somebody_changes_their_mind(store: Store, people: dict[str, Json], at: datetime) -> None:
    order = store.order(customer=people["Ben"], lines=[LAPSANG], at=at)
    store.deed(order, "cancel")
    store.order(customer=people["Ben"], lines=[CHAI], at=at + timedelta(hours=1))


def _the_shop_corrects_an_order(store: Store, people: dict[str, Json], at: datetime) -> None:
    order = store.order(customer=people["Dai"], lines=[SENCHA | {"quantity": 2}], at=at)
    store.deed(order, "edit", quantities={str(order["line_items"][0]["id"]): 1}, add=[CHAI])


def _a_guest(store: Store, _people: dict[str, Json], at: datetime) -> None:
    store.order(lines=[LAPSANG, SENCHA], at=at, email="passing.by@example.com")


def _some_money_back(store: Store, people: dict[str, Json], at: datetime) -> None:
    order = store.order(customer=people["Chloe"], lines=[SENCHA, CHAI], at=at, discount_codes=["FIVEOFF"])
    store.deed(order, "refund", amount="4.00", note="arrived late")


def _today(store: Store, people: dict[str, Json], at: datetime) -> None:
    store.order(customer=people["Ada"], lines=[CHAI, LAPSANG], at=at)
    store.order(customer=people["Ben"], lines=[MATCHA], at=at, test=True)


DAYS: tuple[tuple[int, Callable[[Store, dict[str, Json], datetime], None]], ...] = (
    (7, _a_good_customer),
    (6, _one_line_goes_back),
    (5, _everything_goes_back),
    (4, _somebody_changes_their_mind),
    (3, _the_shop_corrects_an_order),
    (2, _a_guest),
    (1, _some_money_back),
    (0, _today),
)
