"""A programme's rules: drafts, and published versions that never change again."""

from django.db import models
from django.db.models import Q

from loyalty.shops.models import Programme


class Version(models.Model):
    """A published document. Live from `published_at` until the next version's."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    back_to = models.PositiveIntegerField(null=True, help_text="the older version that this one brought back")

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


class DraftState(models.Model):
    """What the draft was before a change; see loyalty.programmes.undo. No document: there was no draft."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="draft_states")
    document = models.JSONField(null=True)
    base = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(help_text="when the change was made")
    left_by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"])]


class Allowance(models.Model):
    """What was given so far under a cap, a limit or a campaign's budget; see engine.limits. It only grows."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=60, help_text="cap:ID, rule:ID or campaign:ID")
    member = models.BigIntegerField(help_text="0: of the whole programme")
    span = models.CharField(
        max_length=10, blank=True, help_text="the day, week, month or year; empty for life"
    )
    used = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name", "member", "span"], name="one_allowance"),
            models.CheckConstraint(condition=Q(used__gte=0), name="allowance_not_negative"),
        ]
        indexes = [models.Index(fields=["member"], name="allowance_by_member")]
