"""Stories of one order: what a shop did, the messages it sent about it, and the sale as it stands in the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from tests.laws.oracle import Goods, Sale
from tests.laws.world import START


@dataclass
class Story:
    """`messages` in the order of sending; every snapshot carries the refunds so far, as the platform's do."""

    sale: Sale
    messages: list[OrderTold]
    steps: list[Sale]


@dataclass
class Teller:
    """Keeps the state of the pretend shop while a story is made up."""

    order: str
    goods: list[Goods]
    clock: int = 0
    other: int = 0
    cancelled: bool = False
    paid: bool = True
    refunds: tuple[Refund, ...] = ()
    placed: datetime = START
    customer: str = "7001"

    def tick(self) -> None:
        self.clock += 1

    def snapshot(self) -> OrderTold:
        lines = tuple(
            Line(
                id=f"l{i}",
                title=f"Thing {i}",
                quantity=one.quantity,
                current=one.quantity - one.returned - one.removed,
                net=one.paid,
                gift_card=one.gift_card,
            )
            for i, one in enumerate(self.goods)
        )
        header = Header(
            id=self.order,
            name=f"#{self.order}",
            updated_at=self.placed + timedelta(seconds=self.clock),
            processed_at=self.placed,
            currency="USD",
            lines=lines,
            paid=self.paid,
            cancelled=self.cancelled,
            customer=self.customer,
            tax=123,
            shipping=500,
        )
        return OrderTold(order=self.order, header=header, refunds=self.refunds)

    def refund(self, lines: list[tuple[int, int, int]], other: int) -> OrderTold:
        """lines: (index, quantity, money)."""
        made = Refund(
            id=f"r{len(self.refunds)}",
            at=self.placed + timedelta(seconds=self.clock),
            lines=tuple(RefundLine(line=f"l{i}", quantity=many, amount=money) for i, many, money in lines),
            other=other,
        )
        for i, many, money in lines:
            self.goods[i].returned += many
            self.goods[i].money_back += money
        self.other += other
        self.refunds = (*self.refunds, made)
        return OrderTold(order=self.order, refunds=(made,))

    def sale(self) -> Sale:
        goods = [Goods(**vars(one)) for one in self.goods]
        return Sale(goods=goods, other_back=self.other, cancelled=self.cancelled, paid=self.paid)


GOODS = st.builds(
    Goods,
    quantity=st.integers(1, 5),
    paid=st.integers(0, 50_000),
    gift_card=st.sampled_from([False, False, False, True]),
)
DEEDS = st.lists(st.sampled_from(["refund", "amount", "edit", "cancel", "reinstate", "touch"]), max_size=6)


@st.composite
def stories(draw: st.DrawFn, order: str = "1") -> Story:
    """Any sale with up to six later deeds."""
    teller = Teller(order, draw(st.lists(GOODS, min_size=1, max_size=3)))
    messages, steps = [teller.snapshot()], [teller.sale()]
    for deed in draw(DEEDS):
        teller.tick()
        messages += _do(draw, teller, deed)
        steps.append(teller.sale())
    return Story(teller.sale(), messages, steps)


def _do(draw: st.DrawFn, teller: Teller, deed: str) -> list[OrderTold]:
    if deed == "refund":
        return _refund_a_line(draw, teller)
    if deed == "amount":
        refund = teller.refund([], draw(st.integers(0, 20_000)))
        return [refund, teller.snapshot()]
    if deed == "edit":
        _edit(draw, teller)
    if deed in ("cancel", "reinstate"):
        teller.cancelled = deed == "cancel"
    return [teller.snapshot()]


def _refund_a_line(draw: st.DrawFn, teller: Teller) -> list[OrderTold]:
    i = draw(st.integers(0, len(teller.goods) - 1))
    goods = teller.goods[i]
    left = goods.quantity - goods.returned - goods.removed
    if not left:
        return [teller.snapshot()]
    many = draw(st.integers(1, left))
    money = (
        goods.paid * (goods.returned + many) // goods.quantity - goods.paid * goods.returned // goods.quantity
    )
    return [teller.refund([(i, many, money)], 0), teller.snapshot()]


def _edit(draw: st.DrawFn, teller: Teller) -> None:
    if draw(st.booleans()):
        teller.goods.append(draw(GOODS))
        return
    goods = teller.goods[draw(st.integers(0, len(teller.goods) - 1))]
    if goods.quantity - goods.returned - goods.removed:
        goods.removed += 1
