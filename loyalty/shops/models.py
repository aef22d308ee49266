"""Stores and the programmes they run."""

from django.conf import settings
from django.db import models

from loyalty.common.encrypted import EncryptedText


class Programme(models.Model):
    """The tenant: one set of books and rules, run by one shop or, in a coalition, by several."""

    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"programme {self.pk}"


class Shop(models.Model):
    """One store that installed the app."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="shops")
    platform = models.CharField(max_length=20)
    domain = models.CharField(max_length=120, unique=True)
    external_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64, default="UTC")
    widget_seen_at = models.DateTimeField(
        null=True, help_text="when the storefront first asked for the widget's data"
    )
    shown_to = models.BigIntegerField(
        null=True,
        help_text="themes may read what members have, and it was written for all up to this one; empty: not",
    )
    storefront = models.URLField(blank=True, help_text="the shop's public address")
    created_at = models.DateTimeField()

    access_token = EncryptedText(null=True, editable=True)
    access_expires_at = models.DateTimeField(null=True)
    refresh_token = EncryptedText(null=True, editable=True)
    refresh_expires_at = models.DateTimeField(null=True)
    scopes = models.TextField(blank=True, help_text="granted, comma-separated, sorted")
    locked_out_at = models.DateTimeField(
        null=True, help_text="when the platform refused our tokens; somebody must open the app in the store"
    )

    def __str__(self) -> str:
        return self.domain


class Installation(models.Model):
    """One stay of the app in a store; the current one has no end."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="installations")
    installed_at = models.DateTimeField()
    installed_by = models.CharField(max_length=200)
    uninstalled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=models.Q(uninstalled_at=None), name="one_open_installation"
            )
        ]


class Staff(models.Model):
    """Who may work in a shop's panel: signed in here (user) or through the store's admin (subject)."""

    class Role(models.TextChoices):
        OWNER = "owner"
        STAFF = "staff"
        READER = "reader"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    subject = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "user"], name="one_role_per_user"),
            models.UniqueConstraint(
                fields=["shop", "subject"], condition=~models.Q(subject=""), name="one_role_per_subject"
            ),
        ]


class Audit(models.Model):
    """What somebody did in a shop, kept as long as the shop is."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    deed = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"])]
