"""A picture is sent, looked at, graded or refused; nothing hidden comes along; what is taken back stays so."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from loyalty.activities.models import Activity, Picture
from loyalty.activities.person import told_of
from loyalty.activities.pictures import BadPicture, clean
from loyalty.desk.doing import TakenBack, judge_activity
from loyalty.desk.standing import balance
from loyalty.desk.submitting import NoSuchGrade, TooMany, accept, forget_pictures, refuse, submit, take_back
from loyalty.desk.way import NoSuchWay
from tests.activities.ways import published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
State = Activity.State


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast)


def jpeg(width: int = 40, height: int = 30, kind: str = "JPEG") -> bytes:
    """A green picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "kitchen of May Ling"
    out = BytesIO()
    Image.new("RGB", (width, height), "#286a4e").save(out, kind, exif=exif)
    return out.getvalue()


def sent(cast: Cast, key: str = "k1", raw: bytes = b"", rule: str = "good") -> Activity:
    return submit(
        shop=cast.shop,
        member_id=cast.loyal.pk,
        rule=rule,
        raw=raw or jpeg(),
        note="The blue one",
        key=key,
        now=NOW,
    )


def has(cast: Cast) -> int:
    return balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW).available


@pytest.mark.parametrize(("grade", "points"), [("good", 300), ("worn", 100)])
def test_it_waits_and_is_paid_by_its_grade(cast: Cast, grade: str, points: int) -> None:
    row = sent(cast)
    assert (row.state, has(cast)) == (State.OPEN, 0)
    accept(activity=row, grade=grade, actor="ann", now=NOW)
    assert has(cast) == points


def test_without_a_grade_or_with_another_it_is_not_accepted(cast: Cast) -> None:
    row = sent(cast)
    for wrong in ("", "splendid"):
        with pytest.raises(NoSuchGrade):
            accept(activity=row, grade=wrong, actor="ann", now=NOW)
    row.refresh_from_db()
    assert (row.state, has(cast)) == (State.OPEN, 0)


def test_refused_it_pays_nothing_and_says_why(cast: Cast) -> None:
    row = sent(cast)
    refuse(activity=row, why="It is not ours.", actor="ann", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.why, has(cast)) == (State.REFUSED, "It is not ours.", 0)


def test_what_was_taken_back_is_not_revived(cast: Cast) -> None:
    row = sent(cast)
    assert not take_back(shop=cast.shop, member_id=cast.cheat.pk, activity_id=row.pk, now=NOW)
    assert take_back(shop=cast.shop, member_id=cast.loyal.pk, activity_id=row.pk, now=NOW)
    with pytest.raises(TakenBack):
        accept(activity=row, grade="good", actor="ann", now=NOW)
    with pytest.raises(TakenBack):
        refuse(activity=row, why="late", actor="ann", now=NOW)
    assert judge_activity(activity=row, state=State.WITHDRAWN, actor="member", now=NOW) == []
    row.refresh_from_db()
    assert (row.state, has(cast), Picture.objects.count()) == (State.WITHDRAWN, 0, 0)


def test_what_was_accepted_stays_when_the_member_regrets_it(cast: Cast) -> None:
    row = sent(cast)
    accept(activity=row, grade="good", actor="ann", now=NOW)
    assert not take_back(shop=cast.shop, member_id=cast.loyal.pk, activity_id=row.pk, now=NOW)
    assert has(cast) == 300


def test_sent_twice_it_is_one_and_three_wait_at_most(cast: Cast) -> None:
    assert sent(cast, "a").pk == sent(cast, "a").pk
    sent(cast, "b")
    sent(cast, "c")
    with pytest.raises(TooMany):
        sent(cast, "d")
    assert (Activity.objects.count(), Picture.objects.count()) == (3, 3)


def test_a_picture_is_made_anew_small_and_says_nothing_of_its_maker(cast: Cast) -> None:
    made = clean(jpeg(4000, 3000, "PNG"))
    assert max(Image.open(BytesIO(made.image)).size) == 1600
    for one in (made.image, made.thumb):
        assert b"May Ling" not in one
        assert not Image.open(BytesIO(one)).getexif()
    for nonsense, why in ((b"\0", "kind"), (b"<svg onload=alert(1)>", "kind"), (jpeg(400, 300)[:-9], "broken"),
                          (b"\xff" * (10 * 1024 * 1024 + 1), "large")):  # fmt: skip
        with pytest.raises(BadPicture, match=why):
            sent(cast, raw=nonsense)
    assert not Activity.objects.exists()


def test_only_a_way_that_asks_for_a_picture_takes_one(cast: Cast) -> None:
    for rule in ("follow-us", "worn", "order"):
        with pytest.raises(NoSuchWay):
            sent(cast, rule=rule)


def test_pictures_go_a_month_after_the_answer_and_are_handed_over_until_then(cast: Cast) -> None:
    row = sent(cast)
    assert told_of(cast.loyal.pk)[0]["picture_jpeg"].startswith("/9j/")
    accept(activity=row, grade="good", actor="ann", now=NOW)
    assert forget_pictures(now=NOW + timedelta(days=29)) == 0
    assert forget_pictures(now=NOW + timedelta(days=30)) == 1
    assert told_of(cast.loyal.pk)[0]["picture_jpeg"] is None
