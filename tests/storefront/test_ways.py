"""Ways to earn that shoppers walk through the proxy: offered, opened by a signed link, said, told how they stand."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.activities.models import Activity, Opening, PlaceCode
from loyalty.activities.place_codes import token
from loyalty.desk.submitting import refuse
from loyalty.ledger.models import Award
from tests.activities.test_checking_in import code
from tests.activities.test_submitting import jpeg
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.shopify.signing import proxied

pytestmark = pytest.mark.django_db
CHEAT = "7003"


@pytest.fixture
def cast(cast: Cast) -> Any:
    assert cast.cheat
    assert cast.newcomer
    with time_machine.travel(NOW, tick=False) as clock:
        cast.clock = clock  # type: ignore[attr-defined]
        yield published(cast)


def ask(client: Client, cast: Cast, path: str, customer: str = CHEAT) -> Any:
    """A path of a page's link, as the store's proxy asks for it."""
    where, _, query = path.removeprefix("/apps/rewards/").partition("?")
    asked: dict[str, Any] = dict(pair.split("=", 1) for pair in query.split("&")) if query else {}
    return client.get(f"/proxy/{where}?{proxied(cast.shop.domain, customer, **asked)}")


def send(client: Client, cast: Cast, page: str, path: str = "way", customer: str = CHEAT, **more: Any) -> Any:
    """The page's form."""
    boxes = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(f"/proxy/{path}?{proxied(cast.shop.domain, customer)}", boxes | more)


def way(client: Client, cast: Cast, rule: str = "follow-us", customer: str = CHEAT) -> dict[str, Any]:
    told = ask(client, cast, "data", customer).json()["earn"]
    found: dict[str, Any] = next(one for one in told if one["id"] == rule)
    return found


def link(page: str, path: str = "go") -> str:
    found = re.search(rf'href="(/apps/rewards/{path}\?[^"]+)"', page)
    assert found, page
    return unescape(found[1])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_following_is_offered_opened_said_held_and_done(client: Client, cast: Cast) -> None:
    offered = way(client, cast)
    assert (offered["title"], offered["text"], offered["state"]) == (
        "Follow us on Instagram",
        "50 points",
        "do",
    )
    page = text(ask(client, cast, offered["href"]))
    early = send(client, cast, page)
    assert (early.status_code, "Open it with the button above first." in text(early)) == (409, True)
    gone = ask(client, cast, link(page))
    assert (gone.status_code, gone["Location"]) == (302, "https://www.instagram.com/leaf/")
    quick = send(client, cast, page)
    assert (quick.status_code, "come back in 10 seconds" in text(quick)) == (409, True)
    assert not Activity.objects.exists()
    cast.clock.move_to(NOW + timedelta(seconds=11))  # type: ignore[attr-defined]
    done = send(client, cast, page)
    assert (done.status_code, "ready on March 4, 2026" in text(done)) == (200, True)
    assert way(client, cast)["text"] == "50 points · Done; ready on March 4, 2026"
    cast.clock.move_to(NOW + timedelta(days=4))  # type: ignore[attr-defined]
    assert (way(client, cast)["state"], way(client, cast)["text"]) == ("done", "50 points · Done")


def test_a_link_signed_for_somebody_else_or_another_way_opens_nothing(client: Client, cast: Cast) -> None:
    path = link(text(ask(client, cast, "way?way=follow-us")))
    assert cast.loyal
    for refused in (
        ask(client, cast, path, "7001"),
        ask(client, cast, path + "0"),
        ask(client, cast, path, ""),
    ):
        assert refused.status_code == 403
    cast.clock.move_to(NOW + timedelta(hours=1))  # type: ignore[attr-defined]
    assert ask(client, cast, path).status_code == 403
    assert not Opening.objects.exists()


def test_a_form_of_somebody_else_says_nothing(client: Client, cast: Cast) -> None:
    page = text(ask(client, cast, "way?way=follow-us"))
    ask(client, cast, link(page))
    cast.clock.move_to(NOW + timedelta(seconds=30))  # type: ignore[attr-defined]
    assert cast.loyal
    assert send(client, cast, page, customer="7001").status_code == 403
    assert send(client, cast, page, nonce="x").status_code == 403
    assert not Activity.objects.exists()


def test_visitors_sign_in_and_guests_join_first(client: Client, cast: Cast) -> None:
    visitor = text(ask(client, cast, "way?way=follow-us", ""))
    assert "/account/login?return_url=%2Fapps%2Frewards%2Fway%3Fway%3Dfollow-us" in visitor
    guest = text(ask(client, cast, "way?way=follow-us", "7002"))
    assert "Join the programme first" in guest
    for page in (visitor, guest):
        assert "nonce" not in page
        assert "/go?" not in page
    assert way(client, cast, customer="")["state"] == "join"


def test_nonsense_is_answered_kindly(client: Client, cast: Cast) -> None:
    assert ask(client, cast, "way?way=welcome").status_code == 404
    assert ask(client, cast, "way").status_code == 404
    assert ask(client, cast, "go?way=order&t=x").status_code == 404
    query = proxied(cast.shop.domain, CHEAT)
    for body in ("[]", "{", json.dumps({"way": {}}), json.dumps({"way": "follow-us", "nonce": 7})):
        answer = client.post(f"/proxy/way?{query}", body, content_type="application/json")
        assert answer.status_code in (400, 403, 404)
    assert client.post("/proxy/way", {"way": "follow-us"}).status_code == 401


