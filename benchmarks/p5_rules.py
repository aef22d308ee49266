"""P5: orders decided per second on one core, at 10, 100 and 1,000 rules, beside engines that only say which rules fire.

Ours is asked for everything: points, and the stored reason of every rule, of those that did not fire too. All are
handed the same orders, ready made, in turn; what fires must be the same. CPU time, so that other programs matter less.
"""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks import many_rules
from benchmarks.peers import rule_engines
from benchmarks.row import Row, middle
from loyalty.engine.about import About
from loyalty.engine.decisions import NO_RULE, Decision
from loyalty.engine.document import Document, parse
from loyalty.engine.earning import decide_order
from loyalty.engine.order_state import OrderState

PEERS = {
    "json-logic": rule_engines.json_logic_python,
    "CEL in Rust": rule_engines.cel_rust,
    "cel-python": rule_engines.cel_python,
}
SLOWNESS = {"json-logic": 20, "CEL in Rust": 10, "cel-python": 1000}  # they get so many orders less
Told = tuple[OrderState, About]


@dataclass
class Contest:
    """One number of rules: CPU seconds per order of each repeat, ours and theirs."""

    ours: list[float]
    theirs: dict[str, list[float]]


def measure(*, quick: bool) -> list[Row]:
    repeats = 3 if quick else 7
    contests = {count: _contest(count, repeats, quick) for count in (10, 100, 1000)}
    rows = [_against(count, contests[count], peer) for count in contests for peer in PEERS]
    seconds, spread = middle(contests[10].ours)
    rows.append(
        Row("P5a", "orders decided/s with all reasons, 10 rules", 1 / seconds, "1/s", 1 / seconds / 50_000,
            "≥ 50,000/s", seconds <= 1 / 50_000, spread)
    )  # fmt: skip
    grown = [many / few for few, many in zip(contests[10].ours, contests[1000].ours, strict=True)]
    ratio, spread = middle(grown)
    rows.append(
        Row("P5b", "cost of an order at 1,000 rules : at 10", 1e6 * middle(contests[1000].ours)[0], "µs", ratio,
            "≤ 90", ratio <= 90, spread)
    )  # fmt: skip
    return rows


def _against(count: int, contest: Contest, peer: str) -> Row:
    seconds, _ = middle(contest.ours)
    ratio, spread = middle([them / us for us, them in zip(contest.ours, contest.theirs[peer], strict=True)])
    what = f"orders decided/s, {count:,} rules : {peer}, which only says what fires"
    return Row("P5", what, 1 / seconds, "1/s", ratio, "≥ 10", ratio >= 10, spread)


def _contest(count: int, repeats: int, quick: bool) -> Contest:
    programme = many_rules.document(count)
    document = parse(programme)
    asked = many_rules.conditions(programme)
    told = many_rules.orders(max(40, (4_000 if quick else 20_000) // max(1, count // 40)))
    contexts = [many_rules.context(*one) for one in told]
    peers = {name: make(asked) for name, make in PEERS.items()}
    contest = Contest([], {name: [] for name in PEERS})
    _agree(told[:25], contexts, document, peers.values())
    for _ in range(repeats):
        contest.ours.append(_cpu(lambda: _decide_all(document, told)) / len(told))
        for name, fired in peers.items():
            some = contexts[: max(4, len(contexts) // SLOWNESS[name])]
            contest.theirs[name].append(_cpu(lambda: [fired(one) for one in some]) / len(some))  # noqa: B023
    return contest


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    started = time.process_time()
    work()
    spent = time.process_time() - started
    gc.enable()
    return spent


def _decide_all(document: Document, told: Sequence[Told]) -> None:
    for state, about in told:
        _decide(document, state, about)


def _decide(document: Document, state: OrderState, about: About) -> list[Decision]:
    return decide_order(document, state, recognised=True, timezone="Europe/Berlin", about=about)


def _agree(
    told: Sequence[Told],
    contexts: Sequence[dict],
    document: Document,
    peers: Iterable[rule_engines.Fired],
) -> None:
    """All say the same of which rules fire, or the figures are void."""
    for number, (state, about) in enumerate(told):
        decisions = _decide(document, state, about)
        [untold] = [one for one in decisions if one.rule == NO_RULE]
        ours = [rule.id not in untold.reason["rules"] for rule in document.order_rules]
        for fired in peers:
            if fired(contexts[number]) != ours:
                raise AssertionError("the engines differ about what fires: the figures are void")
