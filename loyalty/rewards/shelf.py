"""How many of a reward are handed out: taken and put back one by one, exactly, by any number of workers."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import F

from loyalty.engine.rewards import Reward
from loyalty.rewards.models import Stock


class SoldOut(ValueError):
    """Nothing of it is left; `session` names whose seats are, "" for the reward in all."""

    def __init__(self, session: str) -> None:
        super().__init__("no seat is left" if session else "nothing of it is left")
        self.session = session


def taken(*, programme_id: int) -> Mapping[str, Mapping[str, int]]:
    """By reward, then session."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for reward, session, number in Stock.objects.filter(programme_id=programme_id).values_list(
        "reward", "session", "taken"
    ):
        found[reward][session] = number
    return found


def take(*, programme_id: int, reward: Reward, session: str) -> None:
    """Takes one, in the caller's transaction. Raises SoldOut."""
    for name, size in _sizes(reward, session):
        key = {"programme_id": programme_id, "reward": reward.id, "session": name}
        Stock.objects.bulk_create([Stock(**key)], ignore_conflicts=True)
        if not Stock.objects.filter(**key, taken__lt=size).update(taken=F("taken") + 1):
            raise SoldOut(name)


def put_back(*, programme_id: int, reward: Reward, session: str) -> None:
    """Puts back what `take` took, in the caller's transaction."""
    for name, _ in _sizes(reward, session):
        Stock.objects.filter(programme_id=programme_id, reward=reward.id, session=name, taken__gt=0).update(
            taken=F("taken") - 1
        )


def _sizes(reward: Reward, session: str) -> list[tuple[str, int]]:
    """What is counted, and how many there are: the reward's stock first, then the session's seats."""
    sizes = [] if reward.stock is None else [("", reward.stock)]
    return sizes + [(one.id, one.seats) for one in reward.sessions if one.id == session]
