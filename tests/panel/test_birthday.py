"""Birthdays on a member's page: shown to all, corrected by staff with a reason, once a year all the same."""

from typing import Any

import pytest
from django.test import Client

from loyalty.members.models import Birthday, Member
from loyalty.shops.models import Audit
from tests.cast import Cast
from tests.panel.story import member, order, signed_in, text

pytestmark = pytest.mark.django_db


def somebody(cast: Cast) -> Member:
    order(cast.shop, "1", 100, customer="7001")
    return member(cast.shop, "7001")


def correct(client: Client, who: Member, **change: Any) -> Any:
    told = {"born-month": "3", "born-day": "15", "born-why": "Said so at the till"} | change
    return client.post(f"/panel/members/{who.pk}/birthday/", told)


def test_staff_write_a_birthday_down_and_the_page_shows_it(cast: Cast) -> None:
    who, client = somebody(cast), signed_in(cast.staff)
    assert correct(client, who).status_code == 302
    assert Birthday.objects.get(member=who).told_by
    assert "March 15" in text(client.get(f"/panel/members/{who.pk}/"))
    audit = Audit.objects.get(shop=cast.shop, deed="birthday corrected")
    assert audit.detail == {"member": who.pk, "why": "Said so at the till"}


NONE = [{"born-why": ""}, {"born-day": "31", "born-month": "2"}, {"born-month": "13"}, {"born-day": ""}]


@pytest.mark.parametrize("change", NONE)
def test_a_day_that_is_none_or_no_reason_is_refused_on_the_page(cast: Cast, change: dict[str, str]) -> None:
    who = somebody(cast)
    assert correct(signed_in(cast.staff), who, **change).status_code == 422
    assert not Birthday.objects.exists()
    assert not Audit.objects.filter(deed="birthday corrected").exists()


def test_who_may_only_read_changes_nothing_and_sees_no_form(cast: Cast) -> None:
    who, client = somebody(cast), signed_in(cast.reader)
    assert correct(client, who).status_code == 403
    assert "Write down the birthday" not in text(client.get(f"/panel/members/{who.pk}/"))
    assert not Birthday.objects.exists()


def test_the_stranger_finds_nobody(cast: Cast) -> None:
    who = somebody(cast)
    assert correct(signed_in(cast.stranger), who).status_code == 404
    assert not Birthday.objects.exists()
