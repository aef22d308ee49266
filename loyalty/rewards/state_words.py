"""Where a redemption stands, in words for whoever collects: its state, and what happens next."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from loyalty.engine.rewards import CODES
from loyalty.rewards.models import Redemption

State, Ending = Redemption.State, Redemption.Ending


@dataclass(frozen=True, slots=True)
class Standing:
    """`next` is what happens now, or what to do; empty when nothing will."""

    state: str
    next: str


def standing(made: Redemption, *, over: str = "", ordered: bool = False) -> Standing:
    """`over` is why it ended unused, as the step says; `ordered` whether an order used it."""
    if made.ending:
        return Standing(gettext("Being undone"), gettext("Your points come back in a moment."))
    match made.state:
        case State.RESERVED:
            return _reserved(made)
        case State.ISSUED:
            return _issued(made)
        case State.USED:
            return _used(made, ordered)
        case _:
            return Standing(_over(over), gettext("Your points are back."))


def by_code(made: Redemption) -> bool:
    """Whether it is used by typing its code at checkout."""
    return made.kind in CODES and bool(made.external_id)


def _reserved(made: Redemption) -> Standing:
    if made.kind in CODES:
        return Standing(gettext("On its way"), gettext("Your code comes by itself, usually within seconds."))
    return Standing(gettext("On its way"), gettext("We are getting it ready for you."))


def _issued(made: Redemption) -> Standing:
    if by_code(made):
        return Standing(
            gettext("Ready to use"), gettext("Apply it to your cart, or enter the code at checkout.")
        )
    told = _HANDED_OVER.get(made.kind)
    if told is None:
        return Standing(gettext("Yours"), gettext("The shop hands it over to you."))
    return told()  # fmt: skip


def _used(made: Redemption, ordered: bool) -> Standing:
    if made.kind == "donation":
        return Standing(gettext("Given"), gettext("Thank you: the shop passes it on."))
    if made.kind in CODES and not ordered:
        return Standing(gettext("Expired"), "")
    return Standing(gettext("Used"), "")


def _over(why: str) -> str:
    told = _OVER.get(why)
    return told() if told else gettext("Not used")


_HANDED_OVER: dict[str, Callable[[], Standing]] = {
    "experience": lambda: Standing(gettext("Booked"), gettext("Your place is kept. See you there.")),
    "gift_card": lambda: Standing(gettext("Yours"), gettext("The shop sends you the gift card by e-mail.")),
    "store_credit": lambda: Standing(gettext("Yours"), gettext("It is in your account at the shop.")),
    "exchange": lambda: Standing(gettext("Yours"), gettext("The shop passes it on to the partner.")),
    "donation": lambda: Standing(gettext("Given"), gettext("Thank you: the shop passes it on.")),
}
_OVER: dict[str, Callable[[], str]] = {
    Ending.UNDONE: lambda: gettext("Undone"),
    Ending.EXPIRED: lambda: gettext("Expired"),
    Ending.WITHDRAWN: lambda: gettext("Withdrawn by the shop"),
    Ending.TAKEN_BACK: lambda: gettext("Taken back"),
    Ending.FAILED: lambda: gettext("Could not be made"),
}
