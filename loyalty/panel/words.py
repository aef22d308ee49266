"""What states, deeds and roles are called."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "role": _("changed a role"),
    "publish": _("published rules"),
    "draft": _("saved a draft"),
    "adjust": _("adjusted a balance"),
    "resend": _("resent a delivery"),
    "resend_all": _("resent all parked deliveries"),
}

SAID = {
    "role_changed": {"tone": "good", "text": _("The role is changed.")},
    "last_owner": {"tone": "bad", "text": _("The shop needs an owner: make somebody else an owner first.")},
    "resent": {"tone": "good", "text": _("The delivery is waiting to be worked again.")},
    "resent_all": {"tone": "good", "text": _("All parked deliveries are waiting to be worked again.")},
    "not_parked": {"tone": "care", "text": _("That delivery is not parked any more; nothing was resent.")},
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
