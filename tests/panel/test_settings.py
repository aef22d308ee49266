"""The settings: people and their roles, the language, what was done by whom."""

from datetime import timedelta

import pytest

from loyalty.panel.models import Preference
from loyalty.shops.models import Audit, Staff
from tests.cast import NOW, Cast, StaffFactory
from tests.panel.story import signed_in, text

SETTINGS = "/panel/settings/"


def role_of(row: Staff) -> str:
    row.refresh_from_db()
    return row.role


def test_the_particulars_and_the_people_of_the_shop_are_shown(cast: Cast) -> None:
    StaffFactory.create(shop=cast.shop, user=None, subject="4711", role="reader", since=NOW)
    page = text(signed_in(cast.owner).get(SETTINGS))
    for words in ("The tea shop", "tea.myshopify.com", "USD", "UTC", "owner", "User 4711 of the store"):
        assert words in page


def test_an_owner_changes_a_role_and_it_stands_in_the_audit(cast: Cast) -> None:
    row, client = Staff.objects.get(user=cast.staff), signed_in(cast.owner)
    response = client.post(f"{SETTINGS}staff/{row.pk}/", {"role": "reader"}, follow=True)
    assert "The role is changed." in text(response)
    assert role_of(row) == "reader"
    line = Audit.objects.get(shop=cast.shop)
    assert (line.actor, line.deed) == ("owner", "role")
    assert line.detail == {"staff": row.pk, "before": "staff", "after": "reader"}
    assert "changed a role" in text(client.get(SETTINGS))


def test_the_last_owner_stays_until_there_is_another(cast: Cast) -> None:
    row, client = Staff.objects.get(user=cast.owner), signed_in(cast.owner)
    refused = client.post(f"{SETTINGS}staff/{row.pk}/", {"role": "staff"}, follow=True)
    assert "The shop needs an owner" in text(refused)
    assert role_of(row) == "owner"
    assert not Audit.objects.exists()
    StaffFactory.create(shop=cast.shop, role="owner")
    client.post(f"{SETTINGS}staff/{row.pk}/", {"role": "staff"})
    assert role_of(row) == "staff"


def test_a_role_nobody_has_heard_of_changes_nothing(cast: Cast) -> None:
    row = Staff.objects.get(user=cast.staff)
    for fields in ({"role": "emperor"}, {}):
        assert signed_in(cast.owner).post(f"{SETTINGS}staff/{row.pk}/", fields).status_code == 404
    assert role_of(row) == "staff"
    assert not Audit.objects.exists()


@pytest.mark.parametrize("name", ["staff", "reader"])
def test_whoever_may_not_change_roles_sees_no_form_for_it(cast: Cast, name: str) -> None:
    row = Staff.objects.get(user=cast.owner)
    page = text(signed_in(getattr(cast, name)).get(SETTINGS))
    assert f"{SETTINGS}staff/{row.pk}/" not in page
    assert "Owner" in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_the_chosen_language_is_kept_and_is_this_persons_alone(cast: Cast, language: str) -> None:
    client, other = signed_in(cast.reader), signed_in(cast.owner)
    response = client.post(f"{SETTINGS}language/", {"language": language})
    assert response.cookies["django_language"].value == language
    assert Preference.objects.get().language == language
    for path in ("/panel/", SETTINGS):
        assert f'lang="{language}"' in text(client.get(path)).replace("</select>", "")
        assert client.get(path).context["visitor"].staff.preference.language == language
    assert client.get(SETTINGS).context["language"] == language
    assert signed_in(cast.reader).get(SETTINGS).context["language"] == language
    assert other.get(SETTINGS).context["language"] == "en"


def test_a_language_the_panel_does_not_speak_is_not_kept(cast: Cast) -> None:
    client = signed_in(cast.reader)
    client.post(f"{SETTINGS}language/", {"language": "tlh"})
    assert not Preference.objects.exists()
    assert client.get(SETTINGS).context["language"] == "en"


def test_the_latest_twenty_deeds_of_this_shop_are_shown(cast: Cast) -> None:
    for n in range(25):
        at = NOW + timedelta(minutes=n)
        Audit.objects.create(shop=cast.shop, at=at, actor=f"person-{n}.", deed="publish")
    Audit.objects.create(shop=cast.other_shop, at=NOW, actor="somebody else", deed="publish")
    page = text(signed_in(cast.reader).get(SETTINGS))
    assert "person-24." in page
    assert "person-5." in page
    assert "person-4." not in page
    assert "somebody else" not in page
