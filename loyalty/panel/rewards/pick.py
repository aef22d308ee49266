"""Picking products: those the shop has sold are ticked by name, others are written by their number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts.boxes import Text

SHOWN = 12
MOST = 100
Known = list[tuple[str, str]]
NUMBER = re.compile(r"(?:gid://shopify/(?:Product|Collection)/)?([0-9]{1,20})", re.ASCII)


def lines_of(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[\s,;]+", text) if one.strip()]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ticked: value, title, whether it is. `many`: there is more than is shown, so it can be sought."""

    name: str
    ticks: list[tuple[str, str, bool]]
    sought: str
    many: bool
    others: bool  # whether something without a tick is written


class PickInput(forms.Textarea):
    """Ticks are named `products:123`; what is written stands in `products`, what is sought in `products_find`."""

    known: Known = []
    sought = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        self.sought = str(data.get(f"{name}_find", "")).strip()[:80]
        ticked = [key.removeprefix(f"{name}:") for key in data if key.startswith(f"{name}:")]
        return list(dict.fromkeys([*ticked, *lines_of(str(data.get(name, "")))]))

    def format_value(self, value: Any) -> str:
        """What has no tick of its own."""
        titles = dict(self.known)
        return "\n".join(one for one in plain(value) if one not in titles)

    def offer(self, name: str, value: Any) -> Offer | None:
        """None where nothing is known to choose from."""
        chosen, titles = plain(value), dict(self.known)
        shown = {one: titles[one] for one in chosen if one in titles}
        most = SHOWN + len(shown)
        for one, title in self.known:
            if len(shown) < most and self.sought.casefold() in f"{title} {one}".casefold():
                shown.setdefault(one, title)
        ticks = [(one, title, one in chosen) for one, title in shown.items()]
        others = any(one not in titles for one in chosen)
        return Offer(name, ticks, self.sought, len(titles) > SHOWN, others) if titles else None


def plain(value: Any) -> list[str]:
    """Long ids by their number; what is no id as it is."""
    return [found[1] if (found := NUMBER.fullmatch(str(one))) else str(one) for one in value or ()]


class PickField(forms.Field):
    """A list of the platform's numbers."""

    def __init__(self, label: Text, help_text: Text = "") -> None:
        super().__init__(
            label=label, required=False, help_text=help_text, widget=PickInput(attrs={"rows": 2})
        )

    def to_python(self, value: Any) -> list[str]:
        found = []
        for one in value or ():
            number = NUMBER.fullmatch(one)
            if number is None:
                raise forms.ValidationError(
                    _(
                        "“%(given)s” is no number. Copy the number at the end of its address in the store's admin."
                    )
                    % {"given": one[:40]}
                )
            found.append(number[1])
        if len(found) > MOST:
            raise forms.ValidationError(_("These are more than %(most)s.") % {"most": MOST})
        return list(dict.fromkeys(found))
