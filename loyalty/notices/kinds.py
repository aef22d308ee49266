"""The kinds of letters, as data. A new kind is a line here, a text per language, and who tells its values."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVERYWHERE = ("name", "shop", "programme", "balance")


@dataclass(frozen=True, slots=True)
class Kind:
    """`teller` names who says what the placeholders stand for: a module under settings.LETTER_TELLERS.

    `on` is the switch of a merchant who never touched it: on only where fairness needs it. `urgent` waits for no
    collection and counts against no limit. `marketing` goes only to who agreed to marketing in the store.
    """

    id: str
    group: Literal["points", "rewards", "tiers", "friends", "members"]
    title: str | Promise
    when: str | Promise
    teller: str
    own: tuple[str, ...] = ()
    on: bool = False
    urgent: bool = False
    marketing: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        return (*self.own, *EVERYWHERE)


KINDS: tuple[Kind, ...] = (
    Kind("earned", "points", _("Points earned"), _("when an order or a deed gives points"),
         "points", ("points", "reason", "date")),
    Kind("available", "points", _("Points ready"), _("when points that were held can be spent"),
         "points", ("points",)),
    Kind("given", "points", _("Points from you"), _("when staff or a program of yours give points"),
         "points", ("points", "reason")),
    Kind("taken_back", "points", _("Points taken back"), _("when points leave for any reason but a reward"),
         "points", ("points", "reason"), on=True, urgent=True),
    Kind("expiring", "points", _("Points expire soon"), _("as early as your rules of expiry say"),
         "expiring", ("points", "date", "last_date"), on=True, urgent=True),
    Kind("expired", "points", _("Points expired"), _("when points were not used in time"),
         "points", ("points", "reason"), on=True, urgent=True),
    Kind("reward_ready", "rewards", _("Reward ready"), _("when a reward is made, with its code"),
         "reward", ("reward", "code", "until"), urgent=True),
    Kind("reward_ending", "rewards", _("Code ends soon"), _("three days before an unused code ends"),
         "reward", ("reward", "code", "until"), urgent=True),
    Kind("reward_lost", "rewards", _("Reward ended unused"), _("when a reward ends and its points are back"),
         "reward", ("reward", "reason"), on=True, urgent=True),
    Kind("tier_up", "tiers", _("Tier reached"), _("when a member rises"), "tier", ("tier",)),
    Kind("tier_warning", "tiers", _("Tier at risk"), _("before a level is lost, as early as your rules say"),
         "tier_warning", ("tier", "next_tier", "date"), on=True, urgent=True),
    Kind("tier_down", "tiers", _("Tier lost"), _("when a member falls"),
         "tier", ("tier", "old_tier", "reason"), on=True, urgent=True),
    Kind("plan_ending", "tiers", _("Paid membership ends soon"), _("as early as your rules say"),
         "plan", ("plan", "date"), on=True, urgent=True),
    Kind("friend_came", "friends", _("A friend came"), _("when somebody comes through a member's link"), "friend"),
    Kind("friend_counts", "friends", _("A friend's order counts"), _("when bringing a friend gives points"),
         "points", ("points", "reason")),
    Kind("friend_refused", "friends", _("A friend does not count"), _("when a referral is refused, with the reason"),
         "friend_refused", ("reason",), on=True, urgent=True),
    Kind("deed_accepted", "members", _("What they sent is accepted"), _("when you accept or grade what a member sent"),
         "deed", ("deed", "grade")),
    Kind("deed_refused", "members", _("What they sent is refused"), _("when you refuse what a member sent"),
         "deed", ("deed", "reason"), on=True, urgent=True),
    Kind("joined", "members", _("Welcome"), _("when somebody joins"), "member"),
    Kind("birthday", "members", _("Birthday gift"), _("when a birthday or an anniversary gives points"),
         "points", ("points", "reason"), marketing=True),
    Kind("statement", "members", _("Monthly statement"), _("on the first of the month, to who gained or spent"),
         "statement", ("month", "earned", "spent", "lost"), marketing=True),
    Kind("digest", "members", _("Personal digest"), _("in the middle of the month, to everybody who takes part"),
         "digest", ("next", "offers", "since", "both"), marketing=True),
)  # fmt: skip
BY_ID = {kind.id: kind for kind in KINDS}
