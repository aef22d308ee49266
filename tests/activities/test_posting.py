"""A code of the member's own is posted, the post's address sent, staff look: once per post, once per member."""

from typing import Any

import pytest

from loyalty.activities.models import Activity
from loyalty.activities.networks import networks
from loyalty.activities.post_codes import post_code
from loyalty.desk.posting import NotSent, send_post
from loyalty.desk.standing import balance
from loyalty.desk.submitting import accept, refuse, take_back
from loyalty.desk.way import NoSuchWay
from loyalty.engine.document import BadDocument, parse
from loyalty.members.models import Member
from tests.activities.ways import PROGRAMME, published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
POST: dict[str, Any] = {
    "id": "show-us", "on": "activity", "activity": "content", "award": {"points": 80}, "proof": "reviewed",
    "how": {"by": "post", "network": "x", "ask": "Show your teapot."},
}  # fmt: skip
TUBE = {"id": "film-us", "on": "activity", "activity": "film", "award": {"points": 90}, "proof": "reviewed",
        "how": {"by": "post", "network": "youtube"}}  # fmt: skip
ACCOUNT = {"id": "link-x", "on": "activity", "activity": "linked-x", "award": {"points": 30},
           "limit": {"times": 1, "per": "life"}, "how": {"by": "account", "network": "x"}}  # fmt: skip
RULES = PROGRAMME | {"earning": [PROGRAMME["earning"][0], POST, TUBE]}
GOOD = "https://x.com/may/status/1790000000000000001"
FILM = "dQw4w9WgXcQ"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast, RULES)


def sent(cast: Cast, url: str = GOOD, member: Member | None = None, rule: str = "show-us") -> Activity:
    return send_post(shop=cast.shop, member_id=(member or cast.loyal).pk, rule=rule, url=url, now=NOW)


def has(cast: Cast, member: Member) -> int:
    return balance(shop=cast.shop, member_id=member.pk, now=NOW).available


def test_staff_see_code_and_address_and_it_pays_once_when_they_accept(cast: Cast) -> None:
    row = sent(cast)
    code = post_code(shop=cast.shop, member_id=cast.loyal.pk, rule="show-us")
    assert (row.state, row.data["code"], row.data["url"], has(cast, cast.loyal)) == ("open", code, GOOD, 0)
    assert sent(cast).pk == row.pk
    accept(activity=row, grade="", actor="ann", now=NOW)
    accept(activity=row, grade="", actor="ann", now=NOW)
    assert (sent(cast).pk, has(cast, cast.loyal)) == (row.pk, 80)
    with pytest.raises(NotSent, match="done"):
        sent(cast, GOOD + "7")
    assert (Activity.objects.count(), has(cast, cast.loyal)) == (1, 80)


def test_the_code_is_the_members_own(cast: Cast) -> None:
    rules = ("show-us", "film-us")
    people = (cast.loyal, cast.cheat)
    codes = {post_code(shop=cast.shop, member_id=one.pk, rule=rule) for one in people for rule in rules}
    assert len(codes) == 4
    assert all(len(code) == 9 and not set(code) & set("AEIOU01258S") for code in codes)


@pytest.mark.parametrize(
    "again",
    [GOOD, GOOD + "?s=20&utm_source=share", GOOD.replace("x.com", "twitter.com"), GOOD + "/photo/1",
     GOOD.replace("https://x.com/may", "https://www.x.com/somebody"), GOOD.replace("x.com", "X.com")],
)  # fmt: skip
def test_a_post_counts_for_whoever_sent_it_first_in_every_spelling(cast: Cast, again: str) -> None:
    sent(cast)
    with pytest.raises(NotSent, match="theirs"):
        sent(cast, again, cast.cheat)
    assert not Activity.objects.filter(member=cast.cheat).exists()


