"""A member's tier in the panel: how it stands and why, and perks that staff mark as used."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from loyalty.desk import tier_rounds
from loyalty.desk.work import work
from loyalty.engine.facts import DataRequested
from loyalty.members.models import Member, PrivacyRequest
from loyalty.shops.models import Audit
from loyalty.tiers.models import PerkUse
from tests.cast import NOW, Cast
from tests.panel.story import member, order, signed_in, text

LEVELS: list[dict[str, Any]] = [
    {"id": "leaf", "at": "0", "title": "Leaf"},
    {
        "id": "silver",
        "at": "60.00",
        "title": "Silver",
        "perks": [
            {"id": "upgrade", "title": "Free upgrade", "quota": 2},
            {"id": "early", "title": "Early access", "tag": "early-access"},
        ],
    },
    {"id": "gold", "at": "250.00", "title": "Gold"},
]
TIERS = {"by": "spend", "window": {"rolling_months": 12}, "levels": LEVELS, "grace_days": 30}
LATER = NOW + timedelta(days=2)


def with_tiers(cast: Cast) -> Member:
    """Customer 7001, silver by an order of 64.90."""
    version = cast.programme.versions.get()
    version.document |= {"tiers": TIERS}
    version.save()
    order(cast.shop, "1001", 2800, 3690)
    return member(cast.shop)


@pytest.fixture
def silver(cast: Cast) -> Member:
    return with_tiers(cast)


def page(client: Client, who: Member) -> str:
    with time_machine.travel(LATER, tick=False):
        return text(client.get(f"/panel/members/{who.pk}/"))


def use(client: Client, who: Member, perk: str = "upgrade", key: str = "") -> Any:
    fields = {"perk": perk, "key": key or str(uuid4())}
    with time_machine.travel(LATER, tick=False):
        return client.post(f"/panel/members/{who.pk}/perks/", fields)


def test_the_page_says_the_tier_since_when_why_and_what_is_next(cast: Cast, silver: Member) -> None:
    said = page(signed_in(cast.reader), silver)
    for words in (
        "Silver", "since 1 Mar 2026", "$185.10 to Gold", "Leaf → Silver", "$64.90 (needed: $60.00)",
        "that reaches Silver",
        "2 of 2 left", "by the tag “early-access” in the store", "Next review",
    ):  # fmt: skip
        assert words in said, words
    assert "Mark used" not in said, "a reader changes nothing"


def test_staff_mark_uses_until_there_are_none_and_undo_one(cast: Cast, silver: Member) -> None:
    client = signed_in(cast.staff)
    assert "said=perk_used" in use(client, silver).url
    assert "1 of 2 left" in page(client, silver)
    use(client, silver)
    assert "said=perk_used_up" in use(client, silver).url
    said = page(client, silver)
    assert "0 of 2 left" in said
    assert "Mark used" not in said
    row = PerkUse.objects.earliest("pk")
    assert "perk_undone" in client.post(f"/panel/members/{silver.pk}/perks/{row.pk}/undo/")["Location"]
    assert "perk_not_undone" in client.post(f"/panel/members/{silver.pk}/perks/{row.pk}/undo/")["Location"]
    assert PerkUse.objects.count() == 3
    assert sorted(Audit.objects.values_list("deed", flat=True)) == ["perk undone", "perk used", "perk used"]


def test_a_form_sent_twice_is_one_use(cast: Cast, silver: Member) -> None:
    client, key = signed_in(cast.staff), str(uuid4())
    use(client, silver, key=key)
    use(client, silver, key=key)
    use(client, silver, key="no key")
    assert PerkUse.objects.count() == 1


def test_a_perk_without_quota_or_of_another_tier_is_not_marked(cast: Cast, silver: Member) -> None:
    client = signed_in(cast.staff)
    for perk in ("early", "nothing", ""):
        assert "no_such_perk" in use(client, silver, perk).url
    assert not PerkUse.objects.exists()


def test_a_stranger_and_a_reader_mark_and_undo_nothing(cast: Cast, silver: Member) -> None:
    use(signed_in(cast.staff), silver)
    row = PerkUse.objects.get()
    for who, status in ((cast.stranger, 404), (cast.reader, 403)):
        client = signed_in(who)
        assert use(client, silver).status_code == status
        assert client.post(f"/panel/members/{silver.pk}/perks/{row.pk}/undo/").status_code == status
    assert PerkUse.objects.count() == 1


def test_a_use_is_undone_on_its_own_members_page_only(cast: Cast, silver: Member) -> None:
    use(signed_in(cast.staff), silver)
    assert cast.cheat
    row = PerkUse.objects.get()
    signed_in(cast.staff).post(f"/panel/members/{cast.cheat.pk}/perks/{row.pk}/undo/")
    assert PerkUse.objects.count() == 1


def test_a_warning_that_nobody_has_read_is_shown_as_waiting(cast: Cast, silver: Member) -> None:
    tier_rounds.review_due(now=NOW + timedelta(days=450))
    with time_machine.travel(NOW + timedelta(days=451), tick=False):
        said = text(signed_in(cast.owner).get(f"/panel/members/{silver.pk}/"))
    assert "kept until told" in said
    assert "not told yet; the tier waits" in said


def test_without_tiers_the_page_says_nothing_of_them(cast: Cast) -> None:
    order(cast.shop, "1001", 2800)
    assert 'id="tier"' not in page(signed_in(cast.owner), member(cast.shop))


def test_the_list_of_members_goes_by_tier(cast: Cast, silver: Member) -> None:
    order(cast.shop, "1002", 1200, customer="7002")
    client = signed_in(cast.reader)

    def listed(tier: str) -> list[tuple[str, str]]:
        rows = client.get("/panel/members/", {"tier": tier}).context["rows"]
        return [(row.name, row.tier) for row in rows]

    assert listed("silver") == [("Customer 7001", "Silver")]
    assert listed("leaf") == [("Customer 7002", "Leaf")]
    assert listed("gold") == []
    assert len(listed("<b>")) == 2


def test_a_person_is_handed_what_is_held_about_their_tier(cast: Cast, silver: Member) -> None:
    use(signed_in(cast.staff), silver)
    work(shop=cast.shop, told=[(1, DataRequested(customer="7001", request="1"))], now=LATER)
    [about] = PrivacyRequest.objects.get().answer["members"]
    assert (about["tier"]["level"], about["tier"]["perks"][0]["perk"]) == ("silver", "upgrade")
    assert about["tier"]["steps"][0]["to"] == "silver"
