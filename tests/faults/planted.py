"""Do the tests have teeth? Bugs to plant, one per law, and the tests of every commit that must catch them."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MACHINE = "tests/laws/test_machine.py"
SETTLE = "tests/laws/test_settlement.py"
EXPIRY = "tests/laws/test_expiry.py"
SPENDING = "tests/laws/test_spending.py"
REDEMPTION = "tests/laws/test_redemption.py"
VECTORS = "tests/worked_examples/test_vectors.py"
IN_TIME = "tests/worked_examples/test_vectors_in_time.py"
CHAIN = "tests/laws/test_chain.py"
CONCURRENCY = "tests/concurrency"
HANDS = 2
CAUGHT = 1  # pytest's word for "tests failed"; anything else is our own mistake


@dataclass(frozen=True, slots=True)
class Bug:
    """In `module`, `old` becomes `new`; `tests` must fail."""

    law: str
    what: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the line to change is there, once: a bug that is not planted is caught by anything."""
        source = (ROOT / f"{self.module.replace('.', '/')}.py").read_text()
        return source.count(self.old) == 1


def _bug(law: str, what: str, module: str, old: str, new: str, *tests: str) -> Bug:
    return Bug(law, what, f"loyalty.{module}", old, new, tests)


BUGS = (
    _bug("A1", "a float on the path", "engine.exact", "divmod(numerator, denominator)",
         "divmod(float(numerator / denominator), 1)", VECTORS),
    _bug("A1", "rounded to the nearest instead of down", "engine.exact", "    return whole\n\n\ndef split",
         "    return whole + (2 * rest >= denominator)\n\n\ndef split", VECTORS),
    _bug("A2", "today's rule instead of the frozen one", "desk.order_told",
         "return versions.version(one.terms[\"version\"])", "return versions.live(datetime.now().astimezone())",
         VECTORS),
    _bug("A5", "largest remainder forgotten", "engine.exact", "parts[i] += 1", "parts[-1] += 1", VECTORS),
    _bug("A7", "a hold ends a moment late: < for <=", "engine.catch_up", "lot.available_at <= now",
         "lot.available_at < now", "tests/desk/test_holds.py", MACHINE),
    _bug("I1", "the target is added instead of the difference", "engine.settlement",
         "delta = decision.points - standing.posted", "delta = decision.points", MACHINE),
    _bug("I2", "refunds are a list, not a set", "engine.order_state", "best[refund.id] = refund if",
         "best[refund.id + str(len(best))] = refund if", SETTLE),
    _bug("I3", "the last snapshot told wins, however old", "engine.order_state",
         "header = _latest(state.header, told.header)", "header = told.header or state.header", SETTLE),
    _bug("I5", "a business key that is new every time", "ledger.adjust",
         "full_key(shop, one.key) for", 'f"{full_key(shop, one.key)}:{book.posted_at!s}" for', MACHINE,
         "tests/adjustments/test_post.py"),
    _bug("R1", "a refund above the order is not clamped", "engine.basis",
         "(max(0, whole - worked.other_back), whole)", "(whole - worked.other_back, whole)", VECTORS),
    _bug("R2", "a cancelled order keeps its points", "engine.basis",
         "    if cancelled:\n        return 0, 1", "    if False:\n        return 0, 1", VECTORS),
    _bug("R3", "an amount-only refund is forgotten", "engine.basis", "for _, amount in extras]) - other",
         "for _, amount in extras])", VECTORS),
    _bug("R5", "debt is not repaid", "engine.purse", "points = min(self.debt, self.available)",
         "points = 0", IN_TIME),
    _bug("R5", "debt and floor confused", "engine.purse", 'if policy == "floor":', 'if policy == "debt":', IN_TIME),
    _bug("R5", "expired points are asked for again", "engine.purse", "counted = min(left, expired)",
         "counted = 0", EXPIRY),
    _bug("R6", "what came back before is not counted", "engine.purse", "skip, left = spend.returned, points",
         "skip, left = 0, points", SPENDING, MACHINE),
    _bug("R6", "a lot that is over is refilled", "engine.purse",
         "if planned is None or not clock.over(planned, lot.earned_at, now):", "if True:", IN_TIME),
    _bug("R7", "the tombstone skipped: a refund before its order is lost", "engine.order_state",
         "refunds=_union(state.refunds + told.refunds)",
         "refunds=_union(state.refunds + told.refunds) if state.header or told.header else ()", SETTLE),
    _bug("R8", "a derived award stays when its order goes", "engine.derived",
         "points = gives.points if kept and not withheld else 0", "points = gives.points", SPENDING, IN_TIME),
    _bug("X1", "the oldest is spent first, whatever ends first", "engine.lots",
         "return (self.expires_at or NEVER, self.earned_at, self.id)", "return (NEVER, self.earned_at, self.id)",
         EXPIRY),
    _bug("X2", "a lot lives a moment too long: < for <=", "engine.purse", "ends is not None and ends <= now else",
         "ends is not None and ends < now else", EXPIRY, IN_TIME),
    _bug("X2", "late sweeps work in another order than timely ones", "engine.catch_up",
         "return (lot.available_at, lot.order)", "return (lot.order[0], lot.order)", EXPIRY),
    _bug("X3", "midnight in Greenwich instead of the shop", "engine.calendar",
         "return datetime.combine(ends, time(), zone).astimezone(UTC)",
         "return datetime.combine(ends, time(), UTC)", EXPIRY),
    _bug("X4", "activity may move the end earlier", "engine.holdings",
         "if until is not None and (self.keeps_until is None or until > self.keeps_until):",
         "if until is not None:", EXPIRY),
    _bug("X6", "points end though nobody was told", "engine.expiry", "                if told is None:\n",
         "                if False:\n", EXPIRY),
    _bug("X7", "the clock runs on while the app is gone", "engine.expiry",
         "            if back is None:\n                return None\n", "            return planned\n", EXPIRY),
    _bug("D1", "more is granted than is there: pending counted", "ledger.spend",
         "if points > purse.available:", "if points > purse.available + purse.pending + purse.debt:", MACHINE,
         SPENDING),
    _bug("D3", "no lock on the balance", "ledger.load", "ORDER BY member_id FOR UPDATE", "ORDER BY member_id",
         CONCURRENCY),
    _bug("D2", "asked again without looking", "desk.issuing", "again=made.tried_at is not None", "again=False",
         REDEMPTION),
    _bug("D2", "the points come back before the store was asked", "desk.issuing",
         "untouched = made.tried_at is None or kinds.end(order)", "untouched = True", REDEMPTION),
    _bug("D3", "one seat too many", "rewards.shelf", "taken__lt=size", "taken__lte=size", REDEMPTION),
    _bug("D4", "a code that was used is ended all the same", "rewards.kinds",
         "code=order.redemption.code).used == 0", "code=order.redemption.code).used >= 0", REDEMPTION),
    _bug("R6", "a second order with the same code is booked too", "desk.spending", "if spend.order != order:",
         "if False:", "tests/rewards/test_recognising.py"),
    _bug("M1", "the debt is lost in a merge", "engine.purse", "        self.debt += debt\n", "", SPENDING),
    _bug("M2", "late facts find the old record", "desk.merging",
         "        Identity.objects.filter(member_id=gone).update(member_id=kept)\n", "", IN_TIME, MACHINE),
    _bug("G1", "an erased member keeps the name", "members.recognise", "    rows.delete()\n", "", MACHINE,
         "tests/desk/test_people.py"),
    _bug("G2", "the erased collect once-only bonuses again", "members.recognise",
         '"returned": key in before', '"returned": False', SPENDING),
    _bug("S5", "recognised in another shop's books", "members.recognise",
         "WHERE programme_id = %s AND shop_id = %s\n", "WHERE (programme_id = %s OR shop_id = %s OR true)\n",
         "tests/desk/test_people.py", MACHINE),
    _bug("F1", "a circle of friends", "referrals.bring",
         "    if friend in line_above(rows, advocate):\n", "    if False:\n",
         SPENDING),
    _bug("T4", "a reason that does not recompute", "engine.reasons",
         'int(reason["award"]) if given else 0', 'int(reason["award"])', SPENDING),
    _bug("L3", "the link forgets the reason", "ledger.rows", "        p.reason, micros(p.effective_at)",
         "        None, micros(p.effective_at)", CHAIN),
    _bug("L4", "the past is looked at with today's lots", "ledger.glance",
         "WHERE v.lot_id = l.id AND w.{clock} <= %(at)s",
         "WHERE v.lot_id = l.id", SPENDING),
)  # fmt: skip


