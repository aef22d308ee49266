"""What states, deeds and roles are called."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "role": _("changed a role"),
    "publish": _("published rules"),
    "draft": _("saved a draft"),
    "draft_dropped": _("threw a draft away"),
    "points adjusted": _("adjusted a balance"),
    "deliveries.resend": _("resent deliveries"),
    "orders.reread": _("read the store's orders again"),
    "privacy.download": _("downloaded a person's data"),
}

SAID = {
    "role_changed": {"tone": "good", "text": _("The role is changed.")},
    "last_owner": {"tone": "bad", "text": _("The shop needs an owner: make somebody else an owner first.")},
    "resent": {"tone": "good", "text": _("The delivery is waiting to be worked again.")},
    "resent_all": {"tone": "good", "text": _("All parked deliveries are waiting to be worked again.")},
    "waiting": {
        "tone": "care",
        "text": _("That delivery is waiting to be worked anyway; nothing was resent."),
    },
    "none_parked": {"tone": "care", "text": _("No delivery is parked any more; nothing was resent.")},
    "adjusted_before": {
        "tone": "care",
        "text": _("That adjustment had been posted already; it was not posted twice."),
    },
    "draft_changed": {
        "tone": "bad",
        "text": _("Nothing was done: the draft has changed since you looked. Here it is as it stands now."),
    },
    "no_draft": {"tone": "care", "text": _("There is no draft any more; nothing was published.")},
    "adjusted": {"tone": "good", "text": _("The balance is adjusted.")},
    "published": {"tone": "good", "text": _("The rules are published. They apply to orders from now on.")},
    "draft_saved": {
        "tone": "good",
        "text": _("The draft is saved. Nothing changes for members until you publish."),
    },
    "draft_dropped": {"tone": "good", "text": _("The draft is gone; the published rules are unchanged.")},
}


def role_names() -> list[tuple[str, str, str]]:
    """Role, its name, what it may do."""
    return [
        ("owner", str(_("Owner")), str(_("everything, publishing and roles included"))),
        ("staff", str(_("Staff")), str(_("adjust balances, resend deliveries, prepare rules"))),
        ("reader", str(_("Reader")), str(_("look, change nothing"))),
    ]


def delivery_states() -> list[tuple[str, str, str]]:
    """State, its name, the tone of its badge."""
    return [
        ("ready", str(_("waiting")), ""),
        ("worked", str(_("worked")), "good"),
        ("ignored", str(_("ignored")), ""),
        ("parked", str(_("parked")), "bad"),
    ]
