"""Files of adjustments in the panel: uploaded, seen, posted, followed; poison refused with words."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loyalty.adjustments.models import Request, Row, Upload
from loyalty.panel import many_one
from loyalty.shops.models import Audit
from tests.adjustments.desk import adjustments, available, limit, worked
from tests.cast import Cast
from tests.panel.story import signed_in, text

MANY = "/panel/members/many/"
HEADER = "customer,points,reason\n"


def upload(client: Client, data: str | bytes, name: str = "gifts.csv") -> Any:
    raw = data.encode() if isinstance(data, str) else data
    return client.post(MANY, {"file": SimpleUploadedFile(name, raw, "text/csv")})


def kept(client: Client, data: str) -> Upload:
    assert upload(client, data).status_code == 302
    return Upload.objects.latest("id")


def post(client: Client, row: Upload, ready: int, given: int, taken: int = 0, **more: str) -> Any:
    fields = {"deed": "post", "ready": ready, "given": given, "taken": taken}
    return client.post(f"{MANY}{row.pk}/deed/", fields | more)


def test_a_file_is_seen_before_it_is_posted_and_followed_to_its_end(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,50,A gift\n7001,-20,A slip\n")
    page = text(client.get(f"{MANY}{row.pk}/"))
    for words in ("gifts.csv", "Post 2 adjustments", "+30", "for 1 member", "A gift"):
        assert words in page
    assert adjustments() == 0
    assert post(client, row, 2, 50, 20)["Location"].endswith("said=file_started")
    assert "0 of 2" in text(client.get(f"{MANY}{row.pk}/progress/"))
    worked(row)
    response = client.get(f"{MANY}{row.pk}/progress/")
    assert "2 adjustments were posted." in text(response)
    assert "hx-get" not in text(response), "nothing is left to ask for"
    assert "<html" not in text(response)
    assert available(cast.loyal) == 30


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (HEADER.encode() + b"7001,5,\xff\n", "Line 2 is not UTF-8 text."),
        (HEADER.encode() + b"7001,5,\0\n", "Line 2 contains characters that are no text."),
        (b"a,b,c\n1,2,3\n", "not found there: customer, points, reason"),
        (b",".join([b"x"] * 1000), "The file has 1000 columns."),
        (HEADER.encode() + b'7001,5,"x\n', "Line 2: a quotation mark"),
        (HEADER.encode() + b"7001,5,xxxxxxxxx\n" * 700_000, "larger than 10 MB"),
        (HEADER.encode() + b"7001,5,x\n" * 100_001, "more than 100,000 rows"),
    ],
)
def test_a_poisoned_file_is_refused_beside_its_field_and_leaves_nothing(
    cast: Cast, data: bytes, words: str
) -> None:
    response = upload(signed_in(cast.staff), data)
    assert response.status_code == 422
    assert words in text(response)
    assert 'aria-invalid="true"' in text(response)
    assert (Upload.objects.count(), Row.objects.count(), Audit.objects.count()) == (0, 0, 0)


def test_no_file_at_all_says_so(cast: Cast) -> None:
    assert signed_in(cast.staff).post(MANY).status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "name", ["<img src=x>.csv", "../../etc/passwd", "a" * 300 + ".csv", "\x07\u202e.csv"]
)
def test_a_strange_name_does_no_harm(cast: Cast, name: str) -> None:
    client = signed_in(cast.staff)
    assert cast.loyal
    response = client.post(MANY, {"file": SimpleUploadedFile(name, (HEADER + "7001,5,x\n").encode())})
    assert response.status_code == 302
    assert "<img" not in text(client.get(response["Location"]))


def test_rows_in_error_stand_with_line_reason_and_remedy_and_stop_the_file(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\n=1+1,1e3,\nbob@tea.example,5,b\n")
    page = text(client.get(f"{MANY}{row.pk}/"))
    for words in ("It begins like a formula.", "It is not a whole number.", "No member of this shop"):
        assert words in page
    response = post(client, row, 1, 5)
    assert response.status_code == 422
    assert "Nothing was posted. Tick this" in text(response)
    worked(row)
    assert adjustments() == 0
    post(client, row, 1, 5, skips="on")
    worked(row)
    assert adjustments() == 1
    assert "2 rows in error were left out." in text(client.get(f"{MANY}{row.pk}/"))


def test_only_the_first_errors_are_shown_and_the_file_of_them_has_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_one, "SHOWN", 2)
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "=cmd|'/C calc'!A0,-5,@b\n+1,0,-c\n9,5,fine\n")
    page = text(client.get(f"{MANY}{row.pk}/"))
    assert "The first 2 of 3 are shown" in page
    response = client.get(f"{MANY}{row.pk}/errors.csv")
    assert response["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["line", "2", "3", "4"]
    assert lines[1][1:4] == ["'=cmd|'/C calc'!A0", "'-5", "'@b"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_the_same_file_again_says_that_it_was_posted_before(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\n")
    post(client, row, 1, 5)
    worked(row)
    again = kept(client, HEADER + "7001,5,a\n")
    page = text(client.get(f"{MANY}{again.pk}/"))
    assert "1 row was posted before and will not be posted again." in page
    assert 'value="post"' not in page
    assert post(client, again, 1, 5).status_code == 409
    assert adjustments() == 1


def test_figures_other_than_those_shown_post_nothing(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\n")
    response = post(client, row, 1, 6)
    assert response.status_code == 409
    assert "the figures have changed since you looked" in text(response)
    worked(row)
    assert adjustments() == 0


def test_a_double_click_starts_one_posting(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\n")
    said = [post(client, row, 1, 5)["Location"].partition("said=")[2] for _ in range(2)]
    assert said == ["file_started", "file_not_open"]


def test_a_file_above_the_limit_asks_a_second_person_or_is_refused(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\n7001,6,b\n")
    limit(cast, largest=10)
    page = text(client.get(f"{MANY}{row.pk}/"))
    assert "You cannot post this file." in page
    assert 'value="post"' not in page
    assert "You cannot post this file." in text(post(client, row, 2, 11))
    assert not Upload.objects.exclude(ordered_at=None).exists()
    limit(cast, largest=10, second=True)
    assert "Ask a second person for 2 adjustments" in text(client.get(f"{MANY}{row.pk}/"))
    assert post(client, row, 2, 11)["Location"].endswith("said=file_asked")
    worked(row)
    assert adjustments() == 0
    asked = Request.objects.get()
    boss = signed_in(cast.owner)
    assert "Approve 2 adjustments" in text(boss.get("/panel/requests/"))
    said = boss.post(f"/panel/requests/{asked.pk}/", {"deed": "approve"})["Location"]
    assert said.endswith("said=approved_file")
    worked(row)
    assert available(cast.loyal) == 11


def test_discarding_leaves_nothing_to_post(cast: Cast) -> None:
    assert cast.loyal
    client = signed_in(cast.staff)
    row = kept(client, HEADER + "7001,5,a\nbob@tea.example,5,b\n")
    said = client.post(f"{MANY}{row.pk}/deed/", {"deed": "discard"})["Location"]
    assert said.endswith("said=file_discarded")
    assert not Row.objects.exists()
    assert "The file was discarded" in text(client.get(f"{MANY}{row.pk}/"))
    assert post(client, row, 1, 5)["Location"].endswith("said=file_not_open")


@pytest.mark.parametrize("name", ["reader", "stranger"])
def test_whoever_may_not_adjust_neither_sees_uploads_nor_posts(cast: Cast, name: str) -> None:
    assert cast.loyal
    row = kept(signed_in(cast.staff), HEADER + "7001,5,a\nbob@tea.example,5,b\n")
    client = signed_in(getattr(cast, name))
    refusal = 403 if name == "reader" else 404
    for path in ("", "progress/", "errors.csv"):
        response = client.get(f"{MANY}{row.pk}/{path}")
        assert response.status_code == refusal
        assert "bob@tea" not in text(response)
    for deed in ("post", "discard", "check"):
        assert client.post(f"{MANY}{row.pk}/deed/", {"deed": deed}).status_code == refusal
    if name == "reader":
        assert upload(client, HEADER + "7001,5,a\n").status_code == 403
        assert Upload.objects.count() == 1
    worked(row)
    assert (adjustments(), Row.objects.count()) == (0, 2)


def test_the_sample_is_itself_a_good_file(cast: Cast) -> None:
    client = signed_in(cast.staff)
    sample = client.get(f"{MANY}sample.csv").content.decode("utf-8-sig")
    row = kept(client, sample)
    faults = Row.objects.filter(upload=row).values_list("faults", flat=True)
    assert {code for one in faults for _, code, _ in one} == {"unknown"}
