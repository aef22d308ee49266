"""Why the rules that did not fire for an order did not: told when somebody asks, from the answers that decided it."""

import msgspec

from loyalty.engine.compiled import ReadyRule
from loyalty.engine.decisions import Reason
from loyalty.engine.misses import Why, got
from loyalty.engine.told import Told
from loyalty.engine.verdicts import Verdict


class Unfired(msgspec.Struct):
    """`limited` are rules that would have fired, but for their limit; `more` says why of everything else."""

    told: Told
    verdict: Verdict[ReadyRule]
    limited: list[str]
    more: dict[str, Why]
    _reason: Reason | None = None

    def reason(self) -> Reason:
        """Of every rule that did not fire the word, or the question that failed first and what the answer was."""
        if self._reason is None:
            rules = self._rules() | dict.fromkeys(self.limited, "limit") | self.more
            self._reason = {"code": "not_fired", "order": self.told.header.name, "rules": rules}
        return self._reason

    def _rules(self) -> dict[str, Why]:
        seen = self.told.seen
        whys: dict[str, Why] = {}
        if self.told.said:
            for group in self.told.ready.questions.verdicts.alike:
                whys.update(group.known[seen.texts(group.field)])
        untold = self.verdict.untold(whys)
        for gate in untold.by_line:
            begun, field = gate.why_of_line(self.told.said[0])
            whys[gate.id] = {**begun, "got": got(seen, field)}
        shown = seen.shown
        for rule, begun, field in untold.questions:
            whys[rule] = {**begun, "got": shown[field] if field in shown else got(seen, field)}
        if untold.words:
            whys |= untold.words
        return whys
