"""The boxes of a reward's form, and how they stand together."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts import boxes
from loyalty.panel.parts.form import Group, PartForm
from loyalty.panel.parts.wall_time import WallTimeField
from loyalty.panel.rewards.kinds import KINDS
from loyalty.panel.rewards.pick import PickField, PickInput
from loyalty.panel.rewards.rows import SESSIONS

WAYS = (("bought", _("Members pay for it")), ("given", _("Only given, by rules, tiers or missions")))
SPANS = (
    ("life", _("in all")),
    ("day", _("a day")),
    ("week", _("a week")),
    ("month", _("a month")),
    ("year", _("a year")),
)
UNUSED = (("returned", _("come back to the member")), ("forfeited", _("are gone")))
LEAVE = (("used", _("when the reward is used")), ("issued", _("as soon as it is handed over")))
NUMBERS = _("The numbers at the end of their addresses in the store's admin, one on each line.")
COMBINES = {
    "combines_order": "order",
    "combines_product": "product",
    "combines_shipping": "shipping",
}


class RewardBoxes(PartForm):
    """Every box of every kind; which of them a kind has, see kinds.OWN."""

    kinds = {"sessions": SESSIONS}
    asks = True
    groups: tuple[Group, ...] = (
        Group(
            _("What it is"),
            (
                ("title", "kind"), "text", ("amount", "percent"), "charity", ("partner", "rate"),
                ("buys_quantity", "get_quantity", "get_percent"),
            ),
            rows="sessions",
        ),
        Group(
            _("Which goods"),
            ("buys_products", "buys_collections", "products", "collections"),
            text=_("Nothing chosen: everything in the basket."),
            folded=True,
        ),
        Group(
            _("What it costs"),
            (
                "way", ("cost", "currency"), "sliding", ("slider_min", "slider_max"),
                ("slider_step", "slider_basket"), "automatic", "value",
            ),
        ),
        Group(_("Less for some tiers"), text=_("Empty: what it costs everybody."), folded=True),
        Group(
            _("Who, when and how many"),
            (("begins", "until"), ("limit_times", "limit_per"), "stock"),
            text=_("Times are the shop's clock; the end is not part of it."),
            folded=True,
            asks=True,
        ),
        Group(
            _("The code, and what becomes of it"),
            (
                "minimum", "combines_order", "combines_product", "combines_shipping", "code_days",
                ("unused", "points_leave"), "pool",
            ),
            folded=True,
        ),
    )  # fmt: skip

    id = boxes.kept_id()
    title = boxes.words(_("What members read"))
    kind = boxes.choice(_("Kind"), KINDS)
    text = boxes.words(_("A line under the title"), required=False, most=300)
    amount = boxes.amount(_("Amount"))
    percent = boxes.count(_("Percent"), most=100)
    charity = boxes.words(_("For whom"), required=False)
    partner = boxes.words(_("Whose units"), required=False, help_text=_("Their name: Hillside miles."))
    rate = boxes.factor(_("Units for one of yours"), help_text=_("0.8 is a fifth less than one for one."))
    buys_quantity = boxes.count(_("Members buy"), most=100)
    get_quantity = boxes.count(_("and get"), most=100)
    get_percent = boxes.count(_("cheaper by"), most=100, help_text=_("Empty: free."))
    buys_products = PickField(_("What they must buy: products"), NUMBERS)
    buys_collections = PickField(_("or anything of these collections"), NUMBERS)
    products = PickField(_("Which products"), NUMBERS)
    collections = PickField(_("or which collections"), NUMBERS)
    way = boxes.choice(_("How members get it"), WAYS)
    cost = boxes.count(_("Costs"))
    currency = boxes.choice(_("paid in"))
    sliding = boxes.switch(
        _("Members choose how much"),
        help_text=_("The cost above is worth the amount above; more is worth more."),
    )
    slider_min = boxes.count(_("From"))
    slider_max = boxes.count(_("Up to"), help_text=_("Empty: all they have."))
    slider_step = boxes.count(_("In steps of"))
    slider_basket = boxes.count(
        _("At most this share of a basket"), most=100, help_text=_("Empty: all of it.")
    )
    automatic = boxes.switch(
        _("Hand it over by itself"), help_text=_("As soon as a member has what it costs. Nobody has to ask.")
    )
    value = boxes.amount(
        _("What one costs you"),
        help_text=_("For your figures, where that is not the amount itself: a coffee, a sample, postage."),
    )
    begins = WallTimeField(_("From"))
    until = WallTimeField(_("Until"))
    limit_times = boxes.count(
        _("At most, for one member"), most=10_000, help_text=_("Empty: as often as they can pay for it.")
    )
    limit_per = boxes.choice(_("How often that is"), SPANS, required=False)
    stock = boxes.count(_("How many there are"), most=10**9, help_text=_("Empty: no end of them."))
    minimum = boxes.amount(_("Works on baskets from"))
    combines_order = boxes.switch(_("May stand beside another discount on the whole order"))
    combines_product = boxes.switch(_("May stand beside discounts on products"))
    combines_shipping = boxes.switch(_("May stand beside free shipping"))
    code_days = boxes.count(_("Lives for"), most=3650, help_text=_("Empty: for ever."))
    unused = boxes.choice(_("If it ends unused, the points"), UNUSED, required=False)
    points_leave = boxes.choice(_("Points leave for good"), LEAVE, required=False)
    pool = boxes.switch(
        _("Make codes ahead"),
        help_text=_(
            "Members have theirs at once, however many ask. Anybody who knows a code can use it, once."
        ),
    )

    def units(self) -> Mapping[str, str]:
        sign, times, pieces = self.about.money, gettext("times"), gettext("pieces")
        return {
            "amount": sign, "value": sign, "minimum": sign, "percent": "%", "get_percent": "%", "slider_basket": "%",
            "code_days": gettext("days"), "limit_times": times, "buys_quantity": pieces, "get_quantity": pieces,
        }  # fmt: skip

    def prepare(self) -> None:
        self.fields["currency"].choices = self.about.currencies  # type: ignore[attr-defined]
        for name in ("products", "buys_products"):
            self.fields[name].widget.known = self.about.goods
        for name, field in self.fields.items():
            if isinstance(field.widget, PickInput) and not self.is_bound:
                self.initial[name] = field.widget.value_from_datadict(self.initial, {}, name)
        self._tier_costs()

    def _tier_costs(self) -> None:
        """A box for each level; ids have no underscores, so the names of the boxes say them."""
        names = []
        for level, title in self.about.levels:
            names.append(tier_box(level))
            self.fields[names[-1]] = boxes.count(gettext("Members of %(tier)s pay") % {"tier": title})
        self.groups = tuple(
            Group(one.title, tuple(names), text=one.text, folded=True) if not one.fields else one
            for one in self.groups
            if one.fields or names
        )

    @property
    def tiers(self) -> dict[str, forms.Field]:
        """The boxes of the levels, by level."""
        return {level: self.fields[tier_box(level)] for level, _title in self.about.levels}


def tier_box(level: str) -> str:
    return "tier_cost_" + level.replace("-", "_")
