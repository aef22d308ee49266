"""The rules in the panel: edited in a form, kept as a draft, published by an owner, rolled back."""

import re
from copy import deepcopy
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from loyalty.panel.earning import stamp
from loyalty.panel.earning_form import RulesForm
from loyalty.programmes.models import Draft, Version
from loyalty.shops.models import Audit
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory
from tests.panel.story import signed_in, text

RULES = "/panel/earning/"
FIELDS = {
    "points": "5",
    "per": "1",
    "rounding": "down",
    "hold_days": "0",
    "one": "point",
    "many": "points",
    "join": "on",
    "join_points": "100",
    "clawback": "debt",
    "expiry": "never",
    "base": "1",
    "seen": "",
}


def save(client: Client, **change: str) -> Any:
    return client.post(RULES, {key: value for key, value in (FIELDS | change).items() if value is not None})


def publish(client: Client, *, base: int = 1) -> Any:
    draft = Draft.objects.first()
    return client.post(RULES + "publish/", {"base": base, "seen": stamp(draft)})


def published(cast: Cast) -> list[int]:
    rows = Version.objects.filter(programme=cast.shop.programme_id).order_by("number")
    return list(rows.values_list("number", flat=True))


def test_saving_shows_what_the_draft_would_do_and_changes_nothing_yet(cast: Cast) -> None:
    client = signed_in(cast.staff)
    page = text(client.get(save(client, points="10", hold_days="14").url))
    assert "$24.00 paid" in page
    assert "240 points" in page
    assert "now 120 points" in page
    assert "10 points per $1" in page
    assert "after 14 days" in page
    assert "Item A × 1: $24.00 → 240 points" in page
    assert published(cast) == [1]
    assert Audit.objects.get(shop=cast.shop).deed == "draft"


def test_an_owner_publishes_the_draft_as_the_next_version(cast: Cast) -> None:
    client = signed_in(cast.owner)
    save(client, points="10")
    assert publish(client).status_code == 302
    assert published(cast) == [1, 2]
    made = Version.objects.get(programme=cast.shop.programme_id, number=2)
    assert made.document["earning"][0]["award"] == {"points": 10, "per": "1"}
    assert made.published_by == "owner"
    assert not Draft.objects.exists()
    assert set(Audit.objects.filter(shop=cast.shop).values_list("deed", flat=True)) == {"draft", "publish"}


@pytest.mark.parametrize("who", ["staff", "reader"])
def test_only_an_owner_publishes(cast: Cast, who: str) -> None:
    save(signed_in(cast.owner), points="10")
    client = signed_in(getattr(cast, who))
    assert publish(client).status_code == 403
    assert published(cast) == [1]
    assert "Publish as version" not in text(client.get(RULES))


def test_a_reader_sees_the_rules_and_no_form(cast: Cast) -> None:
    client = signed_in(cast.reader)
    page = text(client.get(RULES))
    assert "5 points per $1" in page
    assert '<form method="post" action="/panel/earning' not in page
    for path in (RULES, RULES + "rebase/", RULES + "drop/", RULES + "versions/1/"):
        assert client.post(path, FIELDS).status_code == 403
    assert not Draft.objects.exists()


def test_a_stranger_works_on_the_strangers_own_rules_only(cast: Cast) -> None:
    save(signed_in(cast.owner), points="10")
    VersionFactory.create(programme=cast.shop.programme, number=2)
    client = signed_in(cast.stranger)
    assert client.get(RULES + "versions/2/").status_code == 404
    save(client, points="77")
    client.post(RULES + "drop/", {"seen": ""})
    mine = Draft.objects.get(programme=cast.shop.programme_id)
    assert mine.document["earning"][0]["award"]["points"] == 10


def test_a_wrong_entry_is_told_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    client = signed_in(cast.staff)
    response = save(client, points="many", per="0", hold_days="999", one="Leaf")
    assert response.status_code == 422
    page = text(response)
    for typed in ("many", "0", "999", "Leaf"):
        assert f'value="{typed}"' in page
    assert "Enter a whole number." in page
    assert "Ensure this amount is above zero." in page
    assert page.count('aria-invalid="true"') == 3
    assert not Draft.objects.exists()


