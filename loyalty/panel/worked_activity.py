"""A worked example of something members do: once, once more, and as it does not count."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from msgspec import structs

from loyalty.engine.activity import MICRO, Done, plain
from loyalty.engine.awards import PerQuantity
from loyalty.engine.decisions import Decision
from loyalty.engine.earning_activity import decide_activity
from loyalty.engine.limits import Allowed, Rooms
from loyalty.engine.rules import ActivityRule
from loyalty.ledger.words import points
from loyalty.panel.not_fired_words import why_not
from loyalty.panel.ways_words import way_title
from loyalty.panel.worked_shapes import Fired, Wanted, Worked
from loyalty.programmes.fitting import Sample, fitting
from loyalty.programmes.rule_words import gives, names_of

SHORTLY = timedelta(minutes=10)


@dataclass(slots=True)
class Example:
    """One member who does one thing after the other."""

    wanted: Wanted
    rule: ActivityRule
    sample: Sample
    rooms: Rooms = field(default_factory=Rooms)

    def tell(self, title: str, done: Done) -> Worked:
        shop = self.wanted.shop
        decision = decide_activity(
            self.wanted.after,
            self.rule,
            done,
            about=self.sample.about,
            timezone=shop.timezone,
            allowed=Allowed(self.rooms, member=1),
        )
        total = self._amount(decision) or _("nothing")
        return Worked(title, self._about(done), self._lines(decision), total, "")

    def _amount(self, decision: Decision) -> str:
        award = self.rule.award
        if not decision.points:
            return ""
        if decision.currency.partition(":")[1]:
            return gives(self.wanted.after, award, self.rule.currency, money=self.wanted.shop.currency)
        return points(decision.points, names_of(self.wanted.after, decision.currency))

    def _about(self, done: Done) -> str:
        told = [done.type]
        if done.unit:
            told.append(f"{plain(done.quantity)} {done.unit}")
        told += [one for one in (done.place, done.grade) if one]
        return ", ".join(told)

    def _lines(self, decision: Decision) -> list[Fired]:
        reason, shop = decision.reason, self.wanted.shop
        why = reason.get("rules", {}).get(self.rule.id) or reason.get("why")
        text = why_not(why, self.wanted.after, currency=shop.currency) if why else ""
        if "capped" in reason and decision.points:
            names = names_of(self.wanted.after, decision.currency)
            both = {"points": points(decision.points, names), "more": points(reason["capped"][0], names)}
            text = _("%(points)s instead of %(more)s: a limit cuts it") % both
        elif reason.get("carried"):
            text = text or _("with what was left over before")
        title = way_title(self.wanted.after, self.rule, currency=shop.currency)
        return [Fired(title, text, bool(decision.points), True)] if text else []


def worked_activity(wanted: Wanted, rule: ActivityRule) -> list[Worked]:
    """Once and once more, then what the rule's terms keep out."""
    shop = wanted.shop
    sample = fitting([rule.when], currency=shop.currency, timezone=shop.timezone, since=_since(wanted, rule))
    example = Example(wanted, rule, sample)
    header = sample.state.header
    first = _first(rule, header.processed_at if header else wanted.now)
    found = [
        example.tell(_("Done once"), first),
        example.tell(_("And once more, shortly after"), structs.replace(first, at=first.at + SHORTLY)),
    ]
    if rule.proof == "reviewed":
        found.append(example.tell(_("Before staff looked at it"), structs.replace(first, proof="verified")))
    if rule.places:
        found.append(example.tell(_("At another place"), structs.replace(first, place=_("elsewhere"))))
    return found


def _first(rule: ActivityRule, at: datetime) -> Done:
    """As the rule wants it; a quantity of two and a half times what it asks for, so that something is left over."""
    measured = rule.award if isinstance(rule.award, PerQuantity) else None
    return Done(
        type=rule.activity,
        at=at,
        quantity=int(measured.quantity * MICRO) * 5 // 2 if measured else MICRO,
        unit=measured.unit if measured else "",
        place=rule.places[0] if rule.places else "",
        grade=rule.grades[0] if rule.grades else "",
        proof=rule.proof,
    )


def _since(wanted: Wanted, rule: ActivityRule) -> datetime:
    zone = ZoneInfo(wanted.shop.timezone)
    return max(wanted.now, rule.from_.replace(tzinfo=zone)) if rule.from_ else wanted.now
