"""How sizes are written."""

from decimal import Decimal

from babel.units import format_unit
from django import template

from loyalty.panel.templatetags.panel import locale

register = template.Library()


@register.filter(name="bytes")
def size(value: int) -> str:
    """1536 → 1.5 kB"""
    if value < 1024:
        return format_unit(value, "digital-byte", "long", locale=locale())
    whole, unit = (value, "digital-kilobyte") if value < 1024**2 else (value // 1024, "digital-megabyte")
    return format_unit(Decimal(whole * 10 // 1024) / 10, unit, "short", locale=locale())
