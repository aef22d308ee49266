"""A programme's rules: drafts, and published versions that never change again."""

from django.db import models

from loyalty.shops.models import Programme


class Version(models.Model):
    """A published document. Live from `published_at` until the next version's."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="numbered_once"),
        ]
        ordering = ["programme", "number"]


class Draft(models.Model):
    """What the merchant is working on; one per programme."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="draft")
    document = models.JSONField()
    base = models.PositiveIntegerField(help_text="the version it was made from; 0 for none")
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)
