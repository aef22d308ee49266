"""What no network lets anybody check: opened through our link, a while there, said once, held, never used alone."""

from datetime import timedelta

import pytest

from loyalty.activities.models import Activity, Opening
from loyalty.activities.networks import leads_astray, networks
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.saying import NotOpened, TooSoon, open_link, say
from loyalty.desk.spending import NotOffered, redeem
from loyalty.desk.standing import balance
from loyalty.desk.way import NoSuchWay
from loyalty.engine.document import BadDocument, parse
from loyalty.engine.ways import Link
from loyalty.ledger.models import Transaction
from loyalty.members.models import Member
from loyalty.rewards.models import Redemption
from tests.activities.ways import FOLLOW, PROGRAMME, published
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
HELD = timedelta(days=3)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return published(cast)


def followed(cast: Cast, member: Member) -> None:
    open_link(shop=cast.shop, member_id=member.pk, rule="follow-us", now=NOW)
    say(shop=cast.shop, member_id=member.pk, rule="follow-us", now=NOW + MINUTE)


def has(cast: Cast, member: Member, after: timedelta = MINUTE) -> tuple[int, int]:
    told = balance(shop=cast.shop, member_id=member.pk, now=NOW + after)
    return told.available, told.pending


def test_it_pays_once_after_the_hold_and_a_thousand_replays_pay_nothing_more(cast: Cast) -> None:
    followed(cast, cast.cheat)
    assert has(cast, cast.cheat) == (0, 50)
    for n in range(1000):
        say(shop=cast.shop, member_id=cast.cheat.pk, rule="follow-us", now=NOW + MINUTE * (n + 2))
    assert (Activity.objects.count(), Transaction.objects.count()) == (1, 1)
    assert has(cast, cast.cheat, HELD + MINUTE) == (50, 0)


def test_unopened_or_too_soon_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(NotOpened):
        say(shop=cast.shop, member_id=cast.cheat.pk, rule="follow-us", now=NOW)
    open_link(shop=cast.shop, member_id=cast.loyal.pk, rule="follow-us", now=NOW)
    with pytest.raises(NotOpened):
        say(shop=cast.shop, member_id=cast.cheat.pk, rule="follow-us", now=NOW)
    with pytest.raises(TooSoon) as soon:
        say(shop=cast.shop, member_id=cast.loyal.pk, rule="follow-us", now=NOW + timedelta(seconds=4))
    assert soon.value.seconds == 6
    assert not Activity.objects.exists()


def test_opening_it_again_does_not_start_the_clock_anew(cast: Cast) -> None:
    for n in range(3):
        open_link(shop=cast.shop, member_id=cast.loyal.pk, rule="follow-us", now=NOW + MINUTE * n)
    assert Opening.objects.get().at == NOW


def test_a_rule_without_a_link_is_no_way(cast: Cast) -> None:
    for rule in ("order", "nothing"):
        with pytest.raises(NoSuchWay):
            open_link(shop=cast.shop, member_id=cast.loyal.pk, rule=rule, now=NOW)


def test_points_for_mere_words_are_never_used_alone(cast: Cast) -> None:
    followed(cast, cast.cheat)
    later = NOW + HELD + MINUTE
    with pytest.raises(NotOffered, match="alone"):
        redeem(shop=cast.shop, member_id=cast.cheat.pk, reward="sample", key="k1", actor="member", now=later)
    assert not Redemption.objects.exists()
    tell_activities(
        shop=cast.shop,
        deeds=[Deed(member_id=cast.cheat.pk, type="follow", key="seen", at=later, proof="verified")],
        actor="api",
        now=later,
    )  # a program saw it
    redeem(shop=cast.shop, member_id=cast.cheat.pk, reward="sample", key="k1", actor="member", now=later)
    assert has(cast, cast.cheat, HELD + MINUTE) == (10, 50)


@pytest.mark.parametrize(
    "url",
    ["https://instagram.com.evil.example/leaf", "https://evil.example/https://www.instagram.com/",
     "https://www.instagram.com@evil.example/", "https://www.instagram.com:444/leaf", "https://www.instagram.com",
     "https://www.instagram.com\\@evil.example/"],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_no_way(url: str) -> None:
    assert leads_astray(Link(by="link", network="instagram", deed="follow", url=url)) == "url"


def test_every_network_has_a_drawing_and_owns_its_addresses() -> None:
    assert len(networks()) >= 10
    for one in networks().values():
        assert one.icon.startswith("M")
        assert one.deeds
        assert not one.owns("https://evil.example/")
        assert not one.owns("http://www.instagram.com/leaf")


@pytest.mark.parametrize(
    ("change", "path"),
    [({"proof": "verified"}, "earning.1.proof"), ({"hold_days": 0}, "earning.1.hold_days"),
     ({"award": {"reward": "sample"}}, "earning.1.award"),
     ({"award": {"points": 1, "quantity": "1", "unit": "km"}}, "earning.1.award"),
     ({"how": FOLLOW["how"] | {"url": "javascript:alert(1)"}}, "earning.1.how.url"),
     ({"how": {"by": "magic"}}, "earning.1.how")],
)  # fmt: skip
def test_a_programme_cannot_pay_for_words_at_once(change: dict[str, object], path: str) -> None:
    with pytest.raises(BadDocument) as bad:
        parse(PROGRAMME | {"earning": [PROGRAMME["earning"][0], FOLLOW | change]})
    assert path in [where for where, _ in bad.value.errors]
