"""The cast is what its names say."""

from tests.cast import Cast


def test_the_stranger_has_no_part_in_the_tea_shop(cast: Cast) -> None:
    assert not cast.shop.staff.filter(user=cast.stranger).exists()
    assert cast.shop.programme_id != cast.other_shop.programme_id


def test_the_newcomer_is_known_but_has_not_joined(cast: Cast) -> None:
    assert cast.newcomer.joined_at is None
    assert cast.loyal.joined_at is not None
    assert cast.loyal.programme_id == cast.newcomer.programme_id == cast.shop.programme_id


def test_the_factories_touch_the_members_opening_balance_only_once(cast: Cast) -> None:
    assert cast.loyal.balances.get().available == 0
