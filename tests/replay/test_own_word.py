"""A replay pays for mere words as the desk does: late, and never to be used alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.activities.ways import FOLLOW, REWARD
from tests.laws.world import rules
from tests.replay.shop import PaperShop

DOCUMENT: dict[str, Any] = rules() | {
    "schema": 2,
    "earning": [*rules()["earning"], FOLLOW | {"hold_days": 1, "award": {"points": 100}}],
    "rewards": [REWARD],
}


@pytest.mark.parametrize("bought", [False, True])
def test_words_alone_buy_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], bought: bool) -> None:
    shop = PaperShop(DOCUMENT, tmp_path)
    told = {"member": "gid://shopify/Customer/7001", "type": "follow", "key": "f", "proof": "self_declared"}
    shop.send("activity", told, times=3)
    shop.clock = shop.clock.replace(year=shop.clock.year + 1)
    if bought:
        shop.pay("1.00")
    shop.redeem("sample", "k")
    shop.write()
    (tmp_path / "rules.json").write_text(json.dumps(DOCUMENT))
    call_command("replay", programme=str(tmp_path / "rules.json"), history=str(shop.file), json=True)
    answer = json.loads(capsys.readouterr().out)
    [member] = answer["members"]
    assert member["spent"] == (40 if bought else 0)
    assert [one["reason"].partition(":")[0] for one in answer["refused"]] == ([] if bought else ["reward"])
