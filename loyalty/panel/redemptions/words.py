"""Redemptions in words for the merchant: states, problems, steps, and what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.engine.document import Document
from loyalty.ledger.words import points
from loyalty.panel.rewards.kinds import BY_HAND
from loyalty.programmes.rule_words import names_of
from loyalty.rewards.models import Redemption

STATES = (
    ("reserved", gettext_lazy("on its way"), "care"),
    ("issued", gettext_lazy("ready"), "good"),
    ("used", gettext_lazy("used"), "good"),
    ("released", gettext_lazy("not used"), ""),
)
# What a person has to look at, and what to do about it.
PROBLEMS = (
    (
        "stuck",
        gettext_lazy("Given up"),
        gettext_lazy("The store was asked ten times, or said no. See why, then send it again."),
    ),
    (
        "after_all",
        gettext_lazy("Used after its points came back"),
        gettext_lazy(
            "The member has both. Take the points with an adjustment, or let it be; then mark it as settled."
        ),
    ),
    (
        "refused",
        gettext_lazy("Refused by the store"),
        gettext_lazy("The points came back. Mend the reward as the store says, or it will be refused again."),
    ),
    (
        "by_hand",
        gettext_lazy("To be handed over"),
        gettext_lazy("Members wait for these. Mark each one when it is done."),
    ),
)
ENDINGS = {
    "undone": gettext_lazy("undone by the member"),
    "expired": gettext_lazy("its time was over"),
    "withdrawn": gettext_lazy("withdrawn by the shop"),
    "taken_back": gettext_lazy("what it was given for was taken back"),
    "failed": gettext_lazy("it could not be made"),
    "gone": gettext_lazy("the member left"),
}
STEPS = {
    "reserved": gettext_lazy("Points set aside"),
    "issued": gettext_lazy("Ready"),
    "used": gettext_lazy("Used"),
    "released": gettext_lazy("Ended unused; points back"),
    "kept": gettext_lazy("Could not be ended: it had been used meanwhile"),
    "used_after_all": gettext_lazy("Used after its points came back"),
    "used_twice": gettext_lazy("Used on another order too"),
    "settled": gettext_lazy("Settled by the shop"),
    "ending": gettext_lazy("Asked to end"),
}
ACTORS = {
    "store": gettext_lazy("the store"),
    "shop": gettext_lazy("the store's order"),
    "clock": gettext_lazy("the clock"),
    "programme": gettext_lazy("the programme, by itself"),
    "member": gettext_lazy("the member"),
}


def state_of(made: Redemption) -> tuple[str, str]:
    """Its name and the tone of its badge."""
    if made.ending:
        return _("ending"), "care"
    if waits_for_staff(made):
        return _("to be handed over"), "care"
    found = next((one for one in STATES if one[0] == made.state), (made.state, made.state, ""))
    return str(found[1]), found[2]


def waits_for_staff(made: Redemption) -> bool:
    """As far as the row itself says; a free product that names its product has a code in the store."""
    ready = made.state == Redemption.State.ISSUED and not made.ending and not made.external_id
    return ready and made.kind in BY_HAND | {"free_product"}


def step_in_words(what: str, detail: Mapping[str, Any], document: Document) -> tuple[str, str]:
    """What happened, and more of it; the document has the words for points."""
    kind, _colon, why = what.partition(":")
    title = str(STEPS.get(kind, what))
    why = why or str(detail.get("why", ""))
    more = [str(ENDINGS.get(why, why))] if why else []
    if "points" in detail:
        more.append(priced(detail["points"], detail.get("currency", "points"), document))
    if detail.get("words"):
        more.append(f"“{detail['words']}”")
    return title, _(", ").join(more)


def priced(count: int, currency: str, document: Document) -> str:
    """'500 points'; a reward that was given is a gift."""
    if currency.startswith("reward:"):
        return _("a gift")
    return points(count, names_of(document, currency))


def who(actor: str) -> str:
    return str(ACTORS.get(actor, actor))
