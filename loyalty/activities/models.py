"""What members did besides buying, each told once; what it brings is decided by the rules of its own time."""

from django.db import models

from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop


class Opening(models.Model):
    """A member opened the page on a network through our link; how long ago is all that we can know of it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="openings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="openings")
    way = models.CharField(max_length=40, help_text="the rule's id")
    at = models.DateTimeField(help_text="the first time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "member", "way"], name="opened_once")]


class Activity(models.Model):
    """One deed of one member. `terms` are pinned when it is first decided: version, member, grants."""

    class State(models.TextChoices):
        DONE = "done", "done"
        OPEN = "open", "waits for staff"
        REFUSED = "refused", "refused by staff"
        WITHDRAWN = "withdrawn", "taken back"
        ENDED = "ended", "ended; what it earned stays"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="activities")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="activities")
    key = models.CharField(
        max_length=160, help_text="made by whoever tells it; the same key is the same deed"
    )
    type = models.CharField(max_length=40)
    at = models.DateTimeField(help_text="when it happened")
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)
    quantity = models.BigIntegerField(help_text="in millionths of the unit")
    unit = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    proof = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DONE)
    data = models.JSONField(default=dict, help_text="evidence; forgotten with the person")
    terms = models.JSONField(null=True)
    judged_by = models.CharField(max_length=200, blank=True)
    judged_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, help_text="of a refusal; the member reads it")

    class Meta:
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="done_once")]
        indexes = [
            models.Index(fields=["member", "type", "-at"], name="activity_of_member"),
            models.Index(fields=["shop", "-id"], name="activity_by_shop"),
            models.Index(fields=["shop", "id"], condition=models.Q(state="open"), name="activity_open"),
        ]
