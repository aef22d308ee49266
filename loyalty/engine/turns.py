"""In which turn facts that are heard together are worked: orders first, a leaving shop's last words last."""

from collections.abc import Iterable

from loyalty.engine import facts

LAST: dict[type[facts.Fact], int] = {facts.CustomerRedacted: 1, facts.Uninstalled: 2, facts.ShopRedacted: 3}

Numbered = tuple[int, facts.Fact]


def in_turn(told: Iterable[Numbered]) -> tuple[list[tuple[int, facts.OrderTold]], list[Numbered]]:
    """Order facts, and all others in their turn. `told` pairs a caller's number with a fact."""
    orders: list[tuple[int, facts.OrderTold]] = []
    others: list[Numbered] = []
    for number, fact in told:
        if isinstance(fact, facts.OrderTold):
            orders.append((number, fact))
        else:
            others.append((number, fact))
    others.sort(key=lambda one: LAST.get(type(one[1]), 0))
    return orders, others
