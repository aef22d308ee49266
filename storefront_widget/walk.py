"""How a shopper stands with what they can do besides buying: do it, wait, done, again tomorrow; and where to do it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext

from loyalty.activities.linked import linked_by
from loyalty.activities.models import Activity
from loyalty.desk.way import walkable
from loyalty.engine.calendar import end_of_span, plus_days, span_of
from loyalty.engine.document import Document
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account
from loyalty.ledger.words import day
from loyalty.members.models import Member
from storefront_widget.visit import Visit

State = Activity.State
ONCE = ("link", "post", "questions")
Data = dict[str, Any]


@dataclass(frozen=True)
class Walks:
    """The activity rules of one document for one visitor; what they did is read once, when it is needed."""

    visit: Visit
    member: Member | None
    document: Document
    now: datetime

    def block(self, rule: ActivityRule) -> Data:
        """`state` is "join", "do", "review", "refused", "pending", "done" or "again"; `href` where it can be done."""
        page = self._page(rule)
        link = {"href": f"{self.visit.prefix}/way?way={quote(page.id)}"} if page else {}
        if self.member is None or self.member.joined_at is None:
            return {"state": "join", "state_text": ""} | link
        state, text = self._standing(rule, self.done[rule.activity])
        return {"state": state, "state_text": text} | link

    def _page(self, rule: ActivityRule) -> ActivityRule | None:
        """The rule that says how it is done: of several for one activity only one does."""
        alike = (one for one in self.document.activity_rules if one.activity == rule.activity)
        return next((one for one in alike if walkable(one, shop=self.visit.shop, now=self.now)), None)

    @cached_property
    def done(self) -> dict[str, list[Activity]]:
        """By type, oldest first, without what was taken back."""
        found: dict[str, list[Activity]] = defaultdict(list)
        types = {rule.activity for rule in self.document.activity_rules}
        if self.member is None or not types:
            return found
        rows = Activity.objects.filter(member_id=self.member.pk, type__in=types)
        for row in rows.exclude(state=State.WITHDRAWN).order_by("at", "pk"):
            found[row.type].append(row)
        return found

    @cached_property
    def linked(self) -> set[str]:
        """The networks on which they have linked an account."""
        if self.member is None:
            return set()
        rows = linked_by(shop=self.visit.shop, member_id=self.member.pk)
        return set(rows.values_list("network", flat=True))

    def _standing(self, rule: ActivityRule, rows: Sequence[Activity]) -> tuple[str, str]:
        if isinstance(rule.how, Account):
            return ("done", gettext("Linked")) if rule.how.network in self.linked else ("do", "")
        latest = rows[-1] if rows else None
        if latest is None:
            return "do", ""
        if latest.state == State.OPEN:
            return "review", gettext("We are looking at it")
        if latest.state == State.REFUSED:
            return "refused", gettext("Not accepted: {why}").format(why=latest.why or gettext("ask the shop"))
        if rule.how and rule.how.by == "consent":
            return ("done", gettext("You said yes")) if latest.state == State.DONE else ("do", "")
        return self._again(rule, [row for row in rows if row.state == State.DONE and counts(rule, row)])

    def _again(self, rule: ActivityRule, rows: Sequence[Activity]) -> tuple[str, str]:
        """After what counted: whether, and when, once more."""
        zone, limit = self.visit.shop.timezone, rule.limit
        if not rows:
            return "do", ""
        per = limit.per if limit else "life"
        span = span_of(per, self.now, zone)
        times = sum(span_of(per, row.at, zone) == span for row in rows)
        once = rule.how is not None and rule.how.by in ONCE
        if not once and (limit is None or times < limit.times):
            return "do", ""
        ready = plus_days(rows[-1].at, rule.hold_days, zone)
        if ready > self.now:
            return "pending", gettext("Done; ready on {date}").format(date=day(ready))
        ends = None if once else end_of_span(per, self.now, zone)
        return (
            ("again", gettext("Done; again from {date}").format(date=day(ends)))
            if ends
            else ("done", gettext("Done"))
        )


def counts(rule: ActivityRule, row: Activity) -> bool:
    """Whether it is what the rule asks for, as far as place and grade go."""
    return (not rule.places or row.place in rule.places) and (not rule.grades or row.grade in rule.grades)
