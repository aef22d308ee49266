"""Nobody is sent to another place than ours by an address that somebody else wrote."""

import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from loyalty.engine.document import BadDocument, dump, parse
from tests.activities.ways import PROGRAMME, WAYS
from tests.cast import Cast
from tests.panel.test_sign_in import PASSWORD
from tests.shopify import signing

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    r"/\evil.example/",
    r"\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    " //evil.example",
)


SHARE = next(rule for rule in WAYS if rule["id"] == "share-us")


def sharing(path: str) -> dict[str, Any]:
    how = {"how": {"by": "share", "path": path}}
    return PROGRAMME | {"earning": [SHARE | how]}


@pytest.mark.parametrize("path", [*ELSEWHERE, "//", "/\t/evil.example", "/x\n", "/a//b:c"])
def test_a_link_to_hand_on_leads_into_the_shop_only(path: str) -> None:
    with pytest.raises(BadDocument, match=r"earning\.0\.how\.path"):
        parse(sharing(path))


@pytest.mark.parametrize("path", ["/", "/collections/all", "/pages/tea.html", "/a//b"])
def test_pages_of_the_shop_may_be_handed_on(path: str) -> None:
    assert dump(parse(sharing(path)))["earning"][0]["how"]["path"] == path


@pytest.mark.django_db
def test_signing_in_leads_nowhere_else(cast: Cast) -> None:
    for elsewhere in ELSEWHERE[:3]:
        said = {"login": cast.owner.email, "password": PASSWORD, "next": elsewhere}
        assert Client().post("/accounts/login/", said)["Location"] == "/panel/", elsewhere
    for elsewhere in ELSEWHERE:
        asked = Client().get("/panel/", headers={"HX-Request": "true", "HX-Current-URL": elsewhere})
        assert asked["HX-Redirect"].startswith("/accounts/login/?next="), elsewhere


@pytest.mark.django_db
def test_the_doors_of_the_store_lead_nowhere_else(cast: Cast) -> None:
    client, now, shop = Client(), str(int(time.time())), cast.shop.domain
    for elsewhere in ELSEWHERE:
        signed = signing.oauth({"shop": shop, "timestamp": now, "return_url": elsewhere})
        asked = [{"shop": elsewhere}, {"shop": f"{shop}{elsewhere}"}, {"page": elsewhere, "shop": shop}]
        for path in ("/shopify/install", "/shopify/app", "/linked/start"):
            answers = [client.get(path, query) for query in asked]
            answers.append(client.get(path, QUERY_STRING=signed))
            places = {urlsplit(answer.get("Location", "")).netloc for answer in answers}
            assert places <= {"", shop}, (path, elsewhere)
