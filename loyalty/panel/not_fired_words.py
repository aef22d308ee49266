"""Why a rule did not fire, in a few words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from loyalty.engine.document import Document
from loyalty.engine.misses import Why
from loyalty.ledger.words import money
from loyalty.panel.condition_words import condition_in_words
from loyalty.panel.ways_words import answer_names


def why_not(why: Why, document: Document, *, currency: str) -> str:
    """'not: tier is Gold (it is Silver)'."""
    if isinstance(why, str):
        return _plain().get(why, why.replace("_", " "))
    if "field" not in why:
        return _("none of the goods fits")
    names = answer_names(document, why["field"])
    asked = {key: _said(value, names) for key, value in why.items() if key not in ("got", "not", "lines")}
    words = condition_in_words({"not": asked} if why.get("not") else asked)
    got = _got(why, names, currency)
    if why.get("lines"):
        return _("no goods where %(condition)s") % {"condition": words}
    return _("asks that %(condition)s; here it is %(got)s") % {"condition": words, "got": got}


def _plain() -> dict[str, str]:
    return {
        "over": _("it is over by then"),
        "not_yet": _("it has not begun by then"),
        "limit": _("the member has had it as often as allowed"),
        "not_first": _("not the member's first order"),
        "proof": _("nobody but the member says so"),
        "refused": _("staff refused it"),
        "withdrawn": _("the member took it back"),
        "ended": _("the member agrees to it no longer"),
        "in_review": _("staff have not looked at it yet"),
        "grade": _("graded otherwise"),
        "place": _("not one of its places"),
        "unit": _("measured in another unit"),
        "cap": _("a limit has no room left"),
        "below_one": _("less than one so far; it counts next time"),
    }


def _said(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [names.get(one, one) for one in value]
    return value if isinstance(value, bool) else names.get(str(value), value)


def _got(why: Mapping[str, Any], names: Mapping[str, str], currency: str) -> str:
    got = why.get("got")
    if isinstance(got, bool):
        return _("yes") if got else _("no")
    if got is None or got in ([], ""):
        return _("unknown")
    if why["field"] == "order.total" and isinstance(got, int):
        return money(got, currency)
    told = _said(got, names)
    return ", ".join(map(str, told)) if isinstance(told, list) else str(told)
