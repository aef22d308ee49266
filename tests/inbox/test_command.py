"""`manage.py deliveries`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.inbox import drain
from loyalty.inbox.models import Delivery
from tests.cast import Cast
from tests.inbox.knock import knock

pytestmark = pytest.mark.usefixtures("pretend")


def run(*words: str) -> str:
    out = StringIO()
    call_command("deliveries", *words, stdout=out, stderr=out)
    return out.getvalue()


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


@pytest.fixture
def mixed(cast: Cast) -> dict[str, int]:
    """One parked delivery in each shop and a worked one; their numbers."""
    knock(b"unreadable id: missing", shop=cast.shop.domain, delivery="ours")
    knock(b"unreadable id: missing", shop=cast.other_shop.domain, delivery="theirs")
    knock(b"ignore nothing to do", shop=cast.shop.domain, delivery="left")
    drain.drain()
    return dict(Delivery.objects.values_list("delivery_id", "id"))


def test_list_narrows_by_shop_and_state(cast: Cast, mixed: dict[str, int]) -> None:
    assert len(said("list")) == 3
    assert [line["id"] for line in said("list", "--shop", cast.shop.domain, "--state", "parked")] == [
        mixed["ours"]
    ]
    assert "id: missing" in run("list", "--state", "parked")
    assert said("list", "--shop", "nobody.myshopify.com") == []


def test_show_prints_the_body(mixed: dict[str, int]) -> None:
    assert said("show", str(mixed["ours"]))["body"] == "unreadable id: missing"
    assert "unreadable id: missing" in run("show", str(mixed["ours"]))
    for wrong in (("show",), ("show", "0"), ("show", str(mixed["ours"]), str(mixed["left"]))):
        with pytest.raises(CommandError):
            run(*wrong)


def test_resend_takes_numbers_or_a_state(cast: Cast, mixed: dict[str, int]) -> None:
    assert said("resend", str(mixed["left"])) == {"resent": 1}
    assert said("resend", "--shop", cast.shop.domain, "--state", "parked") == {"resent": 1}
    assert Delivery.objects.get(id=mixed["theirs"]).state == "parked"


def test_resend_of_everything_by_mistake_is_refused(mixed: dict[str, int]) -> None:
    for wrong in (("resend",), ("resend", "--shop", "tea.myshopify.com"), ("resend", "0")):
        with pytest.raises(CommandError):
            run(*wrong)
    assert not Delivery.objects.filter(state="ready").exists()
