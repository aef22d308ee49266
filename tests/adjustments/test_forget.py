"""What files said about people goes: after thirty days, and at once when somebody asks to be forgotten."""

from datetime import timedelta

import pytest
from django.apps import apps

from loyalty.adjustments.forget import KEPT, old_texts
from loyalty.adjustments.give import give
from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.order import Changed
from loyalty.desk.work import work
from loyalty.engine.facts import CustomerRedacted
from loyalty.shops.forget import forget
from tests.adjustments.desk import (
    adjustments,
    known_by_email,
    limit,
    ordered,
    person,
    states,
    uploaded,
    worked,
)
from tests.cast import NOW, Cast

HEADER = "customer,points,reason\n"
TEXT = HEADER + "7001,5,a\nbob@tea.example,6,for Bob\n"


def everything() -> str:
    return str(list(Row.objects.values()))


def test_texts_stay_thirty_days_and_not_longer(cast: Cast) -> None:
    assert cast.loyal
    upload = uploaded(cast, TEXT)
    ordered(cast, upload, skips=True)
    worked(upload)
    assert old_texts(now=NOW + KEPT) == 0
    assert "bob@tea.example" in everything()
    assert old_texts(now=NOW + KEPT + timedelta(seconds=1)) == 1
    assert "bob" not in everything().casefold()
    assert states(upload) == ["posted", "wrong"]
    assert old_texts(now=NOW + KEPT + timedelta(days=1)) == 0


def test_a_file_nobody_posted_is_discarded_after_thirty_days(cast: Cast) -> None:
    upload = uploaded(cast, TEXT)
    old_texts(now=NOW + KEPT + timedelta(days=1))
    upload.refresh_from_db()
    assert upload.discarded_at
    assert not Row.objects.exists()


def test_a_file_that_waits_for_its_second_person_keeps_its_good_rows(cast: Cast) -> None:
    assert cast.loyal
    limit(cast, largest=1, second=True)
    upload = uploaded(cast, TEXT)
    ordered(cast, upload, skips=True)
    old_texts(now=NOW + KEPT + timedelta(days=1))
    assert states(upload) == ["ready", "wrong"]
    assert "bob" not in everything().casefold()
    assert not Upload.objects.filter(discarded_at__isnull=False).exists()


def test_whoever_asks_to_be_forgotten_leaves_no_word_in_any_file(cast: Cast) -> None:
    known_by_email(cast.loyal, cast.shop, "ann@tea.example")
    upload = uploaded(cast, HEADER + "7001,5,for Ann\nann@tea.example,0,Ann again\nbob@tea.example,6,Bob\n")
    told = CustomerRedacted(customer="7001", email="ann@tea.example")
    work(shop=cast.shop, told=[(1, told)], now=NOW)
    assert "ann" not in everything().casefold()
    assert "7001" not in everything()
    assert "bob@tea.example" in everything()
    told = CustomerRedacted(customer="9999", email="Bob@tea.example")
    work(shop=cast.other_shop, told=[(1, told)], now=NOW)
    assert "bob@tea.example" in everything(), "another shop's request does not reach here"
    work(shop=cast.shop, told=[(1, told)], now=NOW)
    assert "bob" not in everything().casefold()
    with pytest.raises(Changed):
        ordered(cast, upload, skips=True)
    worked(upload)
    assert adjustments() == 0


def test_nothing_is_left_of_a_forgotten_shop(cast: Cast) -> None:
    assert cast.loyal
    limit(cast, largest=1, second=True)
    ordered(cast, uploaded(cast, TEXT), skips=True)
    give(
        shop=cast.shop,
        member_id=cast.loyal.pk,
        points=1,
        why="w",
        by=person(cast.staff, cast.shop),
        key="k",
        now=NOW,
    )
    forget(cast.shop.pk)
    for model in apps.get_app_config("adjustments").get_models():
        assert not model._base_manager.exists(), model
