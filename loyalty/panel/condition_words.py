"""Conditions of the programme document in words: “sales channel is web or pos, and not tier is gold”."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = {
    "order.source": gettext_lazy("sales channel"),
    "order.gateway": gettext_lazy("payment"),
    "order.tag": gettext_lazy("order tag"),
    "order.discount_code": gettext_lazy("discount code"),
    "order.total": gettext_lazy("order total"),
    "order.items": gettext_lazy("pieces in the order"),
    "order.subscription": gettext_lazy("order of a subscription"),
    "order.weekday": gettext_lazy("day of the week"),
    "order.hour": gettext_lazy("hour of the day"),
    "order.month": gettext_lazy("month"),
    "line.product": gettext_lazy("product"),
    "line.variant": gettext_lazy("variant"),
    "line.sku": gettext_lazy("SKU"),
    "line.title": gettext_lazy("product title"),
    "line.vendor": gettext_lazy("vendor"),
    "line.type": gettext_lazy("product type"),
    "line.tag": gettext_lazy("product tag"),
    "line.collection": gettext_lazy("collection"),
    "line.on_sale": gettext_lazy("on sale"),
    "line.subscription": gettext_lazy("bought by subscription"),
    "line.cycle": gettext_lazy("delivery of the subscription"),
    "member.tier": gettext_lazy("tier"),
    "member.plan": gettext_lazy("membership"),
    "member.badge": gettext_lazy("badge"),
    "member.orders_before": gettext_lazy("orders before this one"),
    "member.days_since_joined": gettext_lazy("days since joining"),
    "member.birthday_month": gettext_lazy("month of the birthday"),
}
COMPARISONS = {
    "is": gettext_lazy("%(field)s is %(value)s"),
    "in": gettext_lazy("%(field)s is %(value)s"),
    "at_least": gettext_lazy("%(field)s is %(value)s or more"),
    "at_most": gettext_lazy("%(field)s is %(value)s or less"),
    "above": gettext_lazy("%(field)s is more than %(value)s"),
    "below": gettext_lazy("%(field)s is less than %(value)s"),
}


def condition_in_words(given: Mapping[str, Any], *, inner: bool = False) -> str:
    """Empty for what is no condition; `inner` puts several in brackets."""
    if "field" in given:
        return _asked(given)
    if set(given) == {"not"} and isinstance(given["not"], Mapping):
        return _("not %(condition)s") % {"condition": condition_in_words(given["not"], inner=True)}
    for key, word in (("all", _(" and ")), ("any", _(" or "))):
        parts = given.get(key)
        if set(given) == {key} and isinstance(parts, list) and all(isinstance(one, Mapping) for one in parts):
            told = word.join(condition_in_words(one, inner=True) for one in parts)
            return f"({told})" if inner and len(parts) > 1 else told
    return ""


def _asked(given: Mapping[str, Any]) -> str:
    name = given["field"]
    field = str(FIELDS.get(name, name))
    comparison = next((key for key in COMPARISONS if given.get(key) is not None), "is")
    value = given.get(comparison)
    if isinstance(value, bool):
        return field if value else _("not %(condition)s") % {"condition": field}
    told = _(" or ").join(value) if isinstance(value, list) else str(value)
    return str(COMPARISONS[comparison]) % {"field": field, "value": told}
