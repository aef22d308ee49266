"""`manage.py reconcile`: one JSON document, exit 1 while anything is left."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from loyalty.orders.models import LastReread, Order
from loyalty.shops.models import Audit, Shop
from tests.shopify.conftest import address as address
from tests.shopify.town import Town


@pytest.fixture
def town(address: str, settings: LazySettings, db: None) -> Iterator[Town]:
    settings.SHOPIFY_ORIGIN = address
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield Town(client)


@pytest.fixture
def shop(town: Town) -> Shop:
    """Two orders, of which one was never told."""
    made = town.shop()
    town.order(made, email="a@example.com")
    town.deliver(made)
    town.chaos(made, drop_percent=100)
    town.order(made, email="b@example.com")
    return made


def run(shop: Shop, *more: str) -> tuple[dict[str, Any], str]:
    """The document, and what stopped it."""
    out, stopped = StringIO(), ""
    try:
        call_command("reconcile", "--shop", shop.domain, "--json", *more, stdout=out, stderr=StringIO())
    except CommandError as why:
        stopped = str(why)
    return json.loads(out.getvalue()), stopped


def test_a_look_lists_the_drift_fails_and_writes_nothing(shop: Shop) -> None:
    said, stopped = run(shop)
    assert stopped == "1 of 1 differences are left"
    [one] = said["drift"]
    assert (one["kind"], one["name"], one["ours"]) == ("missing", "#1002", None)
    assert (one["points_now"], one["points_should"], one["repaired"]) == (0, 100, False)
    assert (said["listed"], said["found"], said["left"], said["counts"]["missing"]) == (2, 1, 1, 1)
    assert Order.objects.filter(shop=shop).count() == 1
    assert not LastReread.objects.exists()


def test_a_repair_succeeds_leaves_a_line_in_the_audit_and_the_second_is_silent(shop: Shop) -> None:
    said, stopped = run(shop, "--repair")
    assert (stopped, said["repaired"], said["left"]) == ("", 1, 0)
    assert Audit.objects.get(shop=shop).actor.startswith("command line: ")
    said, stopped = run(shop, "--repair", "--days", "3")
    assert (stopped, said["drift"], said["listed"]) == ("", [], 2)
    assert Audit.objects.filter(shop=shop).count() == 1


def test_since_leaves_out_what_changed_before(shop: Shop) -> None:
    said, stopped = run(shop, "--since", "2100-01-01")
    assert (stopped, said["listed"], said["since"]) == ("", 0, "2100-01-01T00:00:00+00:00")


def test_people_read_lines(shop: Shop) -> None:
    out = StringIO()
    call_command("reconcile", "--shop", shop.domain, "--repair", stdout=out, stderr=StringIO())
    assert "missing    #1002         repaired  0 → 100 points" in out.getvalue()
    assert "2 orders since" in out.getvalue()


def test_what_cannot_be_asked_fails_with_one_clear_line(shop: Shop, settings: LazySettings) -> None:
    with pytest.raises(CommandError, match="no shop 'nobody' is known here"):
        call_command("reconcile", "--shop", "nobody")
    with pytest.raises(CommandError, match="--days"):
        call_command("reconcile", "--shop", shop.domain, "--days", "-1")
    Shop.objects.filter(pk=shop.pk).update(access_token="shpat_wrong", refresh_token="")
    with pytest.raises(CommandError, match=r"open the app in the store's admin\. What was repaired stays"):
        call_command("reconcile", "--shop", shop.domain, stdout=StringIO())
    shop.installations.update(uninstalled_at=shop.created_at)
    with pytest.raises(CommandError, match="not installed"):
        call_command("reconcile", "--shop", shop.domain)
