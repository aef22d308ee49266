"""Redemptions in the panel: found, explained, handed over, withdrawn with a reason, sent again."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.desk.standing import balance
from loyalty.outbox.drain import drain
from loyalty.outbox.models import Errand
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Audit
from tests.cast import NOW, Cast
from tests.panel.redeeming import buried, redeem, refused, used_after_all, with_rewards
from tests.panel.story import signed_in, text

PAGE = "/panel/members/redemptions/"
LATER = NOW + timedelta(hours=1)


def post(client: Client, path: str, **given: Any) -> Any:
    with time_machine.travel(LATER, tick=False):
        return client.post(f"{PAGE}{path}", given)


def titles(client: Client, **asked: str) -> list[str]:
    return [line.title for line in client.get(PAGE, asked).context["lines"]]


@pytest.fixture
def rewards(cast: Cast) -> None:
    with_rewards(cast)


@pytest.mark.usefixtures("rewards")
def test_redemptions_are_found_by_state_reward_kind_problem_code_member_and_day(cast: Cast) -> None:
    mug, stuck = redeem(cast, "mug"), buried(cast)
    refused(cast)
    used_after_all(cast)
    redeem(cast, "class", session="may", member=cast.cheat.pk)
    client = signed_in(cast.reader)
    assert titles(client) == ["Tea class", "Five off", "Five off", "Five off", "A mug"]
    for asked, found in (
        ({"state": "issued"}, ["Tea class", "A mug"]),
        ({"reward": "mug"}, ["A mug"]),
        ({"kind": "experience"}, ["Tea class"]),
        ({"problem": "by_hand"}, ["Tea class", "A mug"]),
        ({"problem": "stuck"}, ["Five off"]),
        ({"problem": "refused"}, ["Five off"]),
        ({"problem": "after_all"}, ["Five off"]),
        ({"text": stuck.code.lower()}, ["Five off"]),
        ({"text": "7003"}, ["Tea class"]),
        ({"since": "2026-03-02"}, []),
        ({"until": "2026-03-01", "reward": "mug"}, ["A mug"]),
        ({"state": "<b>", "since": "yesterday", "problem": "x", "kind": "x"}, titles(client)),
    ):
        assert titles(client, **asked) == found, asked
    said = text(client.get(PAGE))
    assert "The store knows no such product." in said
    assert "Send all" not in said
    assert mug.code not in said, "what has no code in the store shows none"


@pytest.mark.usefixtures("rewards")
def test_the_file_has_them_all_and_runs_no_formula(cast: Cast) -> None:
    redeem(cast, "mug")
    Redemption.objects.update(why="")
    spend = Redemption.objects.get().spend
    spend.reason |= {"title": "=1+1"}
    spend.save()
    answer = signed_in(cast.reader).get(f"{PAGE}redemptions.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["when", "member", "reward"]
    assert rows[1][2:6] == ["'=1+1", "custom", "300", "points"]
    assert len(rows) == 2


@pytest.mark.usefixtures("rewards")
def test_a_reader_sees_no_code_that_could_be_spent(cast: Cast) -> None:
    made = redeem(cast, "five", carried=False)
    Redemption.objects.update(external_id="gid://shopify/DiscountCodeNode/1")
    for path in (PAGE, f"{PAGE}redemptions.csv", f"{PAGE}{made.public}/"):
        assert made.code in text(signed_in(cast.staff).get(path)), path
        seen = text(signed_in(cast.reader).get(path))
        assert made.code not in seen, path
        assert f"…{made.code[-4:]}" in seen, path


@pytest.mark.usefixtures("rewards")
def test_one_says_what_happened_and_what_the_books_and_the_store_know(cast: Cast) -> None:
    made = buried(cast)
    said = text(signed_in(cast.staff).get(f"{PAGE}{made.public}/"))
    for words in (
        "Points set aside", "the member · 500 points", "You exchanged 500 points for $5.00 off.", "Given up",
        "The store did not answer.", "Send again", "Customer 7001", "Withdraw it",
    ):  # fmt: skip
        assert words in said, words
    assert "Mark as handed over" not in said
    said = text(signed_in(cast.reader).get(f"{PAGE}{made.public}/"))
    assert "Send again" not in said
    assert "Withdraw it" not in said
    said = text(signed_in(cast.reader).get(f"{PAGE}{used_after_all(cast).public}/"))
    assert "The member has both." in said


@pytest.mark.usefixtures("rewards")
def test_what_was_used_after_all_is_settled_once_and_asked_for_again_only_when_it_happens_again(
    cast: Cast,
) -> None:
    made, client = used_after_all(cast), signed_in(cast.staff)
    assert "Mark as settled" not in text(signed_in(cast.reader).get(f"{PAGE}{made.public}/"))
    assert "Mark as settled" in text(client.get(f"{PAGE}{made.public}/"))
    assert "said=settled" in post(client, f"{made.public}/settle/").url
    said = text(client.get(f"{PAGE}{made.public}/"))
    assert "The member has both." not in said
    assert "Settled by the shop" in said
    assert titles(client, problem="after_all") == []
    assert "said=not_to_settle" in post(client, f"{made.public}/settle/").url
    assert made.steps.filter(what="settled").count() == 1
    step(made, "used_twice", actor="shop", now=LATER, order="gid://shopify/Order/1002")
    assert titles(client, problem="after_all") == ["Five off"]


@pytest.mark.usefixtures("rewards")
def test_staff_mark_a_mug_as_handed_over_once(cast: Cast) -> None:
    made, client = redeem(cast, "mug"), signed_in(cast.staff)
    assert "said=handed_over" in post(client, f"{made.public}/hand-over/").url
    made.refresh_from_db()
    assert (made.state, made.spend.order) == ("used", "")
    assert "said=not_to_hand_over" in post(client, f"{made.public}/hand-over/").url
    assert "said=not_to_withdraw" in post(client, f"{made.public}/withdraw/", why="no", confirm="1").url
    assert Audit.objects.filter(deed="reward handed over", actor="staff").count() == 1
    five = redeem(cast, "five", carried=False)
    assert "said=not_to_hand_over" in post(client, f"{five.public}/hand-over/").url


@pytest.mark.usefixtures("rewards")
def test_withdrawing_shows_the_effect_needs_a_reason_and_brings_the_points_back(cast: Cast) -> None:
    before = balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW).available
    made, client = redeem(cast, "mug"), signed_in(cast.staff)
    assert post(client, f"{made.public}/withdraw/", why=" ").status_code == 422
    assert "300 points" in text(post(client, f"{made.public}/withdraw/", why="It broke"))
    made.refresh_from_db()
    assert made.ending == "", "looking withdraws nothing"
    assert (
        "said=reward_withdrawn" in post(client, f"{made.public}/withdraw/", why="It broke", confirm="1").url
    )
    drain(clock=lambda: LATER)
    made.refresh_from_db()
    assert made.state == "released"
    assert balance(shop=cast.shop, member_id=cast.loyal.pk, now=LATER).available == before
    said = text(client.get(f"{PAGE}{made.public}/"))
    assert "withdrawn by the shop, “It broke”" in said
    assert Audit.objects.get(deed="reward withdrawn").detail["why"] == "It broke"


@pytest.mark.usefixtures("rewards")
def test_what_was_given_up_goes_again_alone_or_all_together(cast: Cast) -> None:
    made, client = buried(cast), signed_in(cast.staff)
    errand = Errand.objects.get(key=f"redemption:{made.pk}")
    assert "Send the one given up again" in text(client.get(PAGE))
    assert "said=errand_again" in post(client, f"{made.public}/retry/").url
    errand.refresh_from_db()
    assert (errand.state, errand.attempts, errand.last_error) == ("waiting", 0, "")
    assert "said=no_errands" in post(client, "retry/").url
    Errand.objects.update(state="dead")
    assert "said=errands_again" in post(client, "retry/").url
    errand.refresh_from_db()
    assert errand.state == "waiting"


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("stranger", 404)])
@pytest.mark.usefixtures("rewards")
def test_a_reader_and_a_stranger_change_nothing(cast: Cast, who: str, status: int) -> None:
    mug, stuck, client = redeem(cast, "mug"), buried(cast), signed_in(getattr(cast, who))
    assert post(client, f"{mug.public}/hand-over/").status_code == status
    assert post(client, f"{mug.public}/withdraw/", why="mine", confirm="1").status_code == status
    assert post(client, f"{stuck.public}/retry/").status_code == status
    post(client, "retry/")
    mug.refresh_from_db()
    assert (mug.state, mug.ending) == ("issued", "")
    assert Errand.objects.get(key=f"redemption:{stuck.pk}").state == "dead"
    assert not Audit.objects.filter(deed__startswith="reward ").exists()


@pytest.mark.usefixtures("rewards")
def test_a_stranger_sees_none_of_ours(cast: Cast) -> None:
    made, client = redeem(cast, "mug"), signed_in(cast.stranger)
    assert titles(client) == []
    assert client.get(f"{PAGE}{made.public}/").status_code == 404
    assert "mug" not in client.get(f"{PAGE}redemptions.csv").content.decode()
    assert titles(client, text=made.code) == []


@pytest.mark.usefixtures("rewards")
def test_home_says_what_waits_for_a_person_and_nothing_else(cast: Cast) -> None:
    buried(cast)
    redeem(cast, "mug")
    with time_machine.travel(LATER, tick=False):
        refused(cast)
        said = text(signed_in(cast.reader).get("/panel/"))
        calm = text(signed_in(cast.stranger).get("/panel/"))
    for words in (
        "1 reward could not be made",
        "The store refused 1 reward",
        "1 reward waits for your people",
    ):
        assert words in said, words
    assert "used after" not in said
    assert "reward could not" not in calm


@pytest.mark.usefixtures("rewards")
def test_the_list_of_rewards_says_how_each_does_and_what_the_store_does_not_permit(cast: Cast) -> None:
    redeem(cast, "mug")
    redeem(cast, "class", session="may")
    client = signed_in(cast.reader)
    said = text(client.get("/panel/earning/rewards/"))
    for words in ("1 handed out, 0 used", "8 of 9 left", "1 of 2 seats free"):
        assert words in said, words
    assert "permit it" not in said
    cast.shop.scopes = "read_orders"
    cast.shop.save()
    assert text(client.get("/panel/earning/rewards/")).count("permit it") == 1


@pytest.mark.usefixtures("rewards")
def test_an_errand_of_a_reward_names_it_and_leads_to_it(cast: Cast) -> None:
    made = buried(cast)
    said = text(signed_in(cast.reader).get("/panel/deliveries/store/"))
    assert "The reward “Five off”" in said
    assert f"{PAGE}{made.public}/" in said