def test_joining_without_points_is_asked_for(cast: Cast) -> None:
    response = save(signed_in(cast.staff), join_points="")
    assert response.status_code == 422
    assert "Say how many points joining gives" in text(response)
    assert not Draft.objects.exists()


def test_what_only_the_engine_refuses_stands_beside_its_field_too() -> None:
    from_engine = RulesForm(FIELDS, currency="USD")
    assert from_engine.is_valid()
    rules = [{"on": "joined"}, {"on": "order_paid", "award": {"points": 1, "per": "0.001"}}]
    bad = type("Bad", (), {"errors": [("earning.1.award.per", "too fine"), ("earning.5.id", "odd")]})()
    from_engine.refuse(bad, {"earning": rules})
    assert from_engine.errors["per"] == ["too fine"]
    assert from_engine.errors["__all__"] == ["earning.5.id: odd"]


def test_rules_the_form_does_not_know_stay_as_they_are(cast: Cast) -> None:
    document = deepcopy(DOCUMENT)
    second = {
        "id": "shipping-bonus",
        "on": "order_paid",
        "award": {"points": 1, "per": "10.00"},
        "hold_days": 3,
    }
    document["earning"].insert(1, second)
    VersionFactory.create(programme=cast.shop.programme, number=2, document=document)
    client = signed_in(cast.staff)
    assert "1 more rule, “shipping-bonus”" in text(client.get(RULES))
    save(client, base="2", points="6")
    kept = Draft.objects.get().document
    assert [rule["id"] for rule in kept["earning"]] == ["order", "shipping-bonus", "welcome"]
    assert second.items() <= kept["earning"][1].items()
    assert kept["earning"][0]["award"]["points"] == 6
    assert kept["points"]["value"] == "0.01"
    assert kept["name"] == "Tea points"


def test_switching_the_welcome_off_removes_it_and_says_so(cast: Cast) -> None:
    client = signed_in(cast.staff)
    values = {key: value for key, value in FIELDS.items() if key != "join"}
    page = text(client.get(client.post(RULES, values)["Location"]))
    assert [rule["id"] for rule in Draft.objects.get().document["earning"]] == ["order"]
    assert "Joining gives" in page
    assert "removed" in page


def test_a_shop_without_any_version_starts_from_a_proposal(cast: Cast) -> None:
    Version.objects.filter(programme=cast.shop.programme_id).delete()
    client = signed_in(cast.owner)
    assert "nobody earns before you publish" in text(client.get(RULES))
    save(client, base="0")
    publish(client, base=0)
    assert published(cast) == [1]


def test_who_published_first_wins_and_the_other_is_told_and_loses_nothing(cast: Cast) -> None:
    early, late = signed_in(cast.owner), signed_in(cast.owner)
    late.get(RULES)
    save(early, points="10")
    publish(early)
    save(late, points="7")
    response = publish(late)
    page = text(response)
    assert response.status_code == 409
    assert "Your draft was not published." in page
    assert "owner published version 2" in page
    assert published(cast) == [1, 2]
    assert Draft.objects.get().document["earning"][0]["award"]["points"] == 7
    late.post(RULES + "rebase/", {"newest": "2"})
    assert publish(late, base=2).status_code == 302
    assert published(cast) == [1, 2, 3]


