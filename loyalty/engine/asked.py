"""An order is asked every question of its document's rules at once."""

from bisect import bisect_right

from loyalty.engine.compiled import ReadyRule
from loyalty.engine.questions import HAS_LINES
from loyalty.engine.told import Told
from loyalty.engine.verdicts import Verdict

ONLY_LINES = [HAS_LINES]


def verdict_of(told: Told) -> Verdict[ReadyRule]:
    """Which rules fire; what each line answered is kept for those that choose among them."""
    questions = told.ready.questions
    header, of_order = told.header, questions.of_order
    answers = 0
    for get, known in of_order.header:
        answers |= known[get(header)]
    for get, known in of_order.member:
        answers |= known[get(told.about)]
    if of_order.total is not None:
        cuts, known = of_order.total.scaled[told.unit]
        answers |= known[bisect_right(cuts, told.goods)]
    if of_order.items is not None:
        cuts, known = of_order.items.scaled[1]
        answers |= known[bisect_right(cuts, told.pieces)]
    if of_order.others:
        answers |= of_order.others_said(told.seen)
    if questions.walls is not None:
        answers |= questions.walls.answers(told.seen.local)
    of_lines = questions.of_lines
    if not of_lines.asked:
        told.said = ONLY_LINES * len(header.lines)
    elif of_lines.key is None:
        told.said = of_lines.each(told.seen) if header.lines else []
    else:
        key, kept = of_lines.key, of_lines.known
        told.said = [kept[key(line)] for line in header.lines]
    for said in told.said:
        answers |= said
    verdict: Verdict[ReadyRule] = questions.verdicts.known[answers]
    return verdict
