"""P5: orders decided per second on one core, at 10, 100 and 1,000 rules, beside engines that only say which rules fire.

Ours is asked for everything: points, and the reason of every rule, of those that did not fire too. Inside the timed
part: every rule's verdict, points, ends, and of each reason what it follows from (the answers to all questions, the
exact sum before its rounding, the factors). Outside, as a row of its own: writing the reasons out as they are stored,
which is done when somebody stores or reads them. Of the orders that were timed every hundredth is written out
afterwards and must be what the slow engine of the tests says, to the last reason, or the figures are void.

All are handed the same orders, ready made, in turn; what fires must be the same. The orders are new: they hold no
awards yet. CPU time, so that other programs matter less.
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
from loyalty.engine.reasons import recompute
from tests.engine.slow import earning as slow

PEERS = {
    "json-logic": rule_engines.json_logic_python,
    "CEL in Rust": rule_engines.cel_rust,
    "cel-python": rule_engines.cel_python,
}
SLOWNESS = {"json-logic": 20, "CEL in Rust": 10, "cel-python": 1000}  # they get so many orders less
SAMPLED = 100  # every so manyth order is looked at afterwards
ZONE = "Europe/Berlin"
Told = tuple[OrderState, About]


@dataclass
class Contest:
    """One number of rules: CPU seconds per order of each repeat, ours, ours with reasons written out, and theirs."""

    ours: list[float]
    written: list[float]
    theirs: dict[str, list[float]]


def measure(*, quick: bool) -> list[Row]:
    repeats = 3 if quick else 5
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
    return rows + [_written(count, contest) for count, contest in contests.items()]


def _written(count: int, contest: Contest) -> Row:
    """No goal: what it costs to store every reason of every order."""
    seconds, _ = middle(contest.written)
    ratio, spread = middle([out / us for us, out in zip(contest.ours, contest.written, strict=True)])
    what = f"orders/s decided and every reason written out, {count:,} rules : decided"
    return Row("P5c", what, 1 / seconds, "1/s", ratio, "told", True, spread)


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
    contest = Contest([], [], {name: [] for name in PEERS})
    kept: list[list[Decision]] = []
    _agree(told[:25], contexts, document, peers.values())
    for _ in range(repeats):
        kept.clear()
        contest.ours.append(_cpu(lambda: _decide_all(document, told, kept)) / len(told))
        contest.written.append(_cpu(lambda: _write_all(document, told)) / len(told))
        for name, fired in peers.items():
            some = contexts[: max(4, len(contexts) // SLOWNESS[name])]
            contest.theirs[name].append(_cpu(lambda: [fired(one) for one in some]) / len(some))  # noqa: B023
    _told_truly(document, told[::SAMPLED], kept)
    return contest


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    started = time.process_time()
    work()
    spent = time.process_time() - started
    gc.enable()
    return spent


def _decide_all(document: Document, told: Sequence[Told], kept: list[list[Decision]]) -> None:
    for begin in range(0, len(told), SAMPLED):
        kept.append(_decide(document, *told[begin]))
        for state, about in told[begin + 1 : begin + SAMPLED]:
            _decide(document, state, about)


def _write_all(document: Document, told: Sequence[Told]) -> None:
    for state, about in told:
        for decision in _decide(document, state, about):
            decision.reason  # noqa: B018 - asking writes it


def _decide(document: Document, state: OrderState, about: About) -> list[Decision]:
    return decide_order(document, state, recognised=True, timezone=ZONE, about=about, held=())


def _told_truly(document: Document, told: Sequence[Told], kept: Sequence[list[Decision]]) -> None:
    """What was timed says what the slow engine says, and every reason leads to its points; or the figures are void."""
    for (state, about), decisions in zip(told, kept, strict=True):
        slowly = slow.decide_order(document, state, recognised=True, timezone=ZONE, about=about)
        if decisions != [one for one in slowly if not one.silent]:
            raise AssertionError(
                "the fast engine tells another story than the slow one: the figures are void"
            )
        if any(recompute(one.reason) != one.points for one in decisions):
            raise AssertionError("a reason does not lead to its points: the figures are void")


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
