"""What a document would give for three sample orders, through the engine itself."""

from dataclasses import dataclass
from datetime import UTC, datetime

from loyalty.common.money import minor
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.engine.earning import decide_order
from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from loyalty.engine.order_state import EMPTY, OrderState, merge

AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SampleResult:
    """One sample order (its name says which) and what each rule decides for it."""

    name: str
    paid: int
    decisions: list[Decision]


def on_samples(document: Document, *, currency: str) -> list[SampleResult]:
    """A small order, one with discount, tax and shipping, and one of which a line went back."""
    return [
        SampleResult(name, _paid(state), decide_order(document, state, recognised=True, timezone="UTC"))
        for name, state in samples(currency).items()
    ]


def quote(document: Document, *, amount: int, currency: str) -> int:
    """Points that goods of `amount` minor units would earn on their own, over all order rules."""
    state = _order("", currency, [("", 1, amount)], 0, 0)
    decisions = decide_order(document, state, recognised=True, timezone="UTC")
    return sum(decision.points for decision in decisions)


def samples(currency: str) -> dict[str, OrderState]:
    """The three orders, in the shop's currency."""
    one = max(minor("1", currency), 100)  # prices that look like prices in yen as in dollars
    plain = _order("small", currency, [("a", 1, 24 * one)], 0, 0)
    large = _order("large", currency, [("a", 2, 56 * one), ("b", 1, 37 * one - one // 10)], 8 * one, 5 * one)
    back = Refund(id="1", at=AT, lines=(RefundLine(line="b", quantity=1, amount=37 * one - one // 10),))
    return {
        "small": plain,
        "large": large,
        "returned": merge(large, OrderTold(order="large", refunds=(back,))),
    }


def _order(
    name: str, currency: str, lines: list[tuple[str, int, int]], tax: int, shipping: int
) -> OrderState:
    header = Header(
        id=name,
        name=name,
        updated_at=AT,
        processed_at=AT,
        currency=currency,
        paid=True,
        customer="1",
        tax=tax,
        shipping=shipping,
        lines=tuple(
            Line(id=one, title=one, quantity=many, current=many, net=net) for one, many, net in lines
        ),
    )
    return merge(EMPTY, OrderTold(order=name, header=header))


def _paid(state: OrderState) -> int:
    header = state.header
    return sum(line.net for line in header.lines) + header.tax + header.shipping if header else 0
