"""What is to be told to the shop: every errand is a row before it is a call."""

from django.db import models
from django.db.models import Q

from loyalty.shops.models import Shop


class Errand(models.Model):
    """Something the store is to know, by the state that is wanted. The latest wish stands; see loyalty.outbox.want."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "done"
        DEAD = "dead", "given up"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="errands", db_index=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, help_text="what it is about; one row for it")
    wanted = models.JSONField()
    wish = models.PositiveIntegerField(
        default=1, help_text="counts the wishes: a late answer closes only its own"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, help_text="a worker is on its way with it")
    last_error = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="one_errand_each")]
        indexes = [
            models.Index(fields=["shop", "due_at"], condition=Q(state="waiting"), name="errand_waiting"),
            models.Index(fields=["shop", "-id"], name="errand_by_shop"),
            models.Index(fields=["shop"], condition=Q(state="dead"), name="errand_dead"),
            models.Index(fields=["shop"], condition=Q(leased_until__isnull=False), name="errand_on_its_way"),
        ]


class Bell(models.Model):
    """One row: since when a wake-up for the workers is on its way, if one is."""

    rung_at = models.DateTimeField(null=True)
