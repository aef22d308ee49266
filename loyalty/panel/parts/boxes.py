"""The kinds of boxes that forms of the programme are made of."""

from typing import TYPE_CHECKING, Any, Union

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.engine.parts import POINTS_LIMIT
from loyalty.panel.expiry_form import text_box

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text = Union[str, "_StrPromise"]


def words(label: Text, *, required: bool = True, help_text: Text = "", most: int = 40) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def count(
    label: Text, *, required: bool = False, least: int = 1, most: int = POINTS_LIMIT, help_text: Text = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=text_box("numeric"),
    )


def amount(label: Text, *, digits: int = 3, help_text: Text = "", zero: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=12,
        decimal_places=digits,
        help_text=help_text,
        widget=text_box("decimal"),
        validators=[] if zero else [above_zero],
        min_value=0 if zero else None,
    )


def factor(label: Text, *, help_text: Text = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_value=100,
        decimal_places=4,
        help_text=help_text,
        widget=text_box("decimal"),
        validators=[above_zero],
    )


def choice(
    label: Text, choices: Any = (), *, required: bool = True, help_text: Text = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=help_text)


def sentence(label: Text, choices: Any) -> forms.ChoiceField:
    """One of a few sentences, too long for a box that opens."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def switch(label: Text, *, help_text: Text = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def kept_id() -> forms.CharField:
    """The id of what is edited; empty for what is new."""
    return forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def above_zero(value: Any) -> None:
    if value <= 0:
        raise forms.ValidationError(_("Ensure this amount is above zero."))
