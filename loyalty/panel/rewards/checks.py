"""What a reward's form must say, told by the box that does not."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.engine.rewards import CODES
from loyalty.panel.parts.boxes import Text
from loyalty.panel.parts.form import PartForm
from loyalty.panel.rewards.kinds import has

PAID = ("cost", "currency", "sliding", "slider_min", "slider_max", "slider_step", "slider_basket")
SLIDER = ("slider_min", "slider_max", "slider_step", "slider_basket")
NEEDED = (
    ("percent", "percent_off", _("Say how much.")),
    ("partner", "exchange", _("Say whose units they are.")),
    ("rate", "exchange", _("Say how many they get for one.")),
    ("buys_products", "buy_x_get_y", _("Say what must be bought.")),
    ("products", "buy_x_get_y", _("Say what they get.")),
)
OR = {"buys_products": "buys_collections", "products": "collections"}
Fault = tuple[str, Text]


def check(form: PartForm, cleaned: dict[str, Any]) -> None:
    """Forgets what the kind does not have, then marks what is missing or contradicts itself."""
    if not cleaned.get("kind"):
        return
    for name in list(_unseen(form, cleaned)):
        form.errors.pop(name, None)
        cleaned[name] = None
    for name, words in (*_missing(cleaned, form), *_contradictions(cleaned)):
        if name not in form.errors:
            form.add_error(name, words)


def _unseen(form: PartForm, cleaned: Mapping[str, Any]) -> Iterator[str]:
    given = cleaned.get("way") == "given"
    slides = cleaned.get("sliding") and has(cleaned.get("kind"), "sliding")
    for name in form.fields:
        priced = name in PAID or name.startswith("tier_cost_")
        if not has(cleaned.get("kind"), name) or (given and priced) or (name in SLIDER and not slides):
            yield name


def _missing(cleaned: Mapping[str, Any], form: PartForm) -> Iterator[Fault]:
    kind = cleaned.get("kind")
    if has(kind, "amount") and cleaned.get("amount") is None:
        yield "amount", _("Say how much.")
    for name, of_kind, words in NEEDED:
        if kind == of_kind and not cleaned.get(name) and not cleaned.get(OR.get(name, "")):
            yield name, words
    if kind == "experience" and not form.kept("sessions"):
        yield "kind", _("Add at least one date below.")
    if cleaned.get("way") == "bought" and cleaned.get("cost") is None:
        yield "cost", _("Say how many it costs, or that it is only given.")
    if cleaned.get("sliding") and cleaned.get("slider_min") is None:
        yield "slider_min", _("Say from how many.")


def _contradictions(cleaned: Mapping[str, Any]) -> Iterator[Fault]:
    one_sort = _("The store takes products or collections in one code, not both.")
    if cleaned.get("kind") in CODES:
        for products, collections in (("products", "collections"), ("buys_products", "buys_collections")):
            if cleaned.get(products) and cleaned.get(collections):
                yield collections, one_sort
    if cleaned.get("sliding"):
        if cleaned.get("automatic"):
            yield "automatic", _("Members choose how much here, so it cannot be handed over by itself.")
        if cleaned.get("pool"):
            yield "pool", _("Members choose how much here, so no code can be made ahead.")
        for name in [one for one in cleaned if one.startswith("tier_cost_") and cleaned[one]]:
            yield name, _("Where members choose how much, every tier pays the same.")
        least, most = cleaned.get("slider_min"), cleaned.get("slider_max")
        if least and most and most < least:
            yield "slider_max", _("This is below the fewest; swap the two.")
    begins, until = cleaned.get("begins"), cleaned.get("until")
    if begins and until and until <= begins:
        yield "until", _("This lies before it begins; swap the two.")
