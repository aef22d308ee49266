"""What a new key is called, and what it may do."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.api.scopes import Scope


class KeyForm(forms.Form):
    """`form` is made with the form: however often it is sent, it makes one key."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Which program is it for?"),
        max_length=80,
        help_text=_("Histories and the audit name it beside what it gives or takes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one: a key without any opens nothing.")},
    )
    form = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "KeyForm":
        return cls(initial={"form": uuid4()})

    def allowed(self) -> list[Scope]:
        scopes: list[Any] = self.cleaned_data["scopes"]
        return [Scope(one) for one in scopes]
