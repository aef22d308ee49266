"""The day a member was born, and why staff write it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.engine.days import is_month_day
from loyalty.ledger.words import months
from loyalty.members.models import Birthday


class BirthdayForm(forms.Form):
    """`prefix` sets its names apart from those of the page's other forms."""

    use_required_attribute = False
    prefix = "born"

    day = forms.TypedChoiceField(
        label=_("Day"), coerce=int, choices=[("", "—"), *((day, day) for day in range(1, 32))]
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stands in the shop's own list of who did what; do not write the day there."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=[("", "—"), *months()])
        self.fields = {"month": month} | self.fields

    @classmethod
    def fresh(cls, known: Birthday | None) -> "BirthdayForm":
        """As it stands."""
        return cls(initial={"month": known.month, "day": known.day} if known else {})

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if {"month", "day"} <= told.keys() and not is_month_day(told["month"], told["day"]):
            self.add_error("day", _("That month has no such day."))
        return told
