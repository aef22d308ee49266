"""How shares of sales and amounts of points are written on the programme's pages."""

from decimal import Decimal

from babel.numbers import format_percent
from django import template

from loyalty.engine.document import Points
from loyalty.ledger import words
from loyalty.panel.templatetags.panel import locale

register = template.Library()


@register.filter
def percent(share: str) -> str:
    """ "0.0500" → 5 %, "0.0075" → 0.8 %"""
    return format_percent(Decimal(share), format="#,##0.#%", locale=locale())


@register.filter
def in_points(amount: int, names: Points) -> str:
    """324 → 324 leaves"""
    return words.points(amount, names)
