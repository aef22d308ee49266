"""Who gets into the panel, how far, and into which shop. tests/security walks every address with everybody."""

from typing import Any

from django.test import Client

from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Transaction
from loyalty.panel.language import LanguageForm
from loyalty.panel.models import Preference
from loyalty.panel.urls import urlpatterns
from loyalty.programmes.models import Version
from loyalty.shops.models import Audit, Staff
from loyalty.tiers.models import PerkUse
from tests.cast import Cast, StaffFactory
from tests.panel.story import busy_member, clients, delivery, signed_in, text

NAMES = {str(pattern.name): pattern for pattern in urlpatterns}
WRITES = {name: vars(pattern.callback)["panel_guard"] for name, pattern in NAMES.items()}
EVERYBODY = ("language", "choose_shop")


def left_behind() -> tuple[int, ...]:
    """What no refused visitor may change."""
    kept = (Version, Transaction, Audit, Preference, PerkUse)
    return (
        *(model.objects.count() for model in kept),
        Delivery.objects.filter(state="parked").count(),
        Staff.objects.filter(role="owner").count(),
    )


def test_a_stranger_finds_none_of_our_members_and_deliveries(cast: Cast) -> None:
    who, row = busy_member(cast.shop), delivery(cast.shop, state="parked")
    client, before = signed_in(cast.stranger), left_behind()
    for path in (f"members/{who.pk}/", f"deliveries/{row.pk}/"):
        assert client.get(f"/panel/{path}").status_code == 404
    for path in (f"members/{who.pk}/adjust/", f"deliveries/{row.pk}/resend/"):
        fields = {"points": "5", "why": "mine now", "key": "a", "confirm": "1"}
        assert client.post(f"/panel/{path}", fields).status_code == 404
    assert left_behind() == before


def test_a_stranger_sees_nothing_of_ours(cast: Cast) -> None:
    busy_member(cast.shop)
    delivery(cast.shop, state="parked")
    client = signed_in(cast.stranger)
    for path in ("", "members/", "members/?q=7001", "deliveries/", "earning/", "settings/"):
        page = text(client.get(f"/panel/{path}"))
        assert "The other shop" in page
        for ours in ("The tea shop", "tea.myshopify.com", "Customer 7001", "Oolong"):
            assert ours not in page, path


def test_a_stranger_cannot_switch_to_our_shop_nor_change_our_roles(cast: Cast) -> None:
    client = signed_in(cast.stranger)
    ours = Staff.objects.get(user=cast.owner)
    assert client.post("/panel/shop/", {"shop": cast.shop.pk}).status_code == 404
    assert client.post(f"/panel/settings/staff/{ours.pk}/", {"role": "reader"}).status_code == 404
    ours.refresh_from_db()
    assert ours.role == "owner"
    assert "The tea shop" not in text(client.get("/panel/"))


def test_a_parked_delivery_of_ours_survives_a_strangers_resend_all(cast: Cast) -> None:
    row = delivery(cast.shop, state="parked")
    signed_in(cast.stranger).post("/panel/deliveries/resend/")
    row.refresh_from_db()
    assert row.state == "parked"


def test_staff_cannot_do_what_only_owners_may(cast: Cast) -> None:
    chief = Staff.objects.get(user=cast.owner)
    client, before = signed_in(cast.staff), left_behind()
    for path in ("earning/publish/", f"settings/staff/{chief.pk}/"):
        assert client.post(f"/panel/{path}", {"role": "reader"}).status_code == 403
    assert left_behind() == before


def test_readers_write_only_what_concerns_themselves() -> None:
    assert {name for name, role in WRITES.items() if role == "reader"} == set(EVERYBODY)
    assert LanguageForm({"language": "tlh"}).errors


def test_an_owner_and_staff_may_adjust_and_resend(cast: Cast) -> None:
    who = busy_member(cast.shop)
    people = clients(cast)
    for name in ("owner", "staff"):
        row = delivery(cast.shop, state="parked")
        assert people[name].post(f"/panel/deliveries/{row.pk}/resend/").status_code == 302
        row.refresh_from_db()
        assert row.state == "ready"
    fields: dict[str, Any] = {"points": "5", "why": "a gift", "confirm": "1"}
    fields["key"] = "5f6cb2f6-2fd7-4f1e-9b8e-3f3f2b6e5a01"
    before = Transaction.objects.filter(kind="adjustment").count()
    response = people["owner"].post(f"/panel/members/{who.pk}/adjust/", fields)
    assert response.status_code == 302
    assert Transaction.objects.filter(kind="adjustment").count() == before + 1


def test_an_owner_may_change_roles_but_not_the_last_owners(cast: Cast) -> None:
    client = signed_in(cast.owner)
    chief, helper = Staff.objects.get(user=cast.owner), Staff.objects.get(user=cast.staff)
    client.post(f"/panel/settings/staff/{helper.pk}/", {"role": "reader"})
    said = client.post(f"/panel/settings/staff/{chief.pk}/", {"role": "reader"})
    helper.refresh_from_db()
    chief.refresh_from_db()
    assert (helper.role, chief.role) == ("reader", "owner")
    assert said["Location"].endswith("?said=last_owner")
    assert Audit.objects.filter(shop=cast.shop, deed="role").count() == 1


def test_a_post_without_its_token_changes_nothing(cast: Cast) -> None:
    row = delivery(cast.shop, state="parked")
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/panel/deliveries/{row.pk}/resend/").status_code == 403
    row.refresh_from_db()
    assert row.state == "parked"


def test_somebody_of_two_shops_sees_the_chosen_one_in_the_role_held_there(cast: Cast) -> None:
    StaffFactory.create(shop=cast.other_shop, user=cast.owner, role="reader")
    client = signed_in(cast.owner)
    assert client.get("/panel/").context["shop"] == cast.shop
    client.post("/panel/shop/", {"shop": cast.other_shop.pk})
    assert client.get("/panel/").context["shop"] == cast.other_shop
    row = delivery(cast.other_shop, state="parked")
    assert client.post(f"/panel/deliveries/{row.pk}/resend/").status_code == 403
