"""What a way to earn is called where the merchant gave it no name."""

from collections.abc import Callable

from django.utils.translation import gettext

from loyalty.activities.networks import networks
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account, Link, Post


def title_of(rule: ActivityRule) -> str:
    """'Follow us on Instagram'; of what only programs tell, the activity's own name."""
    if rule.title:
        return rule.title
    if isinstance(rule.how, Link | Account | Post):
        network = networks().get(rule.how.network)
        words = _THERE[rule.how.deed if isinstance(rule.how, Link) else rule.how.by]()
        return words.format(network=network.title if network else rule.how.network)
    if rule.how:
        return _OTHERS[rule.how.by]()
    return name_of(rule.activity)


def name_of(activity: str) -> str:
    """'Bring a cup' for 'bring-a-cup': what an activity is called where nobody gave it a title."""
    return activity.replace("-", " ").capitalize()


_THERE: dict[str, Callable[[], str]] = {
    "follow": lambda: gettext("Follow us on {network}"),
    "share": lambda: gettext("Share us on {network}"),
    "like": lambda: gettext("Like us on {network}"),
    "join": lambda: gettext("Join us on {network}"),
    "subscribe": lambda: gettext("Subscribe on {network}"),
    "visit": lambda: gettext("Visit us on {network}"),
    "watch": lambda: gettext("Watch us on {network}"),
    "account": lambda: gettext("Link your {network} account"),
    "post": lambda: gettext("Post about us on {network}"),
}
_OTHERS: dict[str, Callable[[], str]] = {
    "share": lambda: gettext("Show us to somebody"),
    "code": lambda: gettext("Check in with us"),
    "photo": lambda: gettext("Send us a picture"),
    "consent": lambda: gettext("Say yes"),
    "questions": lambda: gettext("Answer some questions"),
}
