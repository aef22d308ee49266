"""What caps, budgets and limits leave one order while its rules are asked, one after another."""

from datetime import datetime

from loyalty.engine.limits import Allowed, Key, budget_key, cap_key, rule_key
from loyalty.engine.rules import Campaign, Cap, Limit, OrderRule


class OrderRooms:
    """The rooms of one order, with what the rules asked before took of them."""

    def __init__(self, allowed: Allowed, at: datetime, timezone: str) -> None:
        self.rooms, self.granted, self.member = allowed.rooms, allowed.granted, allowed.member
        self._at, self._timezone = at, timezone
        self._capped: dict[str, int] = {}  # points under each cap
        self._spent: dict[str, int] = {}  # of each budget
        self.got: dict[str, int] = {}  # by rule/room
        self.most: dict[str, int] | None = None  # by rule/room, where rooms cross
        self._caps: dict[str, Key | None] = {}
        self.taking: dict[str, int] = {}  # of each budget by the rule being asked, before caps

    def left(self, cap: Cap, rule: str) -> int:
        """How much more a rule may give under a cap."""
        key = self._cap_key(cap)
        room = cap.points if key is None else self.rooms.room(self.granted, key, size=cap.points)
        return self._at_most(rule, f"cap:{cap.id}", room - self._capped.get(cap.id, 0))

    def take(self, cap: Cap, points: int, rule: str) -> None:
        """Takes room under a cap for a rule."""
        self.got[f"{rule}/cap:{cap.id}"] = points
        taken = self._capped[cap.id] = self._capped.get(cap.id, 0) + points
        key = self._cap_key(cap)
        if key is not None and points:
            self.rooms.grant(self.granted, key, wanted=taken, size=cap.points)

    def _cap_key(self, cap: Cap) -> Key | None:
        if cap.id not in self._caps:
            self._caps[cap.id] = cap_key(cap, self.member, self._at, self._timezone)
        return self._caps[cap.id]

    def budget(self, campaign: Campaign, rule: str) -> int:
        """How much more a campaign's budget has for a rule; "" for its own bonus."""
        room = self.rooms.room(self.granted, budget_key(campaign), size=campaign.budget or 0)
        return max(0, self._at_most(rule, f"campaign:{campaign.id}", room - self._spent.get(campaign.id, 0)))

    def _at_most(self, rule: str, name: str, room: int) -> int:
        return room if self.most is None or not rule else min(room, self.most.get(f"{rule}/{name}", 0))

    def spend(self, campaign: Campaign, points: int, rule: str) -> None:
        """Takes from a campaign's budget for a rule."""
        self.got[f"{rule}/campaign:{campaign.id}"] = points
        if points:
            spent = self._spent[campaign.id] = self._spent.get(campaign.id, 0) + points
            key, size = budget_key(campaign), campaign.budget or 0
            self.rooms.grant(self.granted, key, wanted=spent, size=size)

    def may_have(self, rule: OrderRule, limit: Limit) -> bool:
        """Whether the rule's limit allows it to give once more."""
        key = rule_key(rule, self.member, self._at, self._timezone)
        return bool(self.rooms.room(self.granted, key, size=limit.times))

    def had(self, rule: OrderRule, limit: Limit) -> None:
        """The rule gave something."""
        key = rule_key(rule, self.member, self._at, self._timezone)
        self.rooms.grant(self.granted, key, wanted=1, size=limit.times)