@pytest.mark.parametrize(
    "same",
    [f"https://www.youtube.com/watch?v={FILM}", f"https://youtu.be/{FILM}?si=abc",
     f"https://m.youtube.com/watch?app=desktop&v={FILM}&t=3s", f"https://www.youtube.com/shorts/{FILM}"],
)  # fmt: skip
def test_a_film_is_the_same_by_its_short_address(cast: Cast, same: str) -> None:
    sent(cast, f"https://www.youtube.com/live/{FILM}", rule="film-us")
    with pytest.raises(NotSent, match="theirs"):
        sent(cast, same, cast.cheat, rule="film-us")


@pytest.mark.parametrize(
    ("url", "why"),
    [("https://x.com.evil.example/may/status/1", "elsewhere"), ("https://evil.example/x.com/may/status/1", "elsewhere"),
     ("https://x.com@evil.example/may/status/1", "elsewhere"), ("https://x.com:444/may/status/1", "elsewhere"),
     ("http://x.com/may/status/1", "elsewhere"), ("javascript:alert(1)//https://x.com/may/status/1", "elsewhere"),
     ("https://x.com\\@evil.example/may/status/1", "elsewhere"), ("https://x.com/may/status/1 onclick=x", "elsewhere"),
     ("https://www.instagram.com/p/abc/", "elsewhere"), ("", "elsewhere"), (f"https://x.com/{'a' * 600}", "elsewhere"),
     ("https://x.com/may", "no_post"), ("https://x.com/", "no_post"), ("https://x.com/may/status/", "no_post"),
     ("https://x.com/search?q=status", "no_post")],
)  # fmt: skip
def test_forged_addresses_are_refused_with_a_reason(cast: Cast, url: str, why: str) -> None:
    with pytest.raises(NotSent, match=why):
        sent(cast, url)
    assert not Activity.objects.exists()


def test_one_is_looked_at_at_a_time_and_after_a_no_another_may_be_sent(cast: Cast) -> None:
    row = sent(cast)
    with pytest.raises(NotSent, match="waits"):
        sent(cast, GOOD + "7")
    refuse(activity=row, why="The code is not in it.", actor="ann", now=NOW)
    with pytest.raises(NotSent, match="again"):
        sent(cast)
    other = sent(cast, GOOD + "7")
    assert take_back(shop=cast.shop, member_id=cast.loyal.pk, activity_id=other.pk, now=NOW)
    with pytest.raises(NotSent, match="again"):
        sent(cast, GOOD + "7")
    assert has(cast, cast.loyal) == 0


def test_only_a_way_that_asks_for_a_post_takes_one(cast: Cast) -> None:
    for rule in ("order", "nothing"):
        with pytest.raises(NoSuchWay):
            sent(cast, rule=rule)


@pytest.mark.parametrize(
    ("change", "path"),
    [({"proof": "verified"}, "earning.0.proof"), ({"proof": "self_declared"}, "earning.0.proof")],
)
def test_nobody_but_staff_can_say_that_a_post_counts(change: dict[str, object], path: str) -> None:
    with pytest.raises(BadDocument) as bad:
        parse(RULES | {"earning": [POST | change]})
    assert path in [where for where, _ in bad.value.errors]


def test_every_network_that_has_posts_tells_them_from_profiles() -> None:
    examples = {
        "instagram": "https://www.instagram.com/reel/C1a_b-2/", "tiktok": "https://www.tiktok.com/@may/video/734",
        "youtube": f"https://youtu.be/{FILM}", "x": GOOD, "pinterest": "https://www.pinterest.com/pin/123/",
        "facebook": "https://www.facebook.com/may/posts/pfbid0ab", "linkedin": "https://www.linkedin.com/posts/may_tea-1",
        "threads": "https://www.threads.net/@may/post/C1ab", "weibo": "https://weibo.com/123/Nab1",
        "xiaohongshu": "https://www.xiaohongshu.com/explore/65ab", "bilibili": "https://www.bilibili.com/video/BV1ab",
        "douyin": "https://www.douyin.com/video/73",
    }  # fmt: skip
    able = {one.id: one for one in networks().values() if one.post}
    assert {name: bool(able[name].post_of(url)) for name, url in examples.items()} == dict.fromkeys(
        able, True
    )
    assert not any(one.post_of(f"https://www.{one.id}.com/may") for one in able.values())
