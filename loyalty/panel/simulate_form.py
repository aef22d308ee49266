"""What one fills in to simulate."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.insight.assume import Assumed
from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.read_file import LARGEST
from loyalty.panel.simulate_words import past_name, run_name


class HistoryForm(forms.Form):
    """A history file; what is in it is judged by a worker, line by line."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("History file"),
        help_text=_("One JSON object per line, at most 100 MB and 500,000 lines."),
        widget=forms.FileInput(attrs={"accept": ".jsonl,.ndjson,.json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB. Divide it by years."))
        return file


class PlayForm(forms.Form):
    """Which rules over which past."""

    use_required_attribute = False

    past = forms.ChoiceField(label=_("Past"))
    rules = forms.ChoiceField(label=_("Rules"))

    def __init__(
        self, *args: Any, pasts: list[PastOrders], rules: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("past", [(str(one.pk), past_name(one)) for one in pasts]), ("rules", rules)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
            field.choices = choices


class CompareForm(forms.Form):
    """Two runs."""

    use_required_attribute = False

    a = forms.ChoiceField(label=_("This run"))
    b = forms.ChoiceField(label=_("With this one"))

    def __init__(self, *args: Any, runs: list[Simulation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
            field.choices = [(str(one.pk), run_name(one)) for one in runs]
        if len(runs) > 1:  # what was run before, with what was run last
            self.initial = {"a": str(runs[1].pk), "b": str(runs[0].pk)}


def _percent(label: Any, help_text: Any, least: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal(least),
        max_value=Decimal(100),
        decimal_places=2,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
    )


class AssumptionsForm(forms.Form):
    """The merchant's own assumptions."""

    use_required_attribute = False

    redeemed = _percent(
        _("Points that will be used one day"),
        _("The rest is breakage. Until you know your own, take 70 %."),
        "0",
    )
    margin = _percent(
        _("Gross margin"),
        _("What is left of a sale after the goods are paid. Until you say, it is 50 %."),
        "0.01",
    )
    worth = forms.DecimalField(
        label=_("Worth of a point"),
        help_text=_("Only for rules that do not say themselves."),
        required=False,
        min_value=Decimal("0.000001"),
        max_value=Decimal(10_000),
        max_digits=12,
        decimal_places=6,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"}),
    )

    @classmethod
    def of(cls, said: Assumed) -> "AssumptionsForm":
        return cls(initial={name: getattr(said, name) for name in ("redeemed", "margin", "worth")})


class LaunchForm(forms.Form):
    """From which day on past orders are paid for."""

    use_required_attribute = False

    since = forms.DateField(
        label=_("Pay orders placed since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
