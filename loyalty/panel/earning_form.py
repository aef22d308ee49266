"""The rules as a shopkeeper writes them, to the programme document and back."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.common.money import exponent
from loyalty.engine.awards import Fixed, Rate, amount_of
from loyalty.engine.document import BadDocument, Document
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.panel import expiry_form
from loyalty.panel.expiry_form import text_box

ORDER: dict[str, Any] = {"id": "order", "on": "order_paid"}
JOIN: dict[str, Any] = {"id": "welcome", "on": "joined"}
FIRST: dict[str, Any] = {"id": "first-order", "on": "first_order"}
COUNTS = ("tax", "shipping", "tips", "gift_cards")
ROUNDING = (
    ("down", _("Down: 324.9 gives 324")),
    ("half_up", _("To the nearest: 324.5 gives 325")),
    ("up", _("Up: 324.1 gives 325")),
)
CLAWBACK = (
    (
        "debt",
        _("Take all of them back. What was already spent is owed and comes off the next points."),
    ),
    (
        "floor",
        _("Take back what is still there. What was already spent is forgiven."),
    ),
)
# Where a wrong place in the document is edited; the part of a rule stands after its kind.
FIELD_OF = {
    "points.one": "one",
    "points.many": "many",
    "points.rounding": "rounding",
    "clawback": "clawback",
    "order.award": "points",
    "order.award.points": "points",
    "order.award.per": "per",
    "order.hold_days": "hold_days",
    **{f"order.counts.{name}": name for name in COUNTS},
    "join.award": "join_points",
    "join.award.points": "join_points",
    "first.award": "first_points",
    "first.award.points": "first_points",
    **expiry_form.FIELD_OF,
}


class RulesForm(expiry_form.ExpiryFields):
    """The first rule of each kind, and what holds for all."""

    use_required_attribute = False

    points = forms.IntegerField(
        label=_("Points"), min_value=1, max_value=POINTS_LIMIT, widget=text_box("numeric")
    )
    per = forms.DecimalField(label=_("for every"), max_digits=12, widget=text_box("decimal"))
    rounding = forms.ChoiceField(label=_("Fractions of a point"), choices=ROUNDING)
    hold_days = forms.IntegerField(
        label=_("Points become available after"),
        min_value=0,
        max_value=365,
        help_text=_("Choose your return period, and points are spendable once goods can't come back."),
        widget=text_box("numeric"),
    )
    tax = forms.BooleanField(label=_("Tax"), required=False)
    shipping = forms.BooleanField(label=_("Shipping"), required=False)
    tips = forms.BooleanField(label=_("Tips"), required=False)
    gift_cards = forms.BooleanField(label=_("Gift cards that are bought"), required=False)
    one = forms.CharField(label=_("One is called"), max_length=40)
    many = forms.CharField(label=_("Several are called"), max_length=40)
    join = forms.BooleanField(label=_("Give points for joining"), required=False)
    join_points = forms.IntegerField(
        label=_("Points for joining"),
        required=False,
        min_value=1,
        max_value=POINTS_LIMIT,
        widget=text_box("numeric"),
    )
    first = forms.BooleanField(label=_("Give a bonus for a member's first order"), required=False)
    first_points = forms.IntegerField(
        label=_("Points for the first order"),
        required=False,
        min_value=1,
        max_value=POINTS_LIMIT,
        help_text=_("They come with the order's own points, and go when the whole order goes back."),
        widget=text_box("numeric"),
    )
    clawback = forms.ChoiceField(label=_("After a refund"), choices=CLAWBACK, widget=forms.RadioSelect)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["per"] = forms.DecimalField(
            label=_("for every"),
            max_digits=12,
            decimal_places=exponent(currency),
            widget=text_box("decimal"),
            validators=[_above_zero],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("join") and not cleaned.get("join_points") and "join_points" not in self.errors:
            self.add_error("join_points", _("Say how many points joining gives, or switch it off."))
        if cleaned.get("first") and not cleaned.get("first_points") and "first_points" not in self.errors:
            self.add_error("first_points", _("Say how many points the first order gives, or switch it off."))
        return cleaned

    def refuse(self, bad: BadDocument, document: Mapping[str, Any]) -> None:
        """Puts what the engine found wrong beside the field it is edited in."""
        for path, message in bad.errors:
            field = FIELD_OF.get(_plain_path(path, document.get("earning", [])))
            self.add_error(field, message if field else f"{path}: {message}")


def _above_zero(value: Any) -> None:
    if value <= 0:
        raise forms.ValidationError(_("Ensure this amount is above zero."))


def _plain_path(path: str, rules: list[dict[str, Any]]) -> str:
    """earning.3.award.per → order.award.per, when 3 is the first order rule."""
    first, _dot, rest = path.partition(".")
    number, _dot, part = rest.partition(".")
    if first != "earning" or not number.isdecimal():
        return path
    for kind, on in (("order", "order_paid"), ("join", "joined"), ("first", "first_order")):
        if int(number) == _first(rules, on):
            return f"{kind}.{part}"
    return path


def _first(rules: Iterable[Mapping[str, Any]], on: str) -> int | None:
    return next((n for n, rule in enumerate(rules) if rule.get("on") == on and _plain(rule)), None)


def _plain(rule: Mapping[str, Any]) -> bool:
    """Whether the form can show it: points by amount for orders, a number of points else."""
    award = rule.get("award", {})
    fancy = (
        {"per_item", "reward", "badge"} if "per" in award or rule.get("on") != "order_paid" else {"points"}
    )
    return not fancy & set(award)


def filled(document: Document, *, currency: str) -> dict[str, Any]:
    """The form's values for a document."""
    order = next((one for one in document.order_rules if isinstance(one.award, Rate)), None)
    join = next((one for one in document.join_rules if isinstance(one.award, Fixed)), None)
    first = next((one for one in document.first_order_rules if isinstance(one.award, Fixed)), None)
    rate = order.award if order and isinstance(order.award, Rate) else None
    counts = order.counts.model_dump() if order else {}
    return {
        "points": rate.points if rate else None,
        "per": _shortest(rate, currency) if rate else "1",
        "rounding": document.points.rounding,
        "hold_days": order.hold_days if order else 0,
        **{name: counts.get(name, False) for name in COUNTS},
        "one": document.points.one,
        "many": document.points.many,
        "join": join is not None,
        "join_points": amount_of(join.award) if join else None,
        "first": first is not None,
        "first_points": amount_of(first.award) if first else None,
        "clawback": document.clawback,
        **expiry_form.filled(document),
    }


