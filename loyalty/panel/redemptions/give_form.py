"""Which reward to give to a member, how, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.engine.rewards import Reward, Session
from loyalty.programmes.live import Live
from loyalty.rewards.words import RewardWords, moment

HOW = (("claim", gettext_lazy("Let them claim it")), ("now", gettext_lazy("Hand it over now")))


class GiveForm(forms.Form):
    """`key` is made with the form: however often it is sent, it gives once."""

    use_required_attribute = False

    reward = forms.ChoiceField(label=gettext_lazy("Reward"))
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=HOW)
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The member reads this in their history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Live, currency: str, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_give_%s"} | more)
        self.words = words = RewardWords(rules.document, currency)
        self.offered = {
            f"{one.id}/{session.id if session else ''}": (one, session)
            for one in rules.document.rewards
            for session in one.sessions or (None,)
        }
        self.fields["reward"].choices = [  # type: ignore[attr-defined]
            (name, title_of(words, one, session)) for name, (one, session) in self.offered.items()
        ]

    @property
    def chosen(self) -> tuple[Reward, Session | None]:
        return self.offered[self.cleaned_data["reward"]]


def title_of(words: RewardWords, one: Reward, session: Session | None) -> str:
    title = words.title(one, None)
    if session is None:
        return title
    return _("%(title)s, %(at)s") % {"title": title, "at": moment(session.at)}
