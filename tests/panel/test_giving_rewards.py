"""A reward as a present from the shop's people: once, with a reason, within what one person may give."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine

from loyalty.desk.standing import balance, holdings
from loyalty.rewards.models import Redemption
from tests.adjustments.desk import limit
from tests.cast import NOW, Cast
from tests.panel.redeeming import with_rewards
from tests.panel.story import signed_in, text


@pytest.fixture(autouse=True)
def rewards(cast: Cast) -> None:
    with_rewards(cast)


def give(cast: Cast, who: str = "staff", **given: str) -> Any:
    fields = {"reward": "mug/", "how": "claim", "why": "For the broken cup", "key": str(uuid4())} | given
    with time_machine.travel(NOW, tick=False):
        return signed_in(getattr(cast, who)).post(f"/panel/members/{cast.loyal.pk}/give/", fields)


def waiting(cast: Cast) -> dict[str, int]:
    found = holdings(shop=cast.shop, member_id=cast.loyal.pk, now=NOW)
    return {name: one.available for name, one in found.items()}


def test_the_effect_is_shown_before_anything_is_given(cast: Cast) -> None:
    said = text(give(cast))
    assert "Is this right?" in said
    assert "For the broken cup" in said
    assert waiting(cast) == {}


def test_a_reward_waits_to_be_claimed_once_per_form(cast: Cast) -> None:
    key = str(uuid4())
    assert "said=reward_given" in give(cast, key=key, confirm="1").url
    assert "said=reward_given_before" in give(cast, key=key, confirm="1").url
    assert waiting(cast) == {"reward:mug": 1}
    assert not Redemption.objects.exists()
    with time_machine.travel(NOW, tick=False):
        said = text(signed_in(cast.staff).get(f"/panel/members/{cast.loyal.pk}/"))
    assert "For the broken cup" in said


def test_a_reward_is_handed_over_at_once_and_costs_the_member_nothing(cast: Cast) -> None:
    before = balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW)
    assert "said=reward_given" in give(cast, how="now", reward="class/may", confirm="1").url
    made = Redemption.objects.get()
    assert (made.reward, made.session, made.spend.currency) == ("class", "may", "reward:class")
    assert balance(shop=cast.shop, member_id=cast.loyal.pk, now=NOW) == before
    with time_machine.travel(NOW, tick=False):
        said = text(signed_in(cast.reader).get(f"/panel/members/{cast.loyal.pk}/"))
    assert "Tea class" in said
    assert "a gift" in said


def test_what_cannot_be_handed_over_now_is_not_given_either(cast: Cast) -> None:
    give(cast, how="now", reward="cake/", confirm="1")
    refused = give(cast, how="now", reward="cake/", confirm="1")
    assert (refused.status_code, list(refused.context["give"].errors)) == (422, ["how"])
    assert Redemption.objects.count() == 1
    assert waiting(cast).get("reward:cake", 0) == 0


@pytest.mark.parametrize("given", [{"why": " "}, {"reward": "none/"}, {"how": "never"}, {"key": "x"}])
def test_a_faulty_form_gives_nothing(cast: Cast, given: dict[str, str]) -> None:
    answer = give(cast, confirm="1", **given)
    assert (answer.status_code, list(answer.context["give"].errors)) == (422, list(given))
    assert waiting(cast) == {}


def test_more_than_one_person_may_give_is_refused(cast: Cast) -> None:
    limit(cast, largest=299, second=True)
    assert give(cast).status_code == 422
    assert give(cast, confirm="1").status_code == 422
    assert waiting(cast) == {}


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("stranger", 404)])
def test_a_reader_and_a_stranger_give_nothing(cast: Cast, who: str, status: int) -> None:
    assert give(cast, who, confirm="1").status_code == status
    assert waiting(cast) == {}
    if who == "reader":
        with time_machine.travel(NOW, tick=False):
            assert "Give a reward" not in text(signed_in(cast.reader).get(f"/panel/members/{cast.loyal.pk}/"))