def _shortest(rate: Rate, currency: str) -> str:
    """1.00 as 1, 1.5 as 1.50 where the currency has cents."""
    per = rate.per
    if per == per.to_integral_value():
        return f"{per.to_integral_value():f}"
    return (
        f"{per:.{exponent(currency)}f}" if per == round(per, exponent(currency)) else f"{per.normalize():f}"
    )


def changed(document: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the form's values in it; everything the form does not know stays as it is."""
    made: dict[str, Any] = deepcopy(dict(document))
    names = {"one": values["one"], "many": values["many"], "rounding": values["rounding"]}
    made["points"] = made.get("points", {}) | names
    made["clawback"] = values["clawback"]
    rules = made["earning"] = list(made.get("earning", []))
    order = {
        "award": {"points": values["points"], "per": str(values["per"])},
        "hold_days": values["hold_days"],
        "counts": {name: values[name] for name in COUNTS},
    }
    _put(rules, ORDER, order)
    _put_or_drop(rules, JOIN, values["join"], {"award": {"points": values.get("join_points")}})
    bonus = {"award": {"points": values.get("first_points")}, "hold_days": values["hold_days"]}
    _put_or_drop(rules, FIRST, values["first"], bonus)
    made.pop("expiry", None)
    expiry = expiry_form.section(values)
    return made | ({"expiry": expiry} if expiry else {})


def _put_or_drop(
    rules: list[dict[str, Any]], blank: dict[str, Any], wanted: bool, values: dict[str, Any]
) -> None:
    if wanted:
        _put(rules, blank, values)
    elif (place := _first(rules, blank["on"])) is not None:
        del rules[place]


def _put(rules: list[dict[str, Any]], blank: dict[str, Any], values: dict[str, Any]) -> None:
    place = _first(rules, blank["on"])
    if place is None:
        taken = {rule["id"] for rule in rules}
        names = (blank["id"], *(f"{blank['id']}-{n}" for n in range(2, len(rules) + 3)))
        rules.append(blank | {"id": next(name for name in names if name not in taken)} | values)
    else:
        known = rules[place]
        rules[place] = known | {
            key: known.get(key, {}) | value if isinstance(value, dict) else value
            for key, value in values.items()
        }


def not_in_the_form(document: Document) -> list[str]:
    """The ids of the rules that stay as they are: all but the first of each kind."""
    orders = [rule.id for rule in document.order_rules[1:]]
    firsts = [rule.id for rule in document.first_order_rules[1:]]
    return orders + [rule.id for rule in document.join_rules[1:]] + firsts
