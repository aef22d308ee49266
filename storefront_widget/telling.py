"""What the shopper sees, as data: the widget and the page without JavaScript say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import timezone

from loyalty.activities.titles import title_of
from loyalty.common.speech import gettext, spoken
from loyalty.desk.standing import balance
from loyalty.engine.document import Document, Points
from loyalty.engine.rules import ActivityRule, JoinRule, Rule
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.statement import history
from loyalty.ledger.words import called, day, points
from loyalty.members.models import Member
from loyalty.programmes.live import Timeline
from loyalty.programmes.rule_words import gives
from storefront_widget import nonce, source_files
from storefront_widget.birthday import birthday_block
from storefront_widget.cards import card_blocks, waiting
from storefront_widget.friends import friends_way
from storefront_widget.lines import line
from storefront_widget.offers import Shelf
from storefront_widget.plans import plan_blocks, told_of_plans
from storefront_widget.redeem import redeem_blocks
from storefront_widget.soon import ending_soon, on_the_way, told_of
from storefront_widget.tier import tier_block, told_of_tier
from storefront_widget.visit import Visit
from storefront_widget.walk import Walks

LINES = 50
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Teller:
    """One visit put into words at one moment."""

    visit: Visit
    now: datetime

    def data(self) -> Data:
        """The answer to the widget's one request, with days as the shop counts them."""
        with timezone.override(ZoneInfo(self.visit.shop.timezone)), spoken():
            return self._data()

    def _data(self) -> Data:
        versions = self.visit.versions
        rules = versions.live(self.now)
        document = rules.document if rules else None
        names = document.points if document else Points()
        one, many = called(names)
        member = self.visit.member()
        shelf = Shelf(self.visit.shop, member, rules, versions, self.now) if rules else None
        return {
            "shop": {"name": self.visit.shop.name, "currency": self.visit.shop.currency},
            "programme": {
                "name": document.name if document else "",
                "live": document is not None,
                "one": one,
                "many": many,
            },
            "member": self._member(member, names, versions, shelf) if self.visit.customer else None,
            "earn": self._ways(document, member),
            **redeem_blocks(self.visit, shelf),
            "history": self._history(member, names, versions),
            "nonce": self._nonce(member),
            "links": self._links(),
            "texts": {key: gettext(english) for key, english in source_files.texts().items()},
        }

    def delivered(self, told: Data) -> None:
        """To be called when the data went to the shopper: what they read of a loss counts as a notice."""
        has = told["member"] or {}
        warning = (has.get("tier") or {}).get("warning_text")
        plans = has.get("plans") or []
        loses = has.get("ending_text") or warning or any(one["reminder"] for one in plans)
        member = self.visit.member() if loses else None
        if member is not None and has.get("ending_text"):
            told_of(member.pk, now=self.now)
        if member is not None and warning:
            told_of_tier(member.pk, now=self.now)
        if member is not None:
            told_of_plans(plans, member.pk, now=self.now)

    def _nonce(self, member: Member | None) -> str | None:
        """For joining: only who has an account and has not joined needs one."""
        if not self.visit.customer or (member and member.joined_at):
            return None
        visit = self.visit
        return nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action="join", now=self.now)

    def _links(self) -> dict[str, str]:
        back = quote("/#rewards", safe="")
        return {"login": f"/account/login?return_url={back}", "register": "/account/register"}

    def _member(self, member: Member | None, names: Points, versions: Timeline, shelf: Shelf | None) -> Data:
        has = MemberBalance()
        if member:
            whose: Data = {
                "shop": self.visit.shop,
                "member_id": member.pk,
                "now": self.now,
                "versions": versions,
            }
            has = shelf.offers.points if shelf and shelf.offers else balance(**whose)
        soon = has.next_at and {
            "points_text": points(has.next_points, names),
            "at_text": day(has.next_at),
        }
        ending = ending_soon(has, names)
        tier = member and tier_block(**whose, names=names)
        loss = tier["warning_text"] if tier else ""
        plans = plan_blocks(**whose) if member else []
        cards, ready = self._collected(shelf)
        beside = (one["text"] for one in (*plans, *ready, *cards))
        notes = (loss, *beside, on_the_way(has, names), ending)
        return {
            "state": "joined" if member and member.joined_at else "guest",
            "available": has.available,
            "available_text": points(has.available, names),
            "pending": has.pending,
            "pending_text": points(has.pending, names),
            "next": soon,
            "ending_text": ending,
            "notes": [note for note in notes if note],
            "tier": tier,
            "plans": plans,
            "cards": cards,
            "ready": ready,
            "debt": has.debt,
            "debt_text": points(has.debt, names),
        }

    def _collected(self, shelf: Shelf | None) -> tuple[list[Data], list[Data]]:
        """Cards and missions, and rewards to claim; nothing for whom nobody knows yet."""
        if shelf is None or shelf.offers is None:
            return [], []
        offers = shelf.offers
        whose: Data = {"shop": offers.shop, "member_id": offers.member_id, "document": offers.live.document}
        return card_blocks(**whose), waiting(offers=offers)

    def _ways(self, document: Document | None, member: Member | None) -> list[Data]:
        """What can still be done: who has joined cannot join again."""
        if document is None:
            return []
        joined = member is not None and member.joined_at is not None
        rules = [rule for rule in document.earning if not (joined and isinstance(rule, JoinRule))]
        asks = any(rule.on == "birthday" for rule in rules)
        born = birthday_block(self.visit, member, now=self.now) if asks else {}
        walks = Walks(self.visit, member, document, self.now)
        ways = [self._way(rule, document, born, walks) for rule in rules]
        return ways + friends_way(self.visit, document, now=self.now)

    def _way(self, rule: Rule, document: Document, born: Data, walks: Walks) -> Data:
        text = gives(document, rule.award, rule.currency, money=self.visit.shop.currency)
        way = {"id": rule.id, "on": rule.on, "title": rule.title or _TITLES[rule.on](), "text": text}
        if isinstance(rule, ActivityRule):
            return self._walk(rule, way, walks.block(rule))
        if rule.on != "birthday":
            return way
        if born["text"]:
            way["text"] = gettext("{gift}. {birthday}").format(gift=text, birthday=born["text"])
        link = {"href": f"{self.visit.prefix}/page#birthday"} if born["state"] == "ask" else {}
        return way | {"birthday": born} | link

    @staticmethod
    def _walk(rule: ActivityRule, way: Data, block: Data) -> Data:
        """What members do: with how they stand, and where to do it."""
        way["title"] = title_of(rule)
        if block["state_text"]:
            way["text"] = f"{way['text']} · {block['state_text']}"
        return way | block

    def _history(self, member: Member | None, names: Points, versions: Timeline) -> list[Data]:
        if member is None:
            return []
        entries = history(member_id=member.pk, now=self.now, limit=LINES)
        gave = {entry.source for entry in entries if entry.points}
        return [
            line(entry, points=names, versions=versions, currency=self.visit.shop.currency)
            for entry in entries
            # What an order did not earn besides is of interest to the shop; to the shopper when it earned nothing.
            if not (entry.reason.get("code") == "not_fired" and entry.source in gave)
        ]


_TITLES: dict[str, Callable[[], str]] = {
    "order_paid": lambda: gettext("Place an order"),
    "first_order": lambda: gettext("Place your first order"),
    "joined": lambda: gettext("Join the programme"),
    "birthday": lambda: gettext("Celebrate your birthday"),
    "anniversary": lambda: gettext("Stay another year"),
    "activity": lambda: "",
}
