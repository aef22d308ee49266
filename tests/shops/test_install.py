"""Installing: once however often it is asked, and again after leaving."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from loyalty.shops.install import AnotherShopsAddress, Particulars, Tokens, install
from loyalty.shops.installed import installed
from loyalty.shops.models import Audit, Installation, Programme, Shop, Staff
from loyalty.shops.staff import welcome_subject, welcome_user
from tests.cast import NOW, Cast

ABOUT = Particulars(
    domain="new.myshopify.com", external_id="77", name="New", currency="EUR", timezone="Europe/Berlin"
)
TOKENS = Tokens(
    access="a1",
    access_expires_at=NOW,
    refresh="r1",
    refresh_expires_at=NOW,
    scopes=("read_orders", "read_products"),
)


def installing(about: Particulars = ABOUT, tokens: Tokens = TOKENS) -> Shop:
    return install(platform="shopify", about=about, tokens=tokens, by="owner", now=NOW)


def test_a_first_install_makes_programme_shop_and_installation(db: None) -> None:
    shop = installing()
    assert (shop.domain, shop.currency, shop.scopes) == (
        "new.myshopify.com",
        "EUR",
        "read_orders,read_products",
    )
    assert installed(platform="shopify", domain="new.myshopify.com") == shop
    assert Audit.objects.get(shop=shop).deed == "installed"


def test_installing_twice_is_one_installation_with_the_newer_tokens(db: None) -> None:
    shop = installing()
    assert installing(tokens=replace(TOKENS, access="a2")) == shop
    assert Shop.objects.get().access_token == "a2"
    assert Installation.objects.count() == Programme.objects.count() == 1


def test_a_store_that_moved_to_another_address_is_the_same_shop(db: None) -> None:
    shop = installing()
    moved = installing(replace(ABOUT, domain="moved.myshopify.com"))
    assert (moved.pk, moved.domain) == (shop.pk, "moved.myshopify.com")


def test_another_store_at_a_known_address_gets_nothing_of_it(db: None) -> None:
    installing()
    with pytest.raises(AnotherShopsAddress):
        installing(replace(ABOUT, external_id="78"))
    assert Shop.objects.get().external_id == "77"


@pytest.mark.django_db(transaction=True)
def test_eight_installs_at_once_make_one_shop() -> None:
    def work() -> None:
        installing()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Shop.objects.count() == Programme.objects.count() == Installation.objects.count() == 1


def test_the_first_person_from_the_admin_owns_the_panel_and_later_ones_are_staff(db: None) -> None:
    shop = installing()
    assert welcome_subject(shop=shop, subject="1", now=NOW).role == Staff.Role.OWNER
    assert welcome_subject(shop=shop, subject="2", now=NOW).role == Staff.Role.STAFF
    assert welcome_subject(shop=shop, subject="1", now=NOW).role == Staff.Role.OWNER
    assert Staff.objects.filter(shop=shop).count() == 2


def test_whoever_installs_owns_the_panel_and_who_signs_in_later_is_staff(db: None, cast: Cast) -> None:
    shop, later = installing(), NOW + timedelta(hours=1)
    assert welcome_user(shop=shop, user=cast.stranger, now=NOW).role == Staff.Role.OWNER
    assert welcome_user(shop=shop, user=cast.reader, now=later).role == Staff.Role.STAFF


def test_whoever_installs_again_owns_the_panel_too(cast: Cast) -> None:
    """The store may have new hands, and the old owner may be gone."""
    left, again = cast.now, cast.now + timedelta(days=9)
    assert cast.owner
    cast.shop.installations.update(uninstalled_at=left)
    cast.shop.installations.create(installed_at=again, installed_by="somebody")
    assert welcome_user(shop=cast.shop, user=cast.stranger, now=again).role == Staff.Role.OWNER


def test_a_panel_without_an_owner_goes_to_who_signs_in(cast: Cast) -> None:
    later = cast.now + timedelta(days=1)
    assert welcome_user(shop=cast.shop, user=cast.stranger, now=later).role == Staff.Role.OWNER


def test_who_is_known_keeps_the_role(cast: Cast) -> None:
    assert welcome_user(shop=cast.shop, user=cast.reader, now=NOW).role == Staff.Role.READER


def test_a_shop_that_left_is_not_installed(cast: Cast) -> None:
    assert installed(platform="shopify", domain=cast.shop.domain) == cast.shop
    assert installed(platform="another", domain=cast.shop.domain) is None
    cast.shop.installations.update(uninstalled_at=NOW + timedelta(days=1))
    assert installed(platform="shopify", domain=cast.shop.domain) is None
