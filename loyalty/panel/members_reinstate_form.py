"""Expired points to give back, and why."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.adjustments.words import too_much
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.panel.expiry_form import text_box


class ReinstateForm(forms.Form):
    """`key` is made with the form: however often it is sent, it posts once."""

    use_required_attribute = False

    points = forms.IntegerField(
        label=_("Points"), min_value=1, max_value=POINTS_LIMIT, widget=text_box("numeric")
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The member reads this in their history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, expired: int) -> "ReinstateForm":
        """All that expired, until somebody says less."""
        return cls(initial={"key": uuid4(), "points": min(expired, POINTS_LIMIT)}, prefix="back")

    def too_much(self, limit: str, allowed: int) -> None:
        """Marks the points as more than one person may give."""
        self.add_error("points", too_much(limit, allowed))

    def too_many(self, expired: int) -> None:
        """Marks the points as more than expired."""
        words = _("Only %(expired)s have expired and were not given back.")
        self.add_error("points", words % {"expired": expired})
