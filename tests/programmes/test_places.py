"""Where two documents differ."""

from loyalty.engine.document import parse
from loyalty.panel.document_words import all_changes, all_in_words, by_place
from loyalty.programmes.places import NOTHING, Place, places
from tests.cast import DOCUMENT

TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "all", "at": "0"}, {"id": "top", "title": "Top", "at": "30.00"}],
}


def test_documents_that_say_the_same_differ_nowhere() -> None:
    assert list(places(DOCUMENT, DOCUMENT)) == []


def test_things_with_ids_are_compared_wherever_they_stand() -> None:
    one, other = {"id": "a", "n": 1}, {"id": "b", "n": 1}
    assert list(places({"rules": [one, other]}, {"rules": [other, one]})) == []
    found = list(places({"rules": [one, other]}, {"rules": [other | {"n": 2}]}))
    assert found == [Place(("rules", "b", "n"), 1, 2), Place(("rules", "a"), one, NOTHING)]


def test_a_list_without_ids_is_told_whole() -> None:
    assert list(places({"days": [30, 7]}, {"days": [7]})) == [Place(("days",), [30, 7], [7])]


def test_a_new_section_is_told_without_its_defaults() -> None:
    found = all_changes(parse(DOCUMENT), parse(DOCUMENT | {"tiers": TIERS}), currency="USD")
    assert [(one.label, one.before, one.after) for one in found] == [
        ("Tiers › counted by", "", "what is spent"),
        ("Tiers › time that counts", "", "for life"),
        ("Tiers › level › “all”", "", "Everybody begins here"),
        ("Tiers › level › “Top”", "", "from $30.00 spent"),
    ]


def test_a_change_back_to_the_default_is_told() -> None:
    graced, plain = (parse(DOCUMENT | {"tiers": TIERS | {"grace_days": days}}) for days in (30, 0))
    found = all_changes(graced, plain, currency="USD")
    assert [(one.label, one.before, one.after) for one in found] == [("Tiers › days of grace", "30", "0")]


def test_what_has_a_sentence_is_not_told_twice() -> None:
    earning = [DOCUMENT["earning"][0] | {"award": {"points": 7, "per": "1.00"}}]
    before, after = parse(DOCUMENT), parse(DOCUMENT | {"earning": earning})
    assert [one.label for one in all_changes(before, after, currency="USD")] == [
        "Orders earn",
        "Joining gives",
    ]
    assert [one.label for one in by_place(before, after)] == [
        "Earning › “order” › gives › points",
        "Earning › “welcome”",
    ]


def test_rewards_and_referrals_are_told_of_a_document() -> None:
    reward = {"id": "five-off", "kind": "amount_off", "cost": 500, "amount": "5.00"}
    document = parse(DOCUMENT | {"rewards": [reward], "referral": {"friend": {"points": 50}}})
    told = dict(all_in_words(document, currency="USD"))
    assert told["Rewards › “five-off”"] == "$5.00 off for 500 points"
    assert told["Referrals › the friend gets"] == "points 50"


def test_a_new_part_is_told_in_its_sentences_and_nothing_of_it_is_left_out() -> None:
    card = {
        "id": "card",
        "title": "Tenth cup free",
        "text": "On the house",
        "goals": [{"count": "stamps", "reach": 10}],
        "award": {"points": 5},
        "until": "2027-01-01T00:00",
    }
    stamps = {"id": "stamps", "one": "stamp", "many": "stamps"}
    cap = {"id": "daily", "points": 500, "per": "day"}
    double = {"id": "double", "title": "Double week", "multiplier": "2", "budget": 900}
    perk = {"id": "early", "title": "Early access", "tag": "early-access"}
    club = {"id": "club", "title": "Club", "sku": "CLUB", "period": "year", "perks": [perk]}
    more = {"currencies": [stamps], "missions": [card], "caps": [cap], "campaigns": [double]}
    after = parse(DOCUMENT | {"schema": 2, "memberships": [club]} | more)
    found = {one.label: one.after for one in all_changes(parse(DOCUMENT), after, currency="USD")}
    assert found == {
        "Currencies › “stamps”": "One stamp, several stamps; never expire",
        "Campaigns › “Double week”": "Points × 2; Budget: 900 points",
        "Limits › “daily”": "At most 500 points a day; each member",
        "Missions › “Tenth cup free”": "10 stamps: 5 points, again and again; Until 1 Jan 2027, 00:00; "
        "text On the house",
        "Memberships › “Club”": "For a year with SKU CLUB; Early access; perks (title Early access, tag early-access)",
    }
    gone = [
        one for one in all_changes(after, parse(DOCUMENT), currency="USD") if one.label.startswith("Miss")
    ]
    assert (gone[0].before[:10], gone[0].after) == ("10 stamps:", "")
