"""A store on paper whose visitors come by each other's links."""

from datetime import datetime, timedelta
from typing import Any, Self

import time_machine

from loyalty.desk.judging import judge
from loyalty.members.models import Identity, Member
from loyalty.members.recognise import recognise
from loyalty.referrals import token
from loyalty.referrals.codes import code_of
from loyalty.referrals.models import Claim
from tests.laws.world import rules
from tests.worked_examples.store import Store

BOTH = {"advocate": {"points": 200}, "friend": {"points": 100}, "hold_days": 14}


def programme(**referral: Any) -> dict[str, Any]:
    return rules(points=1) | {"referral": BOTH | referral}


def home(number: int) -> dict[str, Any]:
    """An address with a telephone of its own."""
    return {
        "address1": f"{number} Oak Street", "address2": None, "zip": f"{10_000 + number}", "country_code": "US",
        "phone": f"+1 555 {number:07}",
    }  # fmt: skip


class Town(Store):
    """Customers 7001, 7002 and so on; each lives at home(customer) unless told otherwise. The test turns the clock."""

    def __init__(self, document: dict[str, Any], traveller: time_machine.Traveller) -> None:
        super().__init__(document)
        self.traveller = traveller
        self.at(self.clock)

    def at(self, moment: datetime) -> Self:
        self.clock = moment
        self.traveller.move_to(moment, tick=False)
        return self

    def after(self, **span: int) -> Self:
        return self.at(self.clock + timedelta(**span))

    def send(self, topic: str, payload: dict[str, Any], times: int = 1) -> None:
        self.traveller.move_to(self.clock, tick=False)
        super().send(topic, payload, times)

    def person(self, customer: int) -> Member:
        key = (Identity.Kind.CUSTOMER, str(customer))
        return Member.objects.get(pk=recognise(shop=self.shop, keys=[key], now=self.clock)[key])

    def code(self, customer: int) -> str:
        """Their own code, made when it is first asked for."""
        member = self.person(customer)
        return code_of(member=member, prefix="TEA", now=self.clock)

    def basket(self, customer: int, *, browser: str = "") -> list[dict[str, str]]:
        """What our script puts into the basket of whoever followed this customer's link."""
        followed = token.Followed(self.code(customer), self.clock, browser)
        return [{"name": "loyalty_ref", "value": token.make(shop_id=self.shop.pk, followed=followed)}]

    def comes(
        self, friend: int, by: int, *, verdict: str = "passed", price: str = "30.00", **change: Any
    ) -> dict[str, Any]:
        """A friend's order by a signed link; the history file is told of it as the claim should stand."""
        self.told_of(friend, by, verdict)
        attributes = {"note_attributes": self.basket(by, browser=change.pop("browser", ""))}
        return self.buys(friend, price, **(attributes | change))

    def buys(self, customer: int, price: str = "30.00", **change: Any) -> dict[str, Any]:
        return self.pay(price, customer=customer, **({"shipping_address": home(customer)} | change))

    def told_of(self, friend: int, by: int, verdict: str) -> None:
        data = {"advocate": f"gid://shopify/Customer/{by}", "verdict": verdict}
        member = f"gid://shopify/Customer/{friend}"
        self.tell_replay("activity", {"member": member, "type": "referred", "key": member, "data": data})

    def judges(
        self, friend: int, *, passed: bool, why: str = "We know them.", household: bool = False
    ) -> None:
        verdict = "passed" if passed else "refused"
        self.tell_replay(
            "activity",
            {
                "member": f"gid://shopify/Customer/{friend}",
                "type": "referral_judged",
                "data": {"verdict": verdict},
            },
        )
        judge(
            shop=self.shop, claim_id=self.claim(friend).pk, passed=passed, why=why, who="staff@tea.example",
            household=household, now=self.clock,
        )  # fmt: skip

    def claim(self, friend: int) -> Claim:
        return Claim.objects.get(friend=self.person(friend))

    def codes_of(self, friend: int) -> list[str]:
        """Why the claim is looked at."""
        return [reason[0] for reason in self.claim(friend).reasons]

    def points(self, customer: int) -> tuple[int, int]:
        """Available and pending."""
        has = self.has(customer, now=self.clock)
        return has.available, has.pending
