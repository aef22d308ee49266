"""Limits in the settings, and requests for a second person in the panel."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from loyalty.adjustments.models import Answer, Limits, Request
from loyalty.desk.privacy import erase
from loyalty.shops.models import Audit
from tests.adjustments.desk import adjustments, available, limit
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

REQUESTS, LIMITS = "/panel/requests/", "/panel/settings/limits/"


def ask(cast: Cast, points: int = 500, *, user: str = "staff") -> Request:
    limit(cast, largest=10, second=True)
    fields = {"points": points, "why": "Sorry", "key": str(uuid4()), "confirm": "1"}
    path = f"/panel/members/{cast.loyal.pk}/adjust/"
    said = signed_in(getattr(cast, user)).post(path, fields)
    assert said["Location"].endswith("?said=adjustment_asked")
    return Request.objects.latest("id")


def answer(client: Client, row: Request, deed: str, why: str = "") -> Any:
    return client.post(f"{REQUESTS}{row.pk}/", {"deed": deed, "why": why})


def test_an_owner_sets_the_limits_and_takes_them_away(cast: Cast) -> None:
    client = signed_in(cast.owner)
    fields = {"largest": "100", "a_day": "500", "second_person": "on"}
    assert "The limits are changed." in text(client.post(LIMITS, fields, follow=True))
    row = Limits.objects.get(shop=cast.shop)
    assert (row.largest, row.a_day, row.second_person) == (100, 500, True)
    assert 'value="100"' in text(client.get("/panel/settings/"))
    client.post(LIMITS, {"largest": "", "a_day": ""})
    row.refresh_from_db()
    assert (row.largest, row.a_day, row.second_person) == (None, None, False)
    assert Audit.objects.filter(shop=cast.shop, deed="adjustment limits").count() == 2


@pytest.mark.parametrize("bad", ["0", "-1", "1.5", "x", "9" * 30, "\0"])
def test_a_limit_without_sense_changes_nothing_and_stays_to_be_corrected(cast: Cast, bad: str) -> None:
    response = signed_in(cast.owner).post(LIMITS, {"largest": bad, "a_day": "7"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)
    assert not Limits.objects.exists()


@pytest.mark.parametrize("name", ["staff", "reader"])
def test_only_owners_change_limits_but_everybody_sees_them(cast: Cast, name: str) -> None:
    limit(cast, largest=4321)
    client = signed_in(getattr(cast, name))
    assert client.post(LIMITS, {"largest": "9999"}).status_code == 403
    assert Limits.objects.get(shop=cast.shop).largest == 4321
    page = text(client.get("/panel/settings/"))
    assert "4,321" in page
    assert LIMITS not in page


def test_above_the_limit_the_effect_says_that_somebody_must_agree(cast: Cast) -> None:
    limit(cast, largest=10, second=True)
    fields = {"points": "11", "why": "Sorry", "key": str(uuid4())}
    page = text(signed_in(cast.staff).post(f"/panel/members/{cast.loyal.pk}/adjust/", fields))
    assert "This needs a second person." in page
    assert "One person may adjust at most 10 points at once." in page
    assert not Request.objects.exists()


@pytest.mark.parametrize("confirm", ["", "1"])
def test_where_nobody_can_agree_the_field_says_the_limit(cast: Cast, confirm: str) -> None:
    limit(cast, largest=10)
    fields = {"points": "11", "why": "Sorry", "key": str(uuid4())} | ({"confirm": "1"} if confirm else {})
    response = signed_in(cast.owner).post(f"/panel/members/{cast.loyal.pk}/adjust/", fields)
    assert response.status_code == 422
    assert "at most 10 points at once" in text(response)
    assert adjustments() == 0


def test_a_waiting_request_shows_in_the_navigation_and_with_its_effect(cast: Cast) -> None:
    ask(cast)
    client = signed_in(cast.owner)
    assert '<span class="badge care">1<span class="unseen"> waiting</span></span>' in text(
        client.get("/panel/")
    )
    page = text(client.get(REQUESTS))
    for words in ("Customer 7001", "+500", "Sorry", "0 → <strong>500</strong>", "Approve +500"):
        assert words in page


def test_a_second_person_approves_in_the_panel(cast: Cast) -> None:
    row = ask(cast)
    client = signed_in(cast.owner)
    assert "Approved: the balance is adjusted." in text(
        client.post(f"{REQUESTS}{row.pk}/", {"deed": "approve"}, follow=True)
    )
    assert available(cast.loyal) == 500
    page = text(client.get(REQUESTS))
    assert "Nothing waits" in page
    assert "approved" in page
    assert "badge care" not in page
    assert answer(client, row, "approve")["Location"].endswith("said=answered_before")
    assert adjustments() == 1


def test_who_asked_may_only_withdraw(cast: Cast) -> None:
    row = ask(cast, user="owner")
    client = signed_in(cast.owner)
    page = text(client.get(REQUESTS))
    assert "Withdraw" in page
    assert 'value="approve"' not in page
    assert answer(client, row, "approve")["Location"].endswith("said=not_yours")
    assert answer(client, row, "refuse", "no")["Location"].endswith("said=not_yours")
    assert adjustments() == 0
    assert answer(client, row, "withdraw")["Location"].endswith("said=withdrawn")
    assert Answer.objects.get(request=row).kind == "withdrawn"


def test_a_refusal_without_a_reason_is_asked_for_one(cast: Cast) -> None:
    row = ask(cast)
    client = signed_in(cast.owner)
    response = answer(client, row, "refuse", "  ")
    assert response.status_code == 422
    assert "Say why" in text(response)
    assert not Answer.objects.exists()
    assert answer(client, row, "refuse", "Too much")["Location"].endswith("said=refused")
    assert "Too much" in text(client.get(REQUESTS))
    assert adjustments() == 0


@pytest.mark.parametrize("deed", ["approve", "refuse", "withdraw"])
def test_neither_reader_nor_stranger_answers(cast: Cast, deed: str) -> None:
    row = ask(cast)
    assert answer(signed_in(cast.reader), row, deed, "no").status_code == 403
    assert answer(signed_in(cast.stranger), row, deed, "no").status_code == 404
    assert (adjustments(), Answer.objects.count()) == (0, 0)
    assert 'name="deed"' not in text(signed_in(cast.reader).get(REQUESTS))
    assert "Customer 7001" not in text(signed_in(cast.stranger).get(REQUESTS))


def test_what_cannot_be_posted_any_more_can_only_be_refused(cast: Cast) -> None:
    taken, given = ask(cast, -500), ask(cast)
    erase(shop=cast.shop, member=cast.loyal, now=NOW)
    client = signed_in(cast.owner)
    page = text(client.get(REQUESTS))
    assert "it can only be refused" in page
    assert 'value="approve"' not in page
    assert answer(client, given, "approve")["Location"].endswith("said=member_gone")
    assert answer(client, taken, "refuse", "gone")["Location"].endswith("said=refused")
    assert adjustments() == 0


def test_an_unknown_answer_is_a_404(cast: Cast) -> None:
    row = ask(cast)
    client = signed_in(cast.owner)
    assert answer(client, row, "bless").status_code == 404
    assert client.post(f"{REQUESTS}{'9' * 30}/", {"deed": "approve"}).status_code == 404
    assert adjustments() == 0


def test_a_reason_with_markup_stays_text(cast: Cast) -> None:
    row = ask(cast)
    Request.objects.filter(pk=row.pk).update(why="<img src=x onerror=alert(1)>{{ 7 }}")
    page = text(signed_in(cast.owner).get(REQUESTS))
    assert "<img" not in page
    assert "{{ 7 }}" in page
