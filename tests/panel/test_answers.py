"""What members answered stands in the panel, with who and when, and comes as a file that no spreadsheet obeys."""

import csv
import io

import pytest

from loyalty.desk.answering import answer
from loyalty.members.models import Member
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

pytestmark = pytest.mark.django_db
PAGE = "/panel/activities/answers/"
FILE = f"{PAGE}answers.csv"
FORMULA = '=HYPERLINK("https://evil.example/","x")'


def said(cast: Cast, words: str, member: Member | None = None) -> None:
    whose = (member or cast.loyal).pk
    answer(shop=cast.shop, member_id=whose, rule="about-you", answers=[words], now=NOW)


def lines(cast: Cast) -> list[list[str]]:
    body = signed_in(cast.staff).get(FILE).content.decode()
    assert body.startswith("\ufeff")
    return list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))


def test_staff_read_who_answered_what_and_nothing_in_it_is_active(cast: Cast) -> None:
    published(cast)
    said(cast, "<script>alert(1)</script> & green")
    page = signed_in(cast.staff).get(PAGE).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; green" in page
    assert "<script>alert" not in page
    assert "Green or black?" in page
    assert "Customer 7001" in page


@pytest.mark.parametrize("words", [FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", 'two\nlines, "quoted"'])
def test_the_file_has_a_line_for_each_answer_and_no_formula(cast: Cast, words: str) -> None:
    published(cast)
    said(cast, words)
    head, line = lines(cast)
    assert head == ["when", "member", "activity", "question", "answer"]
    assert line[:4] == ["2026-03-01T12:00:00+00:00", "Customer 7001", "profile", "Green or black?"]
    assert line[4].removeprefix("'") == words
    assert not line[4].startswith(("=", "+", "-", "@", "\t"))


def test_readers_and_strangers_do_not_see_them(cast: Cast) -> None:
    published(cast)
    said(cast, "my secret leaf")
    for path in (PAGE, FILE):
        assert signed_in(cast.reader).get(path).status_code == 403
        assert "my secret leaf" not in signed_in(cast.stranger).get(path).content.decode()


def test_pages_lead_on_and_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast)
    monkeypatch.setattr("loyalty.panel.activities.answers.PAGE", 1)
    said(cast, "oolong")
    said(cast, "sencha", cast.cheat)
    client = signed_in(cast.staff)
    newest = text(client.get(PAGE))
    assert ("sencha" in newest, "oolong" in newest) == (True, False)
    href = newest.partition('href="?before=')[2].partition('"')[0]
    older = text(client.get(f"{PAGE}?before={href}"))
    assert ("sencha" in older, "oolong" in older) == (False, True)
    assert "?before" not in older
    assert len(lines(cast)) == 3
