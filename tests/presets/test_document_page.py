"""The programme as a document: edited, exported, imported."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loyalty.panel.earning import stamp
from loyalty.programmes.models import Draft
from tests.cast import DOCUMENT, Cast
from tests.panel.story import signed_in, text
from tests.presets.drafting import RULES, TIERS, draft, drafted


def test_the_document_is_edited_as_text(cast: Cast) -> None:
    client = signed_in(cast.staff)
    assert "&quot;Tea points&quot;" in text(client.get(RULES + "document/"))
    written = json.dumps(DOCUMENT | {"name": "By hand", "tiers": TIERS})
    answer = client.post(RULES + "document/", {"text": written, "seen": ""})
    assert answer["Location"] == "/panel/earning/?said=draft_saved"
    assert drafted(cast) == "By hand"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            '{"name": "x", "teirs": {}}',
            "<code>teirs</code>: this key is unknown; did you mean &#x27;tiers&#x27;?",
        ),
        ('{"name": "x",\n "points": }', "<code>line 2, column 12</code>"),
        ("[]", "must be an object"),
        (
            '{"name": "x", "earning": [{"id": "a", "on": "joined", "award": {"points": 0}}]}',
            "earning.0.award.points",
        ),
        ("[" * 100_000, "<code>document</code>"),
        ("x" * 600_000, "is too long"),
    ],
)
def test_what_cannot_be_saved_stays_to_be_mended(cast: Cast, written: str, said: str) -> None:
    answer = signed_in(cast.staff).post(RULES + "document/", {"text": written, "seen": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert written[:5].replace('"', "&quot;") in page
    assert drafted(cast) is None


def test_a_text_made_from_an_older_draft_is_not_saved_over_a_newer_one(cast: Cast) -> None:
    draft(cast, name="Theirs")
    client = signed_in(cast.staff)
    answer = client.post(RULES + "document/", {"text": json.dumps(DOCUMENT), "seen": "earlier"})
    assert answer.status_code == 409
    assert "ann saved a draft" in text(answer)
    assert drafted(cast) == "Theirs"
    seen = stamp(Draft.objects.first())
    assert seen in answer.content.decode()
    client.post(RULES + "document/", {"text": json.dumps(DOCUMENT), "seen": seen})
    assert drafted(cast) == "Tea points"


def test_what_was_exported_imports_alike(cast: Cast) -> None:
    draft(cast, name="Carried", tiers=TIERS, points={"value": "0.10"})
    client = signed_in(cast.staff)
    exported = client.get(RULES + "document/programme.json")
    assert exported["Content-Disposition"] == 'attachment; filename="programme.json"'
    kept = Draft.objects.get(programme=cast.programme).document
    draft(cast, name="Other")
    file = SimpleUploadedFile("programme.json", exported.content)
    seen = stamp(Draft.objects.first())
    client.post(RULES + "document/", {"text": "left alone", "file": file, "seen": seen})
    assert Draft.objects.get(programme=cast.programme).document == kept


def test_the_schema_is_published(client: Client) -> None:
    answer = client.get("/api/schema/programme.json")
    assert answer.status_code == 200
    assert answer.json()["title"] == "Document"
