"""The labels of source/texts.json once more, for gettext's extraction: it does not read JSON."""

from django.utils.translation import gettext_noop as _

LABELS = (
    _("You now have {points}."),
    _("Your {many}"),
    _("Close"),
    _(
        "Something went back after its {many} were spent. What you earn next settles this first; you owe no money."
    ),
    _("{points} to make up for"),
    _("There is nothing to earn just now."),
    _("Ways to earn"),
    _("You are in. Your first order gets you going."),
    _("You earned these with your past orders. Join to make them yours: it is free and takes one tap."),
    _("Join and claim {points}"),
    _("Waiting for you"),
    _("Nothing here yet. After your first order you see its {many} here, and how they add up."),
    _("Your history"),
    _("Join for free and watch your {many} grow with everything you buy."),
    _("Join for free"),
    _("That did not work and nothing was changed. Please try again."),
    _("We are still setting the table. Come back soon to see what you can earn."),
    _("Try again"),
    _("How it adds up"),
    _("Sign in"),
    _("We could not refresh just now."),
    _("No {many}"),
    _("On the way"),
    _("Ready on {date}"),
    _("Taken back"),
    _("Every order earns you {many}"),
    _("Welcome! You are in."),
)
