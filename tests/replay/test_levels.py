"""Looking at tiers again and again during a replay says what counting everybody anew says (law X5)."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.document import parse
from loyalty.engine.ladder import standing
from loyalty.engine.qualifying import qualifying
from loyalty.engine.replay.replay import Replay
from loyalty.engine.replay.totals import totals
from loyalty.insight.history import History
from loyalty.insight.lines import Lines
from tests.laws.world import rules
from tests.replay.shop import PaperShop

LEVELS = [{"id": "member", "at": "0"}, {"id": "silver", "at": "120.00"}, {"id": "gold", "at": "300.00"}]
WINDOWS: list[dict[str, Any]] = [
    {"by": "spend", "window": {"rolling_months": 3}, "grace_days": 10},
    {"by": "points", "window": {"lifetime": True}},
    {"by": "spend", "window": {"programme_year": {"month": 4, "day": 1}}, "drop": "one_step"},
]


def _counted_anew(replay: Replay, at: Any) -> dict[int, str]:
    live = replay.versions.at(at)
    assert live is not None
    assert live.document.tiers is not None
    found: dict[int, str] = {}
    for person in replay.people.everybody:
        told = [
            qualifying(
                known.state,
                document=live.document,
                source=f"order:{order}",
                timezone=replay.timezone,
                at=at,
                terms=known.terms,
            )
            for order, known in replay.orders.known.items()
            if known.person is not None and known.person.living is person and known.state.header is not None
        ]
        history = [one for one in told if one is not None]
        ladder = live.document.tiers
        found[person.number] = standing(ladder, history, at, replay.timezone, replay.currency).level
    return found


def _a_year(shop: PaperShop, chance: random.Random) -> None:
    """Orders, refunds that take effect later, merges, and customers who are forgotten."""
    sold: list[dict[str, Any]] = []
    for turn in range(70):
        shop.wait(days=chance.randint(1, 9))
        what = chance.random()
        if what < 0.7 or not sold:
            sold.append(shop.pay(f"{chance.randint(5, 150)}.00", customer=chance.randint(1, 9)))
        elif what < 0.93:
            shop.refund(sold.pop(chance.randrange(len(sold))), lines={0: "5.00"})
        elif turn > 20:
            shop.merge(kept=chance.randint(1, 4), gone=chance.randint(5, 9))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tiers", WINDOWS)
def test_levels_at_every_look_are_those_counted_anew(
    tiers: dict[str, Any], seed: int, tmp_path: Path
) -> None:
    document = rules(points=1) | {"tiers": tiers | {"levels": LEVELS}}
    shop = PaperShop(document, tmp_path)
    _a_year(shop, random.Random(seed))
    lines = Lines(shop.write())
    lines.index(lambda _done: None)
    replay = Replay(parse(document), timezone=shop.timezone, currency="USD")
    seen: set[str] = set()
    last = None
    for number, (_, at, fact) in enumerate(History(lines, currency="USD", timezone=shop.timezone).facts()):
        replay.tell(fact, at)
        if number % 5 == 0:
            assert replay.tiers(at) == _counted_anew(replay, at)
        last = at
    assert last is not None
    for months in range(20):
        at = last + timedelta(days=30 * months)
        levels = replay.tiers(at)
        assert levels == _counted_anew(replay, at)
        seen |= set(levels.values())
    assert len(seen) > 1
    replay.until(at)
    before, levels = totals(replay), replay.tiers(at)
    assert before["sales_minor"] > 0
    assert replay.end(at) == levels
    assert not replay.orders.known, "what orders were is not forgotten"
    assert totals(replay) == before
