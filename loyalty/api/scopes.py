"""What a key may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One permission; a key has any number of them."""

    READ_MEMBERS = "read_members", _("Look members up, with balances and history")
    READ_PROGRAMME = "read_programme", _("Read the published rules")
    READ_REWARDS = "read_rewards", _("Read rewards and redemptions")
    WRITE_REWARDS = "write_rewards", _("Redeem rewards for members, and cancel that")
    WRITE_POINTS = "write_points", _("Give and take points")
    READ_ACTIVITIES = "read_activities", _("Read what members did besides buying")
    WRITE_ACTIVITIES = "write_activities", _("Tell what members did besides buying, and withdraw it")
