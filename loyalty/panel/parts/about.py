"""What a form must know of the programme whose part it edits: names to choose from, the shop's money."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from loyalty.common.money import exponent
from loyalty.engine.document import Document
from loyalty.ledger.words import called
from loyalty.panel.sold import sold
from loyalty.programmes.rule_words import names_of
from loyalty.shops.models import Shop

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class About:
    """The document as it is worked on, and the shop's currency; what a shop sold, where it is given."""

    document: Document
    money: str
    shop: Shop | None = None

    @property
    def digits(self) -> int:
        return exponent(self.money)

    @cached_property
    def currencies(self) -> Choices:
        found = [(one, called(names_of(self.document, one))[1]) for one in self.document.currency_ids]
        return [(one, name[:1].upper() + name[1:]) for one, name in found]

    @property
    def rewards(self) -> Choices:
        return [(one.id, one.title or one.id) for one in self.document.rewards]

    @cached_property
    def goods(self) -> Choices:
        """Products that were sold, by the platform's number, most sold first."""
        return sold(self.shop) if self.shop else []

    @property
    def levels(self) -> Choices:
        tiers = self.document.tiers
        return [(one.id, one.title or one.id) for one in tiers.levels] if tiers else []

    @property
    def badges(self) -> Choices:
        return [(one.id, one.title) for one in self.document.badges]


def or_none(choices: Choices, kept: Any = None) -> Choices:
    """With a first choice for nothing; a name that is not there any more stays to be seen."""
    known = [one for one, _title in choices]
    gone = [(kept, _("“%(id)s”, which is not there") % {"id": kept})] if kept and kept not in known else []
    return [("", _("none")), *choices, *gone]
