"""Letters about one reward on its way to a member. Facts: `redemption`."""

from django.utils.translation import gettext

from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.ledger.words import last_day
from loyalty.notices.teller import Asked, Values
from loyalty.programmes.live import version
from loyalty.rewards.models import Redemption, Step
from loyalty.rewards.state_words import by_code, standing
from loyalty.rewards.words import RewardWords

told = nothing_more
State = Redemption.State


def values(asked: Asked) -> Values | None:
    """Nothing where it is not as the letter says any more: used, undone, or ended meanwhile."""
    made = (
        Redemption.objects.filter(shop=asked.shop, pk=asked.facts["redemption"])
        .select_related("shop", "spend")
        .first()
    )
    lost = asked.kind == "reward_lost"
    if made is None or made.ending or made.state != (State.RELEASED if lost else State.ISSUED):
        return None
    own = {
        "reward": _title(made),
        "code": _how(made),
        "until": _until(made),
        "reason": standing(made, over=_why(made)).state,
    }
    return with_balance(asked, own)


def _title(made: Redemption) -> str:
    document = version(programme_id=made.shop.programme_id, number=made.version).document
    reward = next(one for one in document.rewards if one.id == made.reward)
    return RewardWords(document, made.shop.currency).title(reward, made.amount)


def _how(made: Redemption) -> str:
    if not by_code(made):
        return standing(made).next
    return gettext("Your code: %(code)s") % {"code": made.code}


def _until(made: Redemption) -> str:
    if made.ends_at is None:
        return ""
    return gettext("Use it by %(date)s.") % {"date": last_day(made.ends_at)}


def _why(made: Redemption) -> str:
    step = Step.objects.filter(redemption=made, what=State.RELEASED).order_by("-pk").first()
    return str(step.detail.get("why", "")) if step else ""
