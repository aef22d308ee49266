"""Points to give or take, and why."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.adjustments.read import MINUS_SIGNS
from loyalty.adjustments.words import too_much
from loyalty.engine.parts import POINTS_LIMIT


class SignedPoints(forms.IntegerField):
    """An integer whose minus may be any of those that keyboards and copied tables write."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.translate(MINUS_SIGNS) if isinstance(value, str) else value)


class AdjustForm(forms.Form):
    """`key` is made with the form: however often it is sent, it posts once."""

    use_required_attribute = False

    points = SignedPoints(
        label=_("Points"),
        min_value=-POINTS_LIMIT,
        max_value=POINTS_LIMIT,
        help_text=_("A minus takes points away, for example −50."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The member reads this in their history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "AdjustForm":
        return cls(initial={"key": uuid4()})

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        if not points:
            raise forms.ValidationError(_("Zero changes nothing: give a number above or below it."))
        return points

    def too_much(self, limit: str, allowed: int) -> None:
        """Marks the points as more than one person may adjust."""
        self.add_error("points", too_much(limit, allowed))

    def not_enough(self, available: int) -> None:
        """Marks the points as more than there are."""
        self.add_error(
            "points",
            _("Only %(available)s can be taken: that is what the member has available.")
            % {"available": available},
        )
