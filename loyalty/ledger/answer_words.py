"""What an order, its lines or its member answered, as the first half of a sentence, and how values are written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from loyalty.common.money import major
from loyalty.common.speech import gettext, ngettext
from loyalty.engine.conditions import FIELDS, WEEKDAYS
from loyalty.ledger.names import Names
from loyalty.ledger.words import locale

SHOWN = 5
A_MONDAY = date(2024, 1, 1)


def value(field: str, given: Any, names: Names) -> str:
    """One value of a field as people write it: 'Tuesday', 'March', '$50.00', 'Gold'."""
    if FIELDS[field] == "money":
        amount = Decimal(str(given))
        if names.money:
            return str(format_currency(amount, names.money, locale=locale()))
        return str(format_decimal(amount, locale=locale()))
    if field in _WRITTEN:
        return _WRITTEN[field](given, names)
    return format_decimal(given, locale=locale()) if FIELDS[field] == "number" else str(given)


def several(field: str, given: Sequence[Any], names: Names, *, style: str = "standard") -> str:
    """'web, pos and 3 more'; `style` "or" puts an or."""
    told = [value(field, one, names) for one in given[:SHOWN]]
    if len(given) > SHOWN:
        told.append(gettext("%(number)s more") % {"number": len(given) - SHOWN})
    return str(format_list(told, style="or" if style == "or" else "standard", locale=locale()))


def said(field: str, got: Any, names: Names) -> str:
    """'The order came from pos', without a full stop."""
    if field in _FLAGS:
        return _FLAGS[field](got is True or (isinstance(got, list) and True in got))
    if FIELDS[field] == "money":
        got = major(int(got or 0), names.money) if names.money else Decimal(int(got or 0)) / 100
    many = got if isinstance(got, list) else [got]
    if got is None or not many:
        return _UNKNOWN[field]() if field in _UNKNOWN else gettext("The store did not say")
    if field in _COUNTED and isinstance(got, int):
        return _COUNTED[field](got)
    return _SAID[field]() % {"got": several(field, many, names)}


def _weekday(given: Any, names: Names) -> str:
    number = WEEKDAYS.index(str(given)) if given in WEEKDAYS else 0
    return str(format_date(A_MONDAY.replace(day=1 + number), "EEEE", locale=locale()))


def _month(given: Any, names: Names) -> str:
    whole = Decimal(str(given))
    if whole != whole.to_integral_value() or not 1 <= whole <= 12:
        return str(given)
    return str(format_date(date(2024, int(whole), 1), "LLLL", locale=locale()))


_WRITTEN: Mapping[str, Callable[[Any, Names], str]] = {
    "order.weekday": _weekday,
    "order.month": _month,
    "order.hour": lambda given, _: gettext("%(hour)s:00") % {"hour": given},
    "member.birthday_month": _month,
    "member.tier": lambda given, names: names.tier(str(given)),
    "member.plan": lambda given, names: names.plan(str(given)),
    "member.badge": lambda given, names: names.badge(str(given)),
}
_SAID: Mapping[str, Callable[[], str]] = {
    "order.source": lambda: gettext("The order came from %(got)s"),
    "order.gateway": lambda: gettext("The order was paid by %(got)s"),
    "order.tag": lambda: gettext("The order is tagged %(got)s"),
    "order.discount_code": lambda: gettext("The order used the code %(got)s"),
    "order.total": lambda: gettext("The goods of the order came to %(got)s"),
    "order.weekday": lambda: gettext("The order was placed on a %(got)s"),
    "order.hour": lambda: gettext("The order was placed in the hour from %(got)s"),
    "order.month": lambda: gettext("The order was placed in %(got)s"),
    "line.product": lambda: gettext("The order held the products %(got)s"),
    "line.variant": lambda: gettext("The order held the variants %(got)s"),
    "line.sku": lambda: gettext("The order held the SKUs %(got)s"),
    "line.title": lambda: gettext("The order held %(got)s"),
    "line.vendor": lambda: gettext("The goods were made by %(got)s"),
    "line.type": lambda: gettext("The goods were of the type %(got)s"),
    "line.tag": lambda: gettext("The goods were tagged %(got)s"),
    "line.collection": lambda: gettext("The goods were in the collections %(got)s"),
    "line.cycle": lambda: gettext("It was delivery %(got)s of the subscription"),
    "member.tier": lambda: gettext("The tier was %(got)s"),
    "member.plan": lambda: gettext("The membership was %(got)s"),
    "member.badge": lambda: gettext("The badges were %(got)s"),
    "member.birthday_month": lambda: gettext("The birthday is in %(got)s"),
}
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "order.items": lambda got: (
        ngettext("The order had %(got)s item", "The order had %(got)s items", got) % {"got": got}
    ),
    "member.orders_before": lambda got: (
        ngettext(
            "%(got)s order was placed before this one", "%(got)s orders were placed before this one", got
        )
        % {"got": got}
    ),
    "member.days_since_joined": lambda got: (
        ngettext("The account was %(got)s day old", "The account was %(got)s days old", got) % {"got": got}
    ),
}
_FLAGS: Mapping[str, Callable[[bool], str]] = {
    "order.subscription": lambda got: (
        gettext("A subscription made the order") if got else gettext("No subscription made the order")
    ),
    "line.on_sale": lambda got: (
        gettext("Some of the goods were on sale") if got else gettext("None of the goods were on sale")
    ),
    "line.subscription": lambda got: (
        gettext("Some of the goods were bought by subscription")
        if got
        else gettext("None of the goods were bought by subscription")
    ),
}
_UNKNOWN: Mapping[str, Callable[[], str]] = {
    "order.source": lambda: gettext("The store did not say where the order came from"),
    "order.gateway": lambda: gettext("The store did not say how the order was paid"),
    "order.tag": lambda: gettext("The order had no tags"),
    "order.discount_code": lambda: gettext("The order used no discount code"),
    "line.product": lambda: gettext("The goods of the order name no product"),
    "line.variant": lambda: gettext("The goods of the order name no variant"),
    "line.sku": lambda: gettext("The goods of the order have no SKU"),
    "line.title": lambda: gettext("The goods of the order have no title"),
    "line.vendor": lambda: gettext("The goods of the order name no vendor"),
    "line.type": lambda: gettext("The product type of the goods is not known"),
    "line.tag": lambda: gettext("The goods had no product tags"),
    "line.collection": lambda: gettext("The goods were in no collection"),
    "line.cycle": lambda: gettext("The goods were no delivery of a subscription"),
    "member.tier": lambda: gettext("There was no tier yet"),
    "member.plan": lambda: gettext("There was no paid membership"),
    "member.badge": lambda: gettext("There was no badge yet"),
    "member.days_since_joined": lambda: gettext("The programme had not been joined yet"),
    "member.birthday_month": lambda: gettext("The birthday is not known"),
}
