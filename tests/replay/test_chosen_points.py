"""A replay takes what a member chose on a slider, and refuses what the slider would not let them choose."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.laws.world import rules
from tests.replay.shop import PaperShop

SLIDER = {"id": "off", "kind": "amount_off", "cost": 100, "amount": "1.00",
          "slider": {"min": 200, "max": 600, "step": 100}}  # fmt: skip
FIXED = {"id": "fixed", "kind": "amount_off", "cost": 100, "amount": "1.00"}


def redeemed(
    folder: Path, capsys: pytest.CaptureFixture[str], points: int | None, reward: str = "off"
) -> dict[str, Any]:
    shop = PaperShop(rules() | {"schema": 2, "rewards": [SLIDER, FIXED]}, folder)
    shop.pay("1000.00")
    told = {"member": "gid://shopify/Customer/7001", "reward": reward, "key": "k", "data": {"points": points}}
    shop.send("redeem", told)
    shop.write()
    (folder / "rules.json").write_text(json.dumps(rules() | {"schema": 2, "rewards": [SLIDER, FIXED]}))
    call_command("replay", programme=str(folder / "rules.json"), history=str(shop.file), json=True)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize(("points", "spent"), [(300, 300), (600, 600), (None, 200)])
def test_what_was_chosen_is_what_it_costs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], points: int | None, spent: int
) -> None:
    told = redeemed(tmp_path, capsys, points)
    assert (told["members"][0]["spent"], told["totals"]["reward_cost_minor"]) == (spent, spent)


@pytest.mark.parametrize(("points", "reward"), [(100, "off"), (250, "off"), (700, "off"), (100, "fixed")])
def test_what_cannot_be_chosen_is_refused_and_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], points: int, reward: str
) -> None:
    told = redeemed(tmp_path, capsys, points, reward)
    assert told["refused"][0]["reason"] == f"data.points: {points} cannot be chosen for '{reward}'"
    assert told["members"][0]["spent"] == 0
