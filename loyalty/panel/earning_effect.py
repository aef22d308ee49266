"""What a draft would do: to three sample orders, and against the rules that are live."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loyalty.common.money import exponent
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.ledger import words
from loyalty.ledger.order_words import worked_sum
from loyalty.programmes.preview import SampleResult, on_samples, quote


@dataclass(frozen=True, slots=True)
class Effect:
    """One sample order in words. `before` is what the live rules give, None when none are live."""

    title: str
    paid: int
    points: int
    text: str
    before: int | None
    before_text: str
    sums: list[tuple[str, list[str]]]

    @property
    def differs(self) -> bool:
        return self.before is not None and self.before != self.points


def effects(document: Document, live: Document | None, *, currency: str) -> list[Effect]:
    """The three samples under both documents."""
    now = on_samples(live, currency=currency) if live else []
    before = {sample.name: _total(sample) for sample in now}
    return [
        _effect(document, sample, before.get(sample.name), live)
        for sample in on_samples(document, currency=currency)
    ]


def _effect(document: Document, sample: SampleResult, before: int | None, live: Document | None) -> Effect:
    points = _total(sample)
    return Effect(
        title=_titles()[sample.name],
        paid=sample.paid,
        points=points,
        text=words.points(points, document.points),
        before=before,
        before_text=words.points(before, live.points) if live and before is not None else "",
        sums=[
            _sum(document, decision) for decision in sample.decisions if decision.reason["code"] == "order"
        ],
    )


def _sum(document: Document, decision: Decision) -> tuple[str, list[str]]:
    lines = [
        line | {"title": _("Item %(letter)s") % {"letter": "ABCDE"[n % 5]}}
        for n, line in enumerate(decision.reason["lines"])
    ]
    title = decision.rule if len(document.order_rules) > 1 else ""
    return title, worked_sum(decision.reason | {"lines": lines}, document.points)


def _total(sample: SampleResult) -> int:
    return sum(decision.points for decision in sample.decisions)


def _titles() -> dict[str, str]:
    return {
        "small": _("A small order"),
        "large": _("A larger order with tax and shipping"),
        "returned": _("The larger order after one item came back"),
    }


def example_amount(currency: str) -> int:
    """Goods for about 64.90, in minor units of the currency."""
    return 64_900 if exponent(currency) == 3 else 6490


def example(document: Document, *, currency: str) -> str:
    """'$64.90 of goods → 324 points'"""
    amount = example_amount(currency)
    points = quote(document, amount=amount, currency=currency)
    return _("%(amount)s of goods → %(points)s") % {
        "amount": words.money(amount, currency),
        "points": words.points(points, document.points),
    }
