"""Perks with a quota count down, come back with the window, and are undone by a row."""

from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.tiers.models import PerkUse
from loyalty.tiers.now import tier_now
from loyalty.tiers.perks import NoSuchPerk, UsedUp, perks_now, undo_use, use_perk
from tests.laws.world import START
from tests.tiers.climbers import DAY, TIERS, Club

pytestmark = pytest.mark.django_db
UPGRADES = {"id": "upgrade", "title": "Upgrade", "quota": 2}
GOLD = {"id": "gold", "at": "250.00", "perks": [UPGRADES, {"id": "late", "title": "Late check-out"}]}


def club(**more: Any) -> Club:
    made = Club(levels=[*TIERS["levels"][:2], GOLD], **more)
    made.buys("1", 30_000)
    return made


def use(made: Club, key: str, *, day: int = 1, perk: str = "upgrade") -> PerkUse:
    return use_perk(shop=made.shop, member_id=made.member(), perk=perk, key=key, by="staff", now=made.on(day))


def left(made: Club, day: int = 1) -> int | None:
    has = tier_now(shop=made.shop, member_id=made.member(), now=made.on(day))
    assert has is not None
    return perks_now(has=has, member_id=made.member(), now=made.on(day))[0].left


def test_the_quota_counts_down_and_then_no_more_is_used() -> None:
    made = club()
    assert left(made) == 2
    use(made, "a")
    use(made, "b")
    assert left(made) == 0
    with pytest.raises(UsedUp):
        use(made, "c")
    assert PerkUse.objects.count() == 2


def test_the_same_deed_twice_is_one_use() -> None:
    made = club()
    assert use(made, "a") == use(made, "a")
    assert left(made) == 1


def test_what_the_level_does_not_bring_or_count_is_not_used() -> None:
    made = club()
    for perk in ("late", "nothing"):
        with pytest.raises(NoSuchPerk):
            use(made, "a", perk=perk)
    made.buys("2", 10_000, customer="7002")
    with pytest.raises(NoSuchPerk):
        use_perk(
            shop=made.shop, member_id=made.member("7002"), perk="upgrade", key="x", by="cheat", now=made.on(1)
        )
    assert not PerkUse.objects.exists()


def test_an_undone_use_is_there_again_and_both_rows_stay() -> None:
    made = club()
    row = use(made, "a")
    assert undo_use(shop=made.shop, use_id=row.pk, by="owner", now=made.on(2))
    assert not undo_use(shop=made.shop, use_id=row.pk, by="owner", now=made.on(2))
    assert (left(made, 3), PerkUse.objects.count()) == (2, 2)


def test_nobody_undoes_another_programmes_use() -> None:
    made, other = club(), Club()
    row = use(made, "a")
    with pytest.raises(PerkUse.DoesNotExist):
        undo_use(shop=other.shop, use_id=row.pk, by="stranger", now=made.on(2))
    assert left(made) == 1


def test_the_quota_resets_with_the_programme_year() -> None:
    made = club(window={"programme_year": {"month": 4, "day": 1}}, keep_until="window_end")
    use(made, "a")
    use(made, "b")
    last = (datetime(2026, 4, 1, 3, 59, tzinfo=UTC) - START) / DAY
    assert left(made, 29) == 0
    assert last < 31
    assert left(made, 31) == 2, "1 April in New York has come"


def test_in_rolling_months_each_use_comes_back_by_itself() -> None:
    made = club()
    use(made, "a", day=1)
    made.buys("2", 30_000, day=200)
    use(made, "b", day=200)
    assert left(made, 366) == 0
    assert left(made, 368) == 1
