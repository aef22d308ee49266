"""A member posts their code on a network and sends the post; staff look whether the code is there."""

import hashlib
from datetime import datetime
from typing import Literal

from django.db import transaction

from loyalty.activities.models import Activity
from loyalty.activities.networks import networks
from loyalty.activities.post_codes import post_code
from loyalty.desk.doing import Deed, tell_activities
from loyalty.desk.way import how_of, way
from loyalty.engine.ways import Post
from loyalty.members.models import Member
from loyalty.shops.models import Shop

ACTOR = "member"
State = Activity.State
Why = Literal["elsewhere", "no_post", "theirs", "again", "waits", "done"]


class NotSent(ValueError):
    """It does not count; `why` is "elsewhere" for an address of nobody's or another network, "no_post" for one that
    names no post, "theirs" for a post that somebody else sent, "again" for one that was answered, "waits" and "done"
    when another of theirs is looked at or was accepted."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def send_post(*, shop: Shop, member_id: int, rule: str, url: str, now: datetime) -> Activity:
    """Once per post, and once per member and way. Raises NoSuchWay, NotSent."""
    found = way(shop=shop, rule=rule, now=now)
    name = _name(how_of(found, Post), url)
    Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rows = Activity.objects.filter(shop=shop, member_id=member_id, type=found.activity, data__way=rule)
    for row in rows.filter(state__in=(State.OPEN, State.DONE)):
        if row.key == name:
            return row
        raise NotSent("waits" if row.state == State.OPEN else "done")
    deed = Deed(
        member_id=member_id,
        type=found.activity,
        key=name,
        at=now,
        proof="self_declared",
        data={"way": rule, "url": url, "code": post_code(shop=shop, member_id=member_id, rule=rule)},
        waits=True,
    )
    [kept] = tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    if not kept.fresh:
        raise NotSent("again" if kept.activity.member_id == member_id else "theirs")
    return kept.activity


def _name(how: Post, url: str) -> str:
    """The same for every spelling of a post's address. Raises NotSent."""
    network = networks()[how.network]
    if len(url) > 500 or not network.owns(url):
        raise NotSent("elsewhere")
    post = network.post_of(url)
    if not post:
        raise NotSent("no_post")
    return f"post:{network.id}:{hashlib.sha256(post.encode()).hexdigest()[:40]}"
