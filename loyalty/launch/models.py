"""Launching a programme backwards: past orders since a day are paid for, after somebody has seen what that gives."""

from django.db import models
from django.db.models import Q

from loyalty.insight.models import Job, PastOrders


class Launch(Job):
    """First the preview is worked out, then, when the owner has said so, the orders are told to the desk.

    `done` counts orders in the order in which they were placed; it moves in one transaction with their postings.
    """

    class Stage(models.TextChoices):
        PREVIEW = "preview"
        POST = "post"

    past = models.ForeignKey(PastOrders, on_delete=models.CASCADE, related_name="launches")
    stage = models.CharField(max_length=7, choices=Stage.choices, default=Stage.PREVIEW)
    since = models.DateTimeField(help_text="orders placed from then on are paid for")
    document = models.JSONField()
    preview = models.JSONField(null=True, help_text="what loyalty.launch.preview says")
    version = models.PositiveIntegerField(null=True, help_text="that was published")
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    missed = models.JSONField(default=list, help_text="[order, why] of those that could not be worked")

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="launch_at_work"),
        ]

    @property
    def is_shown(self) -> bool:
        """Whether there is a preview to say yes to."""
        return self.stage == self.Stage.PREVIEW and self.state == self.State.DONE
