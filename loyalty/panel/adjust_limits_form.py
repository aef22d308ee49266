"""How much one person may adjust."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.adjustments.models import Limits
from loyalty.ledger.models import LIMIT


def _points(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=1,
        max_value=LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class LimitsForm(forms.Form):
    """Empty fields are no limit."""

    use_required_attribute = False

    largest = _points(
        _("Largest adjustment one person may make"), _("A file counts as one. Empty: no limit.")
    )
    a_day = _points(
        _("Most that one person may adjust in a day"), _("Given and taken together. Empty: no limit.")
    )
    second_person = forms.BooleanField(
        label=_("Larger ones need a second person"),
        help_text=_("They wait on the Requests page for somebody else's approval. Off: they are refused."),
        required=False,
    )

    @classmethod
    def of(cls, limits: Limits) -> "LimitsForm":
        """Filled in with what holds."""
        names = ("largest", "a_day", "second_person")
        return cls(initial={name: getattr(limits, name) for name in names})
