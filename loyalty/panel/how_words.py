"""How members do it, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.activities.networks import networks
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account, Link, Post

HOWS = (
    ("", gettext_lazy("programs tell of it, through the API")),
    ("link", gettext_lazy("by a link to a network, on their word")),
    ("account", gettext_lazy("by linking their account on a network")),
    ("post", gettext_lazy("by posting a code on a network, which staff look at")),
    ("share", gettext_lazy("by showing us to others, who follow their link")),
    ("code", gettext_lazy("by scanning a code at the place")),
    ("photo", gettext_lazy("by sending a picture that staff look at")),
    ("consent", gettext_lazy("by saying yes to something, until they take it back")),
    ("questions", gettext_lazy("by answering some questions")),
)


def how_words(rule: ActivityRule) -> str:
    """'by a link to Instagram'."""
    if isinstance(rule.how, Link):
        network = networks().get(rule.how.network)
        return _("by a link to %(network)s") % {"network": network.title if network else rule.how.network}
    if isinstance(rule.how, Account | Post):
        network = networks().get(rule.how.network)
        named = network.title if network else rule.how.network
        return _("%(how)s: %(network)s") % {"how": dict(HOWS)[rule.how.by], "network": named}
    return str(dict(HOWS)[rule.how.by if rule.how else ""])
