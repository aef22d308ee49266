"""Any place of the document in words: for what no sentence of its own has been written for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.engine.document import Document, dump
from loyalty.panel.condition_words import condition_in_words
from loyalty.panel.earning_words import Change, changes, rules_in_words
from loyalty.panel.whole_words import whole_in_words
from loyalty.programmes.places import NOTHING, Id, Place, places

KEYS = {
    "grades": gettext_lazy("only with the grade"),
    "most": gettext_lazy("at most so many"),
    "places": gettext_lazy("only at"),
    "proof": gettext_lazy("how sure"),
    "unit": gettext_lazy("unit"),
    "automatic": gettext_lazy("handed over by itself"),
    "basket_percent": gettext_lazy("at most this share of a basket"),
    "buys": gettext_lazy("when buying"),
    "code_days": gettext_lazy("a code lives (days)"),
    "collections": gettext_lazy("collections"),
    "combines_with": gettext_lazy("may stand beside"),
    "get_quantity": gettext_lazy("pieces that get cheaper"),
    "max": gettext_lazy("at most"),
    "min": gettext_lazy("at least"),
    "minimum": gettext_lazy("smallest basket"),
    "partner": gettext_lazy("partner"),
    "place": gettext_lazy("place"),
    "points_leave": gettext_lazy("points leave when it is"),
    "pool": gettext_lazy("codes made ahead"),
    "products": gettext_lazy("products"),
    "quantity": gettext_lazy("pieces"),
    "rate": gettext_lazy("rate"),
    "seats": gettext_lazy("seats"),
    "sessions": gettext_lazy("dates"),
    "slider": gettext_lazy("members choose how many"),
    "step": gettext_lazy("in steps of"),
    "stock": gettext_lazy("how many in all"),
    "text": gettext_lazy("text"),
    "tier_costs": gettext_lazy("price by tier"),
    "unused": gettext_lazy("points of an unused code are"),
    "activity": gettext_lazy("activity"),
    "advocate": gettext_lazy("who brings a friend gets"),
    "all": gettext_lazy("all of"),
    "amount": gettext_lazy("amount"),
    "any": gettext_lazy("any of"),
    "at": gettext_lazy("reached at"),
    "award": gettext_lazy("gives"),
    "badge": gettext_lazy("badge"),
    "bonus": gettext_lazy("bonus"),
    "budget": gettext_lazy("budget"),
    "by": gettext_lazy("counted by"),
    "calendar_year": gettext_lazy("calendar year"),
    "campaigns": gettext_lazy("Campaigns"),
    "caps": gettext_lazy("Limits"),
    "counter": gettext_lazy("activity is counted in"),
    "decay": gettext_lazy("worth less by age"),
    "cost": gettext_lazy("cost"),
    "counts": gettext_lazy("counts besides goods"),
    "currencies": gettext_lazy("Currencies"),
    "currency": gettext_lazy("currency"),
    "drop": gettext_lazy("falling"),
    "earning": gettext_lazy("Earning"),
    "entry_reward": gettext_lazy("gift on reaching it"),
    "friend": gettext_lazy("the friend gets"),
    "from": gettext_lazy("from"),
    "goals": gettext_lazy("goals"),
    "grace_days": gettext_lazy("days of grace"),
    "hold_days": gettext_lazy("days until available"),
    "keep_until": gettext_lazy("kept until"),
    "kind": gettext_lazy("kind"),
    "levels": gettext_lazy("level"),
    "lifetime": gettext_lazy("for life"),
    "limit": gettext_lazy("limit"),
    "lines": gettext_lazy("for which goods"),
    "many": gettext_lazy("several are called"),
    "memberships": gettext_lazy("Memberships"),
    "missions": gettext_lazy("Missions"),
    "months": gettext_lazy("months"),
    "multiplier": gettext_lazy("points times"),
    "one": gettext_lazy("one is called"),
    "on": gettext_lazy("for"),
    "per": gettext_lazy("for every"),
    "per_item": gettext_lazy("for every piece"),
    "period": gettext_lazy("period"),
    "perks": gettext_lazy("perks"),
    "points": gettext_lazy("points"),
    "programme_year": gettext_lazy("programme year"),
    "quota": gettext_lazy("how often"),
    "reach": gettext_lazy("reach"),
    "referral": gettext_lazy("Referrals"),
    "retain": gettext_lazy("kept from"),
    "reward": gettext_lazy("reward"),
    "rewards": gettext_lazy("Rewards"),
    "rolling_months": gettext_lazy("months looked back"),
    "schema": gettext_lazy("Schema"),
    "stacking": gettext_lazy("Campaigns together"),
    "tag": gettext_lazy("tag"),
    "tiers": gettext_lazy("Tiers"),
    "times": gettext_lazy("times"),
    "title": gettext_lazy("title"),
    "until": gettext_lazy("until"),
    "when": gettext_lazy("when"),
    "window": gettext_lazy("time that counts"),
}
VALUES = {
    "activity": gettext_lazy("activities"),
    "amount_off": gettext_lazy("money off"),
    "custom": gettext_lazy("something of your own"),
    "donation": gettext_lazy("a donation"),
    "free_product": gettext_lazy("a free product"),
    "free_shipping": gettext_lazy("free shipping"),
    "full": gettext_lazy("down to the level that fits"),
    "one_step": gettext_lazy("one level at a time"),
    "orders": gettext_lazy("orders"),
    "points": gettext_lazy("points"),
    "spend": gettext_lazy("what is spent"),
    "window_end": gettext_lazy("the end of the next year"),
}
# What earning_words says in sentences.
SAID = {"schema", "name", "points", "clawback", "expiry"}
SAID_OF_A_RULE = {"id", "on", "award", "currency", "hold_days", "counts"}
SAID_RULES = {"order_paid", "joined", "first_order"}


def all_changes(before: Document | None, after: Document, *, currency: str) -> list[Change]:
    """Everything that differs: first in sentences, then by place what no sentence speaks of."""
    return changes(before, after, currency=currency) + _rest(before, after, currency)


def all_in_words(document: Document, *, currency: str) -> list[tuple[str, str]]:
    """Everything the document decides, as label and value."""
    return rules_in_words(document, currency=currency) + [
        (one.label, one.after) for one in _rest(None, document, currency)
    ]


def by_place(before: Document, after: Document) -> list[Change]:
    """Everything that differs, by its place in the document."""
    return [_change(one) for one in places(dump(before), dump(after))]


def _rest(before: Document | None, after: Document, currency: str) -> list[Change]:
    found = places(dump(before) if before else {}, dump(after))
    rest = [_told(one, before, after, currency) for one in found if not _is_said(one, before, after)]
    return [one for one in rest if one.before or one.after]


def _told(place: Place, before: Document | None, after: Document, currency: str) -> Change:
    """What is new, or gone, in sentences where there are some, without all that nobody had to say."""
    if place.before is NOTHING:
        label, words = _whole(place.path, after, currency)
        return Change(label, "", words)
    if place.after is NOTHING and before:
        label, words = _whole(place.path, before, currency)
        return Change(label, words, "")
    return _change(place)


def _whole(path: tuple[str, ...], document: Document, currency: str) -> tuple[str, str]:
    """Where it stands, by its title, and everything that it says."""
    value = _sparse(document, path)
    told = whole_in_words(path, document, currency=currency) if isinstance(path[-1], Id) else None
    if told is None or value is NOTHING:
        return _where(path), value_in_words(value)
    more = value_in_words({key: one for key, one in value.items() if key not in told.said})
    return _where((*path[:-1], Id(told.title))), "; ".join(filter(None, (told.words, more)))


def _sparse(document: Document, path: tuple[str, ...]) -> Any:
    """What the document says at a place, defaults left out; NOTHING where it is the default itself."""
    found: Any = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for step in path:
        if isinstance(step, Id):
            found = next((one for one in found if one.get("id") == step), NOTHING)
        else:
            found = found.get(step, NOTHING)
        if found is NOTHING:
            break
    return found


def _is_said(place: Place, before: Document | None, after: Document) -> bool:
    if place.path[0] in SAID:
        return True
    if place.path[0] != "earning" or len(place.path) < 2:
        return False
    rules = [rule for document in (before, after) if document for rule in document.earning]
    if any(rule.id == place.path[1] and rule.on not in SAID_RULES for rule in rules):
        return False
    if len(place.path) > 2:
        return place.path[2] in SAID_OF_A_RULE
    whole = [_sparse(document, place.path) for document in (before, after) if document]
    return all(set(one) <= SAID_OF_A_RULE for one in whole if one is not NOTHING)


def _change(place: Place) -> Change:
    return Change(_where(place.path), value_in_words(place.before), value_in_words(place.after))


def _where(path: tuple[str, ...]) -> str:
    """Tiers › level › “gold” › reached at"""
    steps = [f"“{step}”" if isinstance(step, Id) else _key(step) for step in path]
    return " › ".join(step[:1].upper() + step[1:] if n == 0 else step for n, step in enumerate(steps))


def _key(key: str) -> str:
    return str(KEYS[key]) if key in KEYS else key.replace("_", " ")


def value_in_words(value: Any) -> str:
    """Empty for what says nothing: an empty list, a switch that is off."""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if value is NOTHING or value is None:
        return ""
    if isinstance(value, Mapping):
        return condition_in_words(value) or ", ".join(_pairs(value))
    if isinstance(value, list):
        return "; ".join(filter(None, map(value_in_words, value)))
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)


def _pairs(value: Mapping[str, Any]) -> Iterator[str]:
    for key, inner in value.items():
        told = value_in_words(inner)
        if inner is True:
            yield _key(key)
        elif told and key != "id":
            yield f"{_key(key)} ({told})" if isinstance(inner, Mapping | list) else f"{_key(key)} {told}"
    if set(value) == {"id"}:
        yield str(value["id"])
