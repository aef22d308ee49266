"""What a letter says, and how letters are sent."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.notices.placeholders import lines
from loyalty.notices.wording import LONGEST_BODY, LONGEST_SUBJECT

TONGUES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]


class LetterForm(forms.Form):
    """A subject, and a body in paragraphs; what may not be in them is the wording's to say."""

    use_required_attribute = False

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT, strip=True)
    body = forms.CharField(
        label=pgettext_lazy("of a letter", "Text"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain text. An empty line begins a new paragraph."),
    )


class LetterSettingsForm(forms.Form):
    """How the shop's letters are sent; its fields are LetterSettings' own."""

    use_required_attribute = False

    language = forms.ChoiceField(
        label=_("Language, where your store does not know the member's"), choices=TONGUES
    )
    collect = forms.ChoiceField(
        label=_("What is not urgent goes"),
        choices=[
            ("each", _("as it happens")),
            ("daily", _("once a day, at nine")),
            ("weekly", _("once a week, on Mondays at nine")),
        ],
    )
    most_a_week = forms.IntegerField(
        label=_("At most"), min_value=1, max_value=50, help_text=_("to one member, of what is not urgent")
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        max_length=254,
        help_text=_("An address somebody of yours reads."),
    )
    footer = forms.CharField(
        label=_("Who writes"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Your business and its postal address; many countries want it under every letter."),
    )

    def clean_footer(self) -> str:
        return lines(self.cleaned_data["footer"])


class SampleForm(forms.Form):
    """Where a sample goes."""

    use_required_attribute = False
    to = forms.EmailField(label=_("Send a sample to"), max_length=254)
