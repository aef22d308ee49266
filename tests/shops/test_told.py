"""What a store tells about itself."""

from datetime import timedelta

from loyalty.shops.models import Audit, Installation, Shop
from loyalty.shops.told import scopes_changed, shop_told, uninstalled
from tests.cast import NOW, Cast


def test_leaving_drops_the_tokens_and_keeps_the_members(cast: Cast) -> None:
    member = cast.loyal
    assert uninstalled(shop=cast.shop, at=NOW, now=NOW)
    shop = Shop.objects.get(pk=cast.shop.pk)
    assert (shop.access_token, shop.refresh_token, shop.scopes) == ("", "", "")
    assert shop.installations.get().uninstalled_at == NOW
    assert member.identities.filter(shop=shop).exists()


def test_leaving_twice_is_leaving_once(cast: Cast) -> None:
    assert uninstalled(shop=cast.shop, at=NOW, now=NOW)
    assert not uninstalled(shop=cast.shop, at=NOW + timedelta(days=1), now=NOW)
    assert cast.shop.installations.get().uninstalled_at == NOW
    assert Audit.objects.filter(deed="uninstalled").count() == 1


def test_news_of_leaving_that_is_older_than_the_return_changes_nothing(cast: Cast) -> None:
    cast.shop.installations.update(uninstalled_at=NOW)
    Installation.objects.create(shop=cast.shop, installed_at=NOW + timedelta(hours=1), installed_by="owner")
    assert not uninstalled(shop=cast.shop, at=NOW, now=NOW + timedelta(hours=2))
    assert Shop.objects.get(pk=cast.shop.pk).access_token
    assert cast.shop.installations.filter(uninstalled_at=None).exists()


def test_leaving_touches_no_other_shop(cast: Cast) -> None:
    other = cast.other_shop
    uninstalled(shop=cast.shop, at=NOW, now=NOW)
    assert Shop.objects.get(pk=other.pk).access_token
    assert other.installations.get().uninstalled_at is None


def test_permissions_that_changed_are_kept_and_written_down_once(cast: Cast) -> None:
    for _ in range(2):
        scopes_changed(shop=cast.shop, scopes=("write_discounts", "read_orders"), now=NOW)
    assert Shop.objects.get(pk=cast.shop.pk).scopes == "read_orders,write_discounts"
    assert Audit.objects.filter(deed="permissions changed").count() == 1


def test_another_currency_is_written_down(cast: Cast) -> None:
    shop_told(shop=cast.shop, name="Tea", currency="USD", timezone="UTC", now=NOW)
    assert not Audit.objects.filter(deed="currency changed").exists()
    shop_told(shop=cast.shop, name="Tea", currency="EUR", timezone="Europe/Rome", now=NOW)
    shop = Shop.objects.get(pk=cast.shop.pk)
    assert (shop.name, shop.currency, shop.timezone) == ("Tea", "EUR", "Europe/Rome")
    assert Audit.objects.get(deed="currency changed").detail == {"from": "USD", "to": "EUR"}
