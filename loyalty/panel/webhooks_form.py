"""Where a webhook goes, and what of."""

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from loyalty.common.outgoing.address import LONGEST, NotAllowed, target
from loyalty.notices.topics import TOPICS


class WebhookForm(forms.Form):
    """An address of the public internet, and at least one topic."""

    use_required_attribute = False

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("It must begin with https:// and answer 200 within 8 seconds."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=[(topic.id, topic.title) for topic in TOPICS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            target(url)
        except NotAllowed as no:
            raise forms.ValidationError(why_not(no.code)) from None
        return url


def why_not(code: str) -> str:
    """Why we do not send there."""
    match code:
        case "not_https":
            return say("It must begin with https://.")
        case "user":
            return say("An address with a name or a password in it is not kept.")
        case "port":
            return say("We do not send to this port.")
        case "inside" | "ourselves":
            return say("That leads into a private network; the address must be one of the public internet.")
    return say("This is not a web address.")
