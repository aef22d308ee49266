"""Members' tiers and paid plans as they stand, what they were reckoned from, and how they came about."""

from django.db import models
from django.db.models import F, Q

from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop


class Qualifying(models.Model):
    """What one source (an order) counts towards tiers by all that is known of it. See engine.qualifying."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()
    spend_minor = models.BigIntegerField(default=0)
    points = models.BigIntegerField(default=0)
    orders = models.IntegerField(default=0)
    activity = models.BigIntegerField(default=0)
    plans = models.JSONField(default=list, db_default=[], help_text="bought by it; see engine.plans.stored")

    class Meta:
        verbose_name_plural = "qualifying"
        constraints = [models.UniqueConstraint(fields=["shop", "source"], name="qualifies_once")]
        indexes = [models.Index(fields=["member", "at"], name="qualifying_by_member")]


class Standing(models.Model):
    """The level a member holds now. Who has no row holds the first."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.PROTECT, related_name="tier_standing"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField(default=0, help_text="of the rules it was judged by")
    level = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(null=True, help_text="by the ladder; empty for the level all begin at")
    reached_by = models.CharField(max_length=80, blank=True, help_text="the source")
    review_at = models.DateTimeField(null=True, help_text="when time alone may change something")
    warned_for = models.DateTimeField(null=True, help_text="the moment of the fall that was last announced")
    waits = models.BooleanField(default=False, help_text="kept only because nobody has told the member yet")

    class Meta:
        indexes = [
            models.Index(fields=["review_at"], condition=Q(review_at__isnull=False), name="standing_due"),
            models.Index(fields=["programme", "level", "-member"], name="standing_by_level"),
        ]


class TierChange(models.Model):
    """One step of a member, never changed afterwards. `at` is when it took effect."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="tier_changes")
    from_level = models.CharField(max_length=40, blank=True)
    to_level = models.CharField(max_length=40)
    at = models.DateTimeField()
    decided_at = models.DateTimeField()
    reason = models.JSONField(help_text="see engine.ladder_reasons")
    source = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="tier_change_by_member")]


class TierWarning(models.Model):
    """That a level will be lost: due since `recorded_at`, and told at `sent_at` (law X6)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False)
    level = models.CharField(max_length=40)
    to_level = models.CharField(max_length=40)
    falls_at = models.DateTimeField(help_text="by the ladder; takes effect when the warning is old enough")
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "level", "falls_at"], name="warned_once_of_a_fall")
        ]


class PlansHeld(models.Model):
    """The paid plans of a member who ever bought one, as they were when last looked at."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.PROTECT, related_name="plans_held"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    plans = models.JSONField(default=list, db_default=[], help_text="ids of those that run")
    tags = models.JSONField(default=list, db_default=[], help_text="what they bring along in the store")
    review_at = models.DateTimeField(null=True, help_text="when time alone may change something")

    class Meta:
        verbose_name_plural = "plans held"
        indexes = [models.Index(fields=["review_at"], condition=Q(review_at__isnull=False), name="plans_due")]


class PlanNotice(models.Model):
    """That a paid plan will end: due since `recorded_at`, and told at `sent_at`. It ends whether told or not."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False)
    plan = models.CharField(max_length=40)
    ends_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "plan", "ends_at"], name="reminded_once_of_an_end")
        ]


class PerkUse(models.Model):
    """One use of a perk that has a quota, or with `undoes` the undoing of one."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False)
    perk = models.CharField(max_length=40)
    level = models.CharField(max_length=40, blank=True)
    plan = models.CharField(
        max_length=40, blank=True, db_default="", help_text="whose perk it is, if a plan's"
    )
    key = models.CharField(max_length=64, help_text="made by the caller: the same deed twice is one use")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="perk_used_once"),
            models.CheckConstraint(condition=~Q(undoes=F("id")), name="undoes_another"),
        ]
        indexes = [models.Index(fields=["member", "perk", "at"], name="perk_use_by_member")]


class Review(models.Model):
    """A round through all members of a programme: after other tiers, other clocks, or the app's return."""

    programme = models.OneToOneField(Programme, primary_key=True, on_delete=models.CASCADE)
    by = models.CharField(max_length=64, help_text="fingerprint of what tiers are reckoned by")
    begun_at = models.DateTimeField()
    after = models.BigIntegerField(default=0, help_text="members up to this one are done")
    looked = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
