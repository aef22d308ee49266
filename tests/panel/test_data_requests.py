"""Data requests: listed in the settings, fetched as JSON by owner and staff, every download on record."""

import json

import pytest

from loyalty.members.models import PrivacyRequest
from loyalty.shops.models import Audit
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

ANSWER = {"members": [{"id": 1, "name": "王小明", "points": 284}]}


def asked(cast: Cast, kind: str = "data", answer: object = ANSWER) -> PrivacyRequest:
    return PrivacyRequest.objects.create(
        programme=cast.programme, shop=cast.shop, kind=kind, request="9900", asked_at=NOW, answer=answer
    )


def path(row: PrivacyRequest) -> str:
    return f"/panel/settings/data/{row.pk}/"


@pytest.mark.parametrize("name", ["owner", "staff"])
def test_the_answer_is_downloaded_whole_and_the_download_is_on_record(cast: Cast, name: str) -> None:
    row, client = asked(cast), signed_in(getattr(cast, name))
    page = text(client.get("/panel/settings/"))
    assert path(row) in page
    assert "9900" in page
    assert "2026" in page
    response = client.get(path(row))
    assert json.loads(response.content) == ANSWER
    assert response["Content-Disposition"] == f'attachment; filename="data-request-{row.pk}.json"'
    assert "no-store" in response["Cache-Control"]
    line = Audit.objects.get(shop=cast.shop, deed="privacy.download")
    assert (line.actor, line.detail) == (name, {"request": row.pk})


def test_a_reader_sees_that_somebody_asked_but_not_the_answer(cast: Cast) -> None:
    row, client = asked(cast), signed_in(cast.reader)
    page = text(client.get("/panel/settings/"))
    assert "9900" in page
    assert path(row) not in page
    response = client.get(path(row))
    assert response.status_code == 403
    assert "王小明" not in response.content.decode()
    assert not Audit.objects.exists()


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    row, client = asked(cast), signed_in(cast.stranger)
    assert client.get(path(row)).status_code == 404
    assert "9900" not in text(client.get("/panel/settings/"))
    assert not Audit.objects.exists()


def test_erasures_and_answers_of_people_erased_since_are_not_handed_out(cast: Cast) -> None:
    erasure, erased = asked(cast, kind="redact"), asked(cast, answer={})
    client = signed_in(cast.owner)
    page = text(client.get("/panel/settings/"))
    assert path(erasure) not in page
    assert path(erased) not in page
    assert "erased since" in page
    assert client.get(path(erasure)).status_code == 404
    assert client.get(path(erased)).status_code == 404
    assert not Audit.objects.exists()