def test_the_page_without_javascript_links_to_it(client: Client, cast: Cast) -> None:
    assert 'href="/apps/rewards/way?way=follow-us"' in text(ask(client, cast, "page"))


def test_a_code_is_scanned_tapped_and_counts_once(client: Client, cast: Cast) -> None:
    path = f"here?c={token(code(cast.shop), 0)}"
    page = text(ask(client, cast, path))
    assert "The tea house" in page
    assert not Activity.objects.exists(), "looking is not checking in"
    done = text(send(client, cast, page, "here"))
    assert "You get 20 points." in done
    again = send(client, cast, page, "here")
    assert (again.status_code, "You have checked in at The tea house today." in text(again)) == (409, True)
    for customer, words in (("", "Sign in, and your visit counts."), ("7002", "Join the programme")):
        assert words in text(ask(client, cast, path, customer))
    theirs = ask(client, cast, f"here?c={token(code(cast.other_shop), 0)}")
    assert (theirs.status_code, "belongs to another shop" in text(theirs)) == (409, True)
    assert ask(client, cast, "here?c=nonsense").status_code == 409
    assert Activity.objects.count() == 1


def test_a_place_that_pays_no_more_says_why(client: Client, cast: Cast) -> None:
    for n in range(3):
        cast.clock.move_to(NOW + timedelta(days=n, hours=20))  # type: ignore[attr-defined]
        page = text(ask(client, cast, f"here?c={token(made(cast), 0)}"))
        done = text(send(client, cast, page, "here"))
    assert "It had been given as often as its limit allows." in done
    assert way(client, cast, "visit-us")["text"] == "20 points · Done; again from March 9, 2026"


def made(cast: Cast) -> PlaceCode:
    return PlaceCode.objects.first() or code(cast.shop)


def test_a_picture_is_sent_taken_back_sent_anew_refused_and_says_why(client: Client, cast: Cast) -> None:
    page = text(ask(client, cast, way(client, cast, "good")["href"]))
    assert "Show the whole jacket, and its label." in page
    none = send(client, cast, page)
    assert (none.status_code, "Choose a picture first." in text(none)) == (400, True)
    wrong = send(client, cast, page, picture=BytesIO(b"MZ"))
    assert (wrong.status_code, "no picture we can open" in text(wrong)) == (400, True)
    assert not Activity.objects.exists()
    page = text(send(client, cast, page, picture=BytesIO(jpeg()), note="The blue one", take_back=""))
    assert way(client, cast, "good")["state"] == "review"
    row = Activity.objects.get()
    assert cast.loyal
    stolen = text(ask(client, cast, "way?way=good", "7001"))
    assert send(client, cast, stolen, customer="7001", take_back=str(row.pk)).status_code == 409
    send(client, cast, page, take_back=str(row.pk))
    page = text(ask(client, cast, "way?way=good"))
    assert "You took it back" in page
    send(client, cast, page, picture=BytesIO(jpeg()), take_back="", key="another-key")
    refuse(activity=Activity.objects.order_by("pk")[1], why="It is not ours.", actor="ann", now=NOW)
    assert way(client, cast, "good")["text"] == "300 points · Not accepted: It is not ours."
    assert "It is not ours." in text(ask(client, cast, "way?way=good"))


def test_a_yes_is_said_and_taken_back(client: Client, cast: Cast) -> None:
    page = text(ask(client, cast, "way?way=letters"))
    assert "You may write to me about tea." in page
    agreed = text(send(client, cast, page))
    assert way(client, cast, "letters")["text"] == "10 points · You said yes"
    assert "Take it back" in agreed
    gone = text(send(client, cast, agreed))
    assert "Yes, I agree" in gone
    send(client, cast, gone, key="another-key")
    assert list(Activity.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "done"]
    assert Award.objects.filter(posted__gt=0).count() == 1, "agreeing again pays nothing more"


def test_questions_are_asked_once(client: Client, cast: Cast) -> None:
    page = text(ask(client, cast, "way?way=about-you"))
    empty = send(client, cast, page, answer_1="  ")
    assert (empty.status_code, "Answer every question" in text(empty)) == (400, True)
    assert "We have your answers." in text(send(client, cast, page, answer_1="Green\0"))
    assert Activity.objects.get().data["answers"] == [["Green or black?", "Green"]]
    send(client, cast, page, answer_1="Black", key="another-key")
    assert Activity.objects.count() == 1


def test_a_link_that_is_handed_on_counts_when_somebody_else_goes_on(client: Client, cast: Cast) -> None:
    page = text(ask(client, cast, "way?way=share-us"))
    mine = "/apps/rewards" + page.partition(f"{cast.shop.domain}/apps/rewards")[2].partition('"')[0]
    visitor = text(ask(client, cast, mine, ""))
    assert 'href="/collections/all"' in visitor
    assert "nonce" not in visitor
    for customer, count in ((CHEAT, 0), ("8100", 1), ("8100", 1), ("8101", 2)):
        landing = text(ask(client, cast, mine, customer))
        assert Activity.objects.count() <= count, "opening it is not going on"
        gone = send(client, cast, landing, "shared", customer)
        assert (gone.status_code, gone["Location"]) == (302, "/collections/all")
        assert Activity.objects.count() == count
    assert ask(client, cast, "shared?s=nonsense", "8100").status_code == 404