def run(number: int) -> tuple[int, str]:
    """Pytest's answer with the bug planted, and the last of what it said."""
    if not BUGS[number].fits:
        return 0, f"{BUGS[number].old!r} is not once in {BUGS[number].module}: nothing was planted"
    command = [sys.executable, "-m", "pytest", "-p", "tests.faults.plant", "-n0", "-x", "-q", "--no-header",
               "-p", "no:cacheprovider", *BUGS[number].tests]  # fmt: skip
    # The plain settings of the tests: a run of faults has a database of its own, which they do not want.
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOYALTY_", "DJANGO_"))
    }
    hand = {"PLANTED": str(number), "TEST_HAND": threading.current_thread().name[-1]}
    done = subprocess.run(command, cwd=ROOT, env=plain | hand, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout[-2000:] + done.stderr[-1000:]


def play(numbers: list[int]) -> list[int]:
    """Plants the bugs one after the other, two at a time; answers those that nobody noticed."""
    missed = []
    with ThreadPoolExecutor(HANDS, thread_name_prefix="hand") as hands:
        for number, (answer, words) in zip(numbers, hands.map(run, numbers), strict=True):
            bug = BUGS[number]
            caught = answer == CAUGHT
            print(f"   {'caught' if caught else 'MISSED'}  {bug.law:3} {bug.what}", flush=True)
            if not caught:
                missed.append(number)
                print(words)
    return missed
