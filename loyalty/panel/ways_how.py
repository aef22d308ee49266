"""The boxes that say how members do it on the shop's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.activities.networks import leads_astray, networks
from loyalty.engine.ways import Account, Link, Post
from loyalty.panel.draft_parts import Part
from loyalty.panel.expiry_form import text_box
from loyalty.panel.how_words import HOWS
from loyalty.panel.part_form import PartForm

DEEDS = (
    ("follow", _("follow")),
    ("share", _("share")),
    ("like", _("like")),
    ("join", _("join")),
    ("subscribe", _("subscribe")),
    ("visit", _("visit")),
    ("watch", _("watch")),
)
HOW_FIELDS = {
    "how": "how",
    "how.network": "network",
    "how.deed": "deed",
    "how.url": "url",
    "how.seconds": "seconds",
    "how.path": "share_path",
    "how.ask": "words",
    "how.text": "words",
}
NETWORKED: dict[str, Any] = {"link": Link, "account": Account, "post": Post}
ASTRAY = {
    "network": _("Choose one."),
    "deed": _("That cannot be done there; choose something else."),
    "url": _("That is no address of this network. Copy it from the browser; it begins with https://."),
}


class HowBoxes(PartForm):
    """They are looked at only where members do something."""

    how = forms.ChoiceField(label=_("How members do it"), required=False, choices=HOWS)
    network = forms.ChoiceField(label=_("On which network"), required=False)
    deed = forms.ChoiceField(label=_("What to do there"), required=False, choices=DEEDS)
    url = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    seconds = forms.IntegerField(
        label=_("They stay at least"), required=False, min_value=3, max_value=600, widget=text_box("numeric")
    )
    share_path = forms.CharField(
        label=_("Page of the shop it leads to"),
        required=False,
        max_length=200,
        help_text=_("Such as /collections/all; / is the front page."),
    )
    words = forms.CharField(
        label=_("What they read"),
        required=False,
        max_length=3500,
        help_text=_("What is to be seen or said, what they agree to, or one question on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer(self) -> None:
        self.choose_from("network", [("", ""), *((one.id, one.title) for one in networks().values())])

    def check_how(self) -> None:
        """What such a way needs."""
        values = self.cleaned_data
        if values.get("how") in ("consent", "questions"):
            self.need(("words",), _("Write what they are to read."))
        kind = NETWORKED.get(values.get("how", ""))
        if kind is None:
            return
        there = {"network": values.get("network", ""), "deed": values.get("deed", "follow")}
        wrong = leads_astray(kind.model_construct(**there, url=values.get("url", "")))
        if wrong == "network" and there["network"]:
            self.add_error("network", _("This cannot be done on this network; choose another."))
            return
        if wrong and wrong not in self.errors:
            self.add_error(wrong, ASTRAY[wrong])

    @staticmethod
    def filled_how(part: Part) -> dict[str, Any]:
        how = part.get("how") or {}
        asked = how.get("ask") or how.get("text") or ""
        return {
            "how": how.get("by", ""),
            "network": how.get("network", ""),
            "deed": how.get("deed", "follow"),
            "url": how.get("url", ""),
            "seconds": how.get("seconds", 10),
            "share_path": how.get("path", "/"),
            "words": asked if isinstance(asked, str) else "\n".join(asked),
        }

    def how_part(self) -> Part:
        """Empty where programs tell of it."""
        values = self.cleaned_data
        by, said = values["how"], values["words"].strip()
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        more: dict[str, Part] = {
            "link": {key: values[key] for key in ("network", "deed", "url")} | {"seconds": values["seconds"] or 10},
            "account": {"network": values["network"]},
            "post": {"network": values["network"]} | ({"ask": " ".join(lines)} if lines else {}),
            "share": {"path": values["share_path"] or "/"},
            "photo": {"ask": " ".join(lines)} if lines else {},
            "consent": {"text": " ".join(lines)},
            "questions": {"ask": lines},
        }  # fmt: skip
        return {"by": by} | more.get(by, {}) if by else {}