def test_a_draft_that_changed_since_one_looked_is_not_published(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    save(owner, points="10")
    seen = stamp(Draft.objects.get())
    save(signed_in(cast.staff), points="500", seen=seen)
    response = owner.post(RULES + "publish/", {"base": 1, "seen": seen})
    assert "draft_changed" in response["Location"]
    assert published(cast) == [1]
    owner.post(RULES + "drop/", {"seen": seen})
    assert Draft.objects.get().document["earning"][0]["award"]["points"] == 500


def test_somebody_elses_newer_draft_is_not_overwritten_unawares(cast: Cast) -> None:
    save(signed_in(cast.owner), points="10")
    client = signed_in(cast.staff)
    response = save(client, points="3")
    page = text(response)
    assert response.status_code == 409
    assert "owner saved a draft" in page
    assert 'name="points" value="3"' in page
    assert Draft.objects.get().document["earning"][0]["award"]["points"] == 10
    seen = re.search(r'name="seen" value="([^"]+)"[^>]*id="id_seen"', page)
    assert seen
    assert save(client, points="3", seen=seen[1]).status_code == 302
    assert Draft.objects.get().document["earning"][0]["award"]["points"] == 3


@pytest.mark.django_db(transaction=True)
def test_two_people_publish_at_once_and_one_wins() -> None:
    cast = Cast()
    save(signed_in(cast.owner), points="10")
    ready = Barrier(2)
    answers = []
    both = [signed_in(cast.owner), signed_in(cast.owner)]
    seen = stamp(Draft.objects.get())

    def press(client: Client) -> None:
        ready.wait()
        answers.append(client.post(RULES + "publish/", {"base": 1, "seen": seen}).status_code)
        connection.close()

    threads = [Thread(target=press, args=(client,)) for client in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert published(cast) == [1, 2]


def test_going_back_makes_a_draft_of_the_old_version_and_publishing_it_a_new_one(cast: Cast) -> None:
    client = signed_in(cast.owner)
    save(client, points="10")
    publish(client)
    page = text(client.get(RULES + "versions/1/"))
    assert "What going back would change in version 2" in page
    client.post(RULES + "versions/1/")
    assert published(cast) == [1, 2]
    assert publish(client, base=2).status_code == 302
    rows = Version.objects.filter(programme=cast.shop.programme_id).order_by("number")
    assert [row.document["earning"][0]["award"]["points"] for row in rows] == [5, 10, 5]


def test_the_example_follows_what_is_typed_and_saves_nothing(cast: Cast) -> None:
    client = signed_in(cast.reader)
    assert text(client.get(RULES + "example/", FIELDS)) == "$64.90 of goods → 324 points"
    leaves = FIELDS | {"one": "leaf", "many": "leaves", "points": "1"}
    assert text(client.get(RULES + "example/", leaves)) == "$64.90 of goods → 64 leaves"
    for wrong in ({"points": "x"}, {"per": "0"}, {"per": ""}, {"points": "9" * 5000}):
        assert "Fill in points and amount" in text(client.get(RULES + "example/", FIELDS | wrong))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("currency", "words"), [("JPY", "¥6,490 of goods"), ("KWD", "64.900 of goods")])
def test_money_is_the_shops(cast: Cast, currency: str, words: str) -> None:
    cast.shop.currency = currency
    cast.shop.save()
    page = text(signed_in(cast.owner).get(RULES)).replace("\xa0", " ")
    assert words in page
    assert currency in page


def test_names_with_markup_stay_text(cast: Cast) -> None:
    client = signed_in(cast.owner)
    page = text(client.get(save(client, one='"><b>x', many="{{ 7|add:7 }}").url))
    assert "<b>x" not in page
    assert "14" not in page.split("{{ 7|add:7 }}", 1)[0][-20:]
    assert "{{ 7|add:7 }}" in page


def test_times_are_those_of_the_shop(cast: Cast) -> None:
    cast.shop.timezone = "America/New_York"
    cast.shop.save()
    VersionFactory.create(programme=cast.shop.programme, number=2, published_at=NOW)
    assert "1 Mar 2026, 07:00" in text(signed_in(cast.reader).get(RULES))


def test_the_history_names_number_time_and_person(cast: Cast) -> None:
    VersionFactory.create(
        programme=cast.shop.programme, number=2, published_at=NOW, published_by="ann@tea.example"
    )
    page = text(signed_in(cast.reader).get(RULES))
    assert "Version 2" in page
    assert "1 Mar 2026, 12:00" in page
    assert "ann@tea.example" in page
