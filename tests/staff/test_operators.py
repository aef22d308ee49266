"""The operators' admin: everything to see, nothing of the books to change, and nobody else inside."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Transaction
from loyalty.shops.models import Shop
from tests.cast import Cast
from tests.laws.world import rules
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
OURS = sorted(
    model._meta.label_lower.replace(".", "/")
    for model in admin.site._registry
    if model.__module__.startswith("loyalty.")
)


@pytest.fixture
def store() -> Store:
    made = Store(rules(points=5))
    Shop.objects.filter(pk=made.shop.pk).update(
        access_token="shpat_verysecret", refresh_token="shprt_verysecret"
    )
    made.pay("64.90")
    return made


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator", "operator@loyalty.example", "x"))
    return client


@pytest.mark.parametrize("page", OURS)
def test_an_operator_sees_every_list_and_no_token(operator: Client, store: Store, page: str) -> None:
    answer = operator.get(f"/staff/{page}/")
    assert answer.status_code == 200
    assert b"verysecret" not in answer.content


def test_a_shops_own_page_shows_no_token(operator: Client, store: Store) -> None:
    page = operator.get(f"/staff/shops/shop/{store.shop.pk}/change/")
    assert page.status_code == 200
    assert store.shop.domain.encode() in page.content
    assert b"verysecret" not in page.content


@pytest.mark.parametrize("page", [page for page in OURS if page.startswith("ledger/")])
@pytest.mark.parametrize("deed", ["add", "1/change", "1/delete"])
def test_the_books_can_be_read_only(operator: Client, store: Store, page: str, deed: str) -> None:
    before = list(Transaction.objects.values())
    answer = operator.post(f"/staff/{page}/{deed}/", {"amount": "5", "post": "yes"})
    assert answer.status_code in (403, 302, 404)
    assert list(Transaction.objects.values()) == before


def test_a_transaction_shows_its_entries(operator: Client, store: Store) -> None:
    row = Transaction.objects.get(programme=store.programme)
    page = operator.get(f"/staff/ledger/transaction/{row.pk}/change/").content.decode()
    assert "Issued" in page
    assert "-324" in page


def test_an_operator_puts_a_delivery_back_to_work_and_nothing_is_paid_twice(
    operator: Client, store: Store
) -> None:
    row = Delivery.objects.get(shop=store.shop)
    chosen = {"action": "work_again", "_selected_action": str(row.pk)}
    operator.post("/staff/inbox/delivery/", chosen)
    assert Delivery.objects.get(pk=row.pk).state == "ready"
    store.send("orders/updated", store.order("1.00"))
    assert store.net() == 329


@pytest.mark.parametrize("who", ["owner", "staff", "stranger"])
def test_who_works_in_a_shop_gets_in_nowhere(client: Client, cast: Cast, store: Store, who: str) -> None:
    client.force_login(getattr(cast, who))
    for page in ["", *(f"{page}/" for page in OURS)]:
        assert client.get(f"/staff/{page}").status_code in (302, 403)


def test_operators_sign_in_where_the_second_step_is_asked_for(client: Client) -> None:
    answer = client.get("/staff/login/?next=/staff/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
