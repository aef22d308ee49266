"""What members did besides buying, each told once; what it brings is decided by the rules of its own time."""

from django.db import models

from loyalty.common.encrypted import EncryptedText
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


class ShareLink(models.Model):
    """A member's own link for one way; those who follow it count for the member."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="share_links")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="share_links")
    way = models.CharField(max_length=40, help_text="the rule's id")
    code = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="shared_by_one"),
            models.UniqueConstraint(fields=["shop", "member", "way"], name="shared_once"),
        ]


class PlaceCode(models.Model):
    """Codes that hang at a place and prove that somebody was there; each is signed with `secret`.

    A day's code holds on its day only, a poster's on every day from the first to the last; each of `count` tickets
    holds once, for whoever comes first.
    """

    class Kind(models.TextChoices):
        POSTER = "poster", "one for all days"
        DAILY = "daily", "another every day"
        SINGLE = "single", "tickets that count once"

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="place_codes")
    place = models.CharField(max_length=40, help_text="as rules name it")
    title = models.CharField(max_length=80, help_text="what members read")
    activity = models.CharField(max_length=40, default="check-in")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    first = models.DateField(help_text="the shop's own days")
    last = models.DateField()
    opens = models.TimeField(null=True, help_text="of each day; none: all day")
    closes = models.TimeField(null=True)
    count = models.PositiveIntegerField(default=1)
    secret = models.CharField(max_length=43)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"], name="place_code_by_shop")]


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


class Judgement(models.Model):
    """That an activity was accepted, refused, taken back or ended; rows are only added."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="judgements")
    state = models.CharField(max_length=10, choices=Activity.State.choices)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()


class Picture(models.Model):
    """What a member sent to be looked at, made anew as a small JPEG with nothing hidden in it; not kept for long."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="picture")
    image = models.BinaryField()
    thumb = models.BinaryField()
    forget_at = models.DateTimeField(db_index=True)


class ReviewDoor(models.Model):
    """An address at which a review app tells of reviews; who has the token may."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="review_doors")
    app = models.CharField(max_length=20, help_text="its id in review_apps.json")
    token = models.CharField(max_length=43, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)


class NetworkKey(models.Model):
    """With what the shop asks a network who somebody is there: its own app's name and secret."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="network_keys")
    network = models.CharField(max_length=20, help_text="its id in networks.json")
    client_id = models.CharField(max_length=200)
    secret = EncryptedText(editable=True)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "network"], name="one_key_for_a_network")]


class LinkedAccount(models.Model):
    """A network told us that an account there is this member's. `account` is a keyed hash: which it is, is not kept."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="linked_accounts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="linked_accounts")
    network = models.CharField(max_length=20)
    account = models.CharField(max_length=64)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="the member unlinked it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "network", "account"], condition=models.Q(ended_at=None), name="linked_by_one"
            ),
            models.UniqueConstraint(
                fields=["shop", "member", "network"], condition=models.Q(ended_at=None), name="linked_one"
            ),
        ]
