"""The sub-navigation of the Programme tab, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from loyalty.panel.rules_nav import RulesPlace, rules_places

register = template.Library()


@register.simple_tag(takes_context=True)
def rules_nav(context: Mapping[str, Any]) -> list[RulesPlace]:
    """The places, the one of the page that is shown marked as current."""
    match = context["request"].resolver_match
    return rules_places(match.url_name or "" if match else "")


@register.filter
def in_panel(name: str) -> str:
    """An address's full name."""
    return f"panel:{name}"
