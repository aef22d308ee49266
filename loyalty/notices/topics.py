"""What merchants' programs can be told of. A new topic is a line here, and a room that says when it happens."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """`title` for the merchant who ticks it."""

    id: str
    title: str | Promise


TOPICS: tuple[Topic, ...] = (
    Topic("points.earned", _("Points were earned or given")),
    Topic("points.available", _("Points that were held can be spent")),
    Topic("points.reversed", _("Points were taken back")),
    Topic("points.expired", _("Points expired")),
    Topic("reward.issued", _("A reward was made")),
    Topic("reward.used", _("A reward was used")),
    Topic("reward.released", _("A reward ended unused")),
    Topic("tier.changed", _("A member rose or fell")),
    Topic("activity.done", _("A member did something")),
    Topic("activity.judged", _("What a member did was accepted, refused or taken back")),
    Topic("referral.claimed", _("A friend came through a member's link")),
    Topic("referral.judged", _("A referral was looked at: it counts, waits or does not count")),
    Topic("member.joined", _("A member joined")),
)
IDS = frozenset(topic.id for topic in TOPICS)
TEST = "test"
