"""Orders say which codes they used: whenever they come, once, and with their goods the points come back (law R6)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from loyalty.desk import ending, spending
from loyalty.engine.facts import OrderTold
from loyalty.ledger.models import Spend
from loyalty.ledger.spend import AlreadyEnded
from loyalty.ledger.verify import sound, verify
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption, Step
from loyalty.shops.models import Installation
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START
from tests.rewards.pretend_store import PretendStore, State
from tests.rewards.together import Case, coded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW = START + timedelta(days=1)


def buys(case: Case, *codes: str, order: str = "9", customer: str = "7001", pieces: int = 2) -> Teller:
    """An order of 30.00 a piece, paid with the codes."""
    teller = Teller(order, [Goods(pieces, 3_000 * pieces)], customer=customer)
    case.world.tell([coded(teller.snapshot(), *codes)], now=NOW)
    return teller


def where(case: Case) -> tuple[str, str, str, int]:
    """Of the redemption: its state and its spend's, on which order, and what came back."""
    made = Redemption.objects.select_related("spend").get(pk=case.made.pk)
    return made.state, made.spend.state, made.spend.order, made.spend.returned


def steps(case: Case) -> list[str]:
    return list(Step.objects.filter(redemption=case.made).order_by("pk").values_list("what", flat=True))


def test_an_order_told_five_times_uses_its_code_once_in_any_case() -> None:
    case = Case()
    for _ in range(5):
        buys(case, f" {case.made.code.lower()} ")
    assert where(case) == ("used", "used", "9", 0)
    assert steps(case) == ["reserved", "issued", "used"]
    assert sound(verify(programme_id=case.world.programme.pk))


def test_r6_half_the_goods_bring_half_the_points_back_and_a_called_off_order_all() -> None:
    case = Case()
    teller = buys(case, case.made.code)
    teller.tick()
    case.world.tell([teller.refund([(0, 1, 3_000)], 0)], now=NOW)
    assert where(case)[3] == 35
    teller.tick()
    teller.cancelled = True
    case.world.tell([coded(teller.snapshot(), case.made.code)] * 2, now=NOW)
    assert where(case) == ("used", "used", "9", 70)


def test_a_refund_that_comes_before_its_order_counts_when_the_order_is_there() -> None:
    case = Case()
    teller = Teller("9", [Goods(2, 6_000)])
    before = coded(teller.snapshot(), case.made.code)
    teller.tick()
    case.world.tell([teller.refund([(0, 1, 3_000)], 0)], now=NOW)
    assert where(case)[1] == "reserved"
    case.world.tell([before], now=NOW)
    assert where(case) == ("used", "used", "9", 35)


def test_an_order_that_comes_before_the_store_has_answered_is_not_undone_by_the_answer(store: State) -> None:
    case = Case(store=store)
    late = case._redeem("late")
    case.made = late
    buys(case, late.code)
    assert where(case)[:3] == ("used", "used", "9")
    case.carry()
    assert where(case)[:3] == ("used", "used", "9")


def test_the_same_code_on_a_second_order_is_told_to_the_merchant_and_booked_once() -> None:
    case = Case()
    buys(case, case.made.code)
    second = buys(case, case.made.code, order="10")
    second.tick()
    case.world.tell([second.refund([(0, 2, 6_000)], 0)], now=NOW)
    assert where(case) == ("used", "used", "9", 0)
    buys(case, case.made.code, order="10")
    assert steps(case) == ["reserved", "issued", "used", "used_twice"]


def test_two_orders_with_one_code_in_one_batch_give_it_to_the_first_placed() -> None:
    case = Case()
    told: list[OrderTold] = []
    for order, hours in (("11", 2), ("10", 1)):
        teller = Teller(order, [Goods(1, 3_000)], placed=START + timedelta(hours=hours))
        told.append(coded(teller.snapshot(), case.made.code))
    case.world.tell(told, now=NOW, batch=5)
    assert where(case)[:3] == ("used", "used", "10")
    assert steps(case)[-1] == "used_twice"


def test_a_code_that_ended_and_is_used_after_all_is_told_to_the_merchant() -> None:
    case = Case()
    case.undo()
    assert where(case)[:2] == ("released", "released")
    for _ in range(2):
        buys(case, case.made.code)
    assert where(case)[:2] == ("released", "released")
    assert steps(case)[-2:] == ["released", "used_after_all"]


def test_a_code_on_somebody_elses_order_is_used_and_pays_them_no_points() -> None:
    case = Case()
    before = case.world.awards("order:9")
    teller = buys(case, case.made.code, customer="7002")
    assert where(case) == ("used", "used", "9", 0)
    teller.tick()
    case.world.tell([teller.refund([(0, 2, 6_000)], 0)], now=NOW)
    assert (before, where(case)[3]) == ([], 70)
    assert Spend.objects.get(key="p").member_id == case.made.spend.member_id, "back to who paid for it"


def test_points_that_left_when_it_was_issued_are_tied_to_the_order_of_its_code() -> None:
    case = Case("issued")
    assert where(case) == ("issued", "used", "", 0)
    teller = buys(case, case.made.code)
    assert where(case) == ("used", "used", "9", 0)
    teller.tick()
    case.world.tell([teller.refund([(0, 1, 3_000)], 0)], now=NOW)
    assert where(case)[3] == 35


def test_an_order_that_is_edited_keeps_its_code_used() -> None:
    case = Case()
    teller = buys(case, case.made.code)
    teller.tick()
    teller.goods.append(Goods(1, 1_000))
    edited = coded(teller.snapshot(), case.made.code)
    assert edited.header is not None
    case.world.tell([replace(edited, header=replace(edited.header, discount_codes=()))], now=NOW)
    assert where(case) == ("used", "used", "9", 0)


def test_a_code_paid_while_its_owner_undoes_it_stays_used_and_the_points_gone() -> None:
    case = Case()
    Installation.objects.create(shop=case.world.shop, installed_at=START, installed_by="owner")
    assert PretendStore().use(case.made.code)
    ending.undo(redemption=Redemption.objects.get(pk=case.made.pk), actor="m", now=NOW)
    drain(clock=lambda: NOW)
    assert where(case)[:2] == ("issued", "reserved")
    buys(case, case.made.code)
    assert where(case)[:3] == ("used", "used", "9")
    with pytest.raises(ending.CannotEnd):
        ending.undo(redemption=Redemption.objects.get(pk=case.made.pk), actor="m", now=NOW)
    with pytest.raises(AlreadyEnded):
        spending.released(shop=case.world.shop, key="p", why="x", actor="m", now=NOW)
