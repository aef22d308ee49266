"""The daily round, in small steps."""

import structlog
from celery import shared_task
from django.utils import timezone

from loyalty.desk import daily, days, happened, pooling, reward_rounds, showing, submitting, tier_rounds
from loyalty.desk.rereading import failed, reread_nightly
from loyalty.referrals import seen
from loyalty.shops.installed import next_installed

log = structlog.get_logger(__name__)


@shared_task
def release_holds() -> int:
    """Ends holds and expires points that are due; returns the members looked at."""
    return daily.catch_up(now=timezone.now())


@shared_task
def tell_of_expiry() -> int:
    """Records the notices of points about to end; returns how many."""
    return daily.notices(now=timezone.now())


@shared_task(soft_time_limit=50 * 60)
def celebrate_days() -> int:
    """Gives what birthdays and anniversaries bring; returns the members looked at."""
    return days.celebrate_all(now=timezone.now())


@shared_task
def forget_traces() -> int:
    """Throws away what members were seen with once its time is over; returns how many."""
    return seen.throw_away(now=timezone.now())


@shared_task
def prove_books() -> int:
    """Proves and seals the books of every programme; returns how many are broken."""
    return daily.prove_all(now=timezone.now())


@shared_task(soft_time_limit=50 * 60)
def reread_stores(after: int = 0) -> None:
    """Reads the next installed store again, then sends for the one after it.

    One at a time: a walk takes minutes, and the other worker processes are for what stores tell meanwhile.
    """
    shop = next_installed(after=after)
    if shop is None:
        return
    try:
        reread_nightly(shop=shop, now=timezone.now())
    except Exception as error:
        log.exception("a store could not be read again", shop=shop.pk)
        failed(shop=shop, why=f"It was broken off: {type(error).__name__}", now=timezone.now())
    finally:
        reread_stores.delay(shop.pk)


@shared_task(soft_time_limit=10 * 60)
def review_tiers() -> int:
    """Judges the tiers whose time has come; returns how many members were looked at."""
    return tier_rounds.review_due(now=timezone.now())


@shared_task(soft_time_limit=5 * 60)
def review_everybody() -> None:
    """Goes on with the rounds of programmes whose tiers, clocks or stays in the store are others than before."""
    tier_rounds.review_all(now=timezone.now())


@shared_task(soft_time_limit=5 * 60)
def listen() -> None:
    """Reads what happened since, for letters and webhooks."""
    happened.listen(now=timezone.now())


@shared_task(soft_time_limit=5 * 60)
def show_themes() -> None:
    """Reads what moved since, for the shops whose themes show it."""
    showing.show_all(now=timezone.now())


@shared_task(soft_time_limit=30 * 60)
def look_ahead() -> None:
    """Letters about what was recorded and not told yet, codes that end soon, and a month that is over."""
    happened.look_ahead(now=timezone.now())


@shared_task(soft_time_limit=5 * 60)
def round_of_rewards() -> int:
    """Ends the rewards that are over or taken back, hands over those that were given; returns how many."""
    now = timezone.now()
    return reward_rounds.end_rewards(now=now) + reward_rounds.hand_over_given(now=now)


@shared_task(soft_time_limit=50 * 60)
def hand_over_rewards() -> int:
    """Looks after the codes made ahead, then hands over all automatic rewards; returns how many of those."""
    now = timezone.now()
    pooling.keep_all_full(now=now)
    return reward_rounds.hand_over_all(now=now)


@shared_task
def forget_pictures() -> int:
    """Deletes what members sent and nobody needs any more; returns how many."""
    return submitting.forget_pictures(now=timezone.now())
