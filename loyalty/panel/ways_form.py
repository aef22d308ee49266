"""One way to earn as a shopkeeper writes it, to the programme document and back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.common.money import exponent
from loyalty.engine.awards import POINTS
from loyalty.ledger.words import called
from loyalty.panel.draft_parts import Part
from loyalty.panel.earning_form import COUNTS
from loyalty.panel.expiry_form import text_box
from loyalty.panel.part_form import SPANS, WallTimeField, chosen, points_field, short
from loyalty.panel.ways_activity import FIELD_OF, KEYS, ActivityBoxes

KINDS = (
    ("order_paid", _("An order")),
    ("first_order", _("A member's first order")),
    ("joined", _("Joining")),
    ("birthday", _("The member's birthday")),
    ("anniversary", _("Every year since joining")),
    ("activity", _("Something members do")),
)
GIVES = (
    ("rate", _("Points for an amount spent")),
    ("per_item", _("Points for every piece")),
    ("per_quantity", _("Points for every so many km, hours …")),
    ("fixed", _("A fixed number of points")),
    ("reward", _("A reward")),
    ("badge", _("A badge")),
)
ONLY_ORDERS = ("counts", "lines", "limit")
REPEATED = ("order_paid", "activity")


class WayForm(ActivityBoxes):
    """Everything but the conditions."""

    field_of = FIELD_OF | {
        "on": "on",
        "title": "title",
        "award": "gives",
        "award.points": "points",
        "award.per": "per",
        "award.per_item": "pieces",
        "award.reward": "reward",
        "award.badge": "badge",
        "currency": "currency_id",
        "hold_days": "hold_days",
        "limit": "limit_times",
        "limit.per": "limit_per",
        "from": "from_",
        "until": "until",
        "sponsor": "sponsor",
        "": "until",
    }

    on = forms.ChoiceField(label=_("For"), choices=KINDS)
    title = forms.CharField(
        label=_("What shoppers read"),
        required=False,
        max_length=40,
        help_text=_("Left empty, it is told in our words."),
    )
    gives = forms.ChoiceField(label=_("It gives"), choices=GIVES)
    points = points_field(_("How many"))
    currency_id = forms.ChoiceField(label=_("Of what"), required=False)
    per = forms.DecimalField(label=_("for every"), required=False, max_digits=12, widget=text_box("decimal"))
    pieces = points_field(_("for every"), most=10_000)
    reward = forms.ChoiceField(label=_("Which reward"), required=False)
    badge = forms.ChoiceField(label=_("Which badge"), required=False)
    tax = forms.BooleanField(label=_("Tax"), required=False)
    shipping = forms.BooleanField(label=_("Shipping"), required=False)
    tips = forms.BooleanField(label=_("Tips"), required=False)
    gift_cards = forms.BooleanField(label=_("Gift cards that are bought"), required=False)
    hold_days = forms.IntegerField(
        label=_("Available after"), required=False, min_value=0, max_value=365, widget=text_box("numeric")
    )
    limit_times = points_field(_("At most, for one member"), most=10_000)
    limit_per = forms.ChoiceField(label=_("How often that is"), required=False, choices=SPANS)
    from_ = WallTimeField(label=_("Begins"), required=False)
    until = WallTimeField(label=_("Is over"), required=False)
    sponsor = forms.CharField(
        label=_("Paid for by"),
        required=False,
        max_length=40,
        help_text=_("Who pays for it, when it is not the shop."),
    )

    def offer(self) -> None:
        super().offer()
        document = self.document
        own = [(one.id, one.many) for one in document.currencies]
        self.choose_from("currency_id", [(POINTS, called(document.points)[1]), *own])
        self.choose_from("reward", [("", ""), *((one.id, one.title or one.id) for one in document.rewards)])
        self.choose_from("badge", [("", ""), *((one.id, one.title) for one in document.badges)])
        there = {"reward": document.rewards, "badge": document.badges}
        self.choose_from("gives", [one for one in GIVES if there.get(one[0], True)])
        self.fields["per"] = forms.DecimalField(
            label=_("for every"),
            required=False,
            max_digits=12,
            decimal_places=exponent(self.currency),
            widget=text_box("decimal"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        gives = cleaned.get("gives")
        if gives in ("rate", "per_item") and cleaned.get("on") != "order_paid":
            self.add_error("gives", _("Only orders have an amount or pieces; give a fixed number."))
        if gives == "per_quantity" and cleaned.get("on") != "activity":
            self.add_error("gives", _("Only what members do has a quantity; give a fixed number."))
        wanted = {
            "rate": (("points", "per"), _("Write a number.")),
            "per_item": (("points", "pieces"), _("Write a number.")),
            "fixed": (("points",), _("Write a number.")),
            "per_quantity": (("points",), _("Write a number.")),
            "reward": (("reward",), _("Choose one.")),
            "badge": (("badge",), _("Choose one.")),
        }
        self.need(*wanted.get(str(gives), ((), "")))
        if gives == "rate" and "per" not in self.errors and (cleaned.get("per") or 0) <= 0:
            self.add_error("per", _("Ensure this amount is above zero."))
        if cleaned.get("on") == "activity":
            self.check_activity(str(gives))
        if cleaned.get("limit_per"):
            self.need(("limit_times",), _("Write a number."))
        return cleaned

    @classmethod
    def filled(cls, part: Part) -> dict[str, Any]:
        award, limit = part.get("award", {}), part.get("limit") or {}
        if not award:
            award = {"per": "1"}
        keys = {
            "quantity": "per_quantity",
            "per_item": "per_item",
            "per": "rate",
            "reward": "reward",
            "badge": "badge",
        }
        return cls.filled_activity(part) | {
            "on": part.get("on", "order_paid"),
            "title": part.get("title", ""),
            "gives": next((name for key, name in keys.items() if key in award), "fixed"),
            "points": award.get("points"),
            "currency_id": part.get("currency", POINTS),
            "per": short(award["per"]) if "per" in award else "1",
            "pieces": award.get("per_item", 1),
            "reward": award.get("reward", ""),
            "badge": award.get("badge", ""),
            **{name: part.get("counts", {}).get(name, False) for name in COUNTS},
            "hold_days": part.get("hold_days", 0),
            "limit_times": limit.get("times", 1),
            "limit_per": limit.get("per", "") if part.get("on") in REPEATED else "",
            "from_": part.get("from", ""),
            "until": part.get("until", ""),
            "sponsor": part.get("sponsor", ""),
        }

    def part(self, before: Part) -> Part:
        values = self.cleaned_data
        kept = {key: value for key, value in before.items() if key not in (*ONLY_ORDERS, *KEYS)}
        gives_things = values["gives"] in ("reward", "badge")
        made = chosen(
            kept | {"on": values["on"], "award": self._award(before), "hold_days": values["hold_days"] or 0},
            title=values["title"],
            currency="" if gives_things else values["currency_id"],
            from_=values["from_"],
            until=values["until"],
            sponsor=values["sponsor"],
        )
        if values["on"] in REPEATED and values["limit_per"]:
            made["limit"] = {"times": values["limit_times"], "per": values["limit_per"]}
        if values["on"] == "activity":
            return self.with_activity(made)
        if values["on"] == "order_paid":
            made["counts"] = {name: values[name] for name in COUNTS}
            made = chosen(made, lines=before.get("lines"))
        return made

    def _award(self, before: Part) -> dict[str, Any]:
        values, old = self.cleaned_data, before.get("award", {})
        if values["gives"] == "rate":
            same = "per" in old and short(old["per"]) == short(values["per"])
            return {"points": values["points"], "per": old["per"] if same else f"{values['per']:f}"}
        if values["gives"] == "per_item":
            return {"points": values["points"], "per_item": values["pieces"]}
        if values["gives"] == "per_quantity":
            return self.award_per_quantity(old)
        if values["gives"] == "fixed":
            return {"points": values["points"]}
        name = values["gives"]
        return {name: values[name]}

    def takes_lines(self) -> bool:
        return bool(self.cleaned_data["on"] == "order_paid")

    def title_of(self) -> str:
        values = self.cleaned_data
        doing = values.get("activity") if values["on"] == "activity" else ""
        return str(values.get("title") or doing or values["on"].replace("_", "-"))
