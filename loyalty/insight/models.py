"""A shop's past kept for looking back, and programmes played over it."""

from django.db import models
from django.db.models import Q

from loyalty.shops.models import Shop


class Job(models.Model):
    """Work for a worker that may be followed, stopped, resumed, and taken over when its worker was killed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        STOPPED = "stopped"
        DONE = "done"
        FAILED = "failed"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0, help_text="0 while nobody knows how much there is")
    turn = models.UUIDField(null=True, help_text="of the worker that has it; whoever has another gives up")
    failure = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="before that nobody need look")
    worked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether a worker has still to do with it."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.of) if self.of else 0


class PastOrders(Job):
    """A shop's past: exported from the store, or out of a history file. What is kept is in its parts."""

    class How(models.TextChoices):
        STORE = "store"
        FILE = "file"

    class Stage(models.TextChoices):
        ASK = "ask"  # the store is to be asked for an export
        EXPORT = "export"  # it works on it
        REFUNDS = "refunds"  # orders with refunds are read one by one
        FILE = "file"  # the uploaded file is to be read

    how = models.CharField(max_length=5, choices=How.choices)
    stage = models.CharField(max_length=7, choices=Stage.choices)
    name = models.CharField(max_length=120, blank=True, help_text="of the file")
    export = models.CharField(max_length=120, blank=True, help_text="what the store calls it")
    tries = models.PositiveSmallIntegerField(default=0, help_text="exports that came to nothing")
    left = models.JSONField(default=list, help_text="numbers of orders still to be read one by one")
    orders = models.PositiveIntegerField(default=0)
    facts = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="the first: [line or order, why]")
    refused_count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, help_text="when the first of it happened")
    until = models.DateTimeField(null=True, help_text="up to when it is known")
    reach = models.DateTimeField(null=True, help_text="the store showed us no orders made before")
    forgotten_at = models.DateTimeField(null=True, help_text="when its parts were thrown away")

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="past_at_work"),
        ]

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to stop or to resume; a file that failed is only uploaded again."""
        return self.is_open or self.state == self.State.STOPPED or self.is_failed_reading

    @property
    def is_failed_reading(self) -> bool:
        return self.state == self.State.FAILED and self.how == self.How.STORE

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.DONE and self.forgotten_at is None


class PastPart(models.Model):
    """Some of a past, packed and encrypted (see loyalty.insight.parts)."""

    past = models.ForeignKey(PastOrders, on_delete=models.CASCADE, related_name="parts")
    raw = models.BooleanField(help_text="a piece of the uploaded file; else facts")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["past", "raw", "number"], name="part_once")]


class Simulation(Job):
    """A programme document played over a past. `result` is in points and minor units, assumptions apart."""

    past = models.ForeignKey(PastOrders, on_delete=models.CASCADE, related_name="simulations")
    rules = models.CharField(max_length=60, help_text="draft, version:3 or preset:name")
    name = models.CharField(max_length=120, help_text="of the programme")
    document = models.JSONField()
    result = models.JSONField(null=True)
    levels = models.JSONField(default=dict, help_text="tier by customer, of those above the lowest")

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="simulation_at_work"),
        ]


class Assumptions(models.Model):
    """What the merchant assumes of a shop: percentages as whole hundredths of one, 7,000 being 70 %."""

    shop = models.OneToOneField(
        Shop, primary_key=True, on_delete=models.CASCADE, related_name="simulation_assumptions"
    )
    redeemed = models.PositiveIntegerField(default=7_000)
    margin = models.PositiveIntegerField(default=5_000)
    worth = models.CharField(max_length=20, blank=True, help_text="of a point, where the rules do not say")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(redeemed__lte=10_000), name="redeemed_in_bounds"),
            models.CheckConstraint(condition=Q(margin__gte=1, margin__lte=10_000), name="margin_in_bounds"),
        ]
