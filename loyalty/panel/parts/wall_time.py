"""A moment on the shop's own clock, without a zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.panel.parts.boxes import Text


class WallTimeField(forms.CharField):
    """'2026-12-01T00:00'; empty for no such moment."""

    def __init__(self, label: Text, help_text: Text = "") -> None:
        box = forms.TextInput(attrs={"type": "datetime-local"})
        super().__init__(label=label, required=False, max_length=30, help_text=help_text, widget=box)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="minutes")
        except ValueError:
            raise forms.ValidationError(_("Write day and time, for example 2026-12-01T00:00.")) from None

    def prepare_value(self, value: Any) -> Any:
        return str(value or "")[:16]
