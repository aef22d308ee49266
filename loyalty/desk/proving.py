"""Everything that is proven of a programme's books: the ledger's own laws, and that tiers follow from orders."""

from datetime import datetime

from loyalty.ledger.prove import prove
from loyalty.ledger.proven import ProofRun
from loyalty.ledger.verify import FIRST, Proof
from loyalty.shops.models import Shop
from loyalty.tiers.prove import recount

STANDINGS = "every member stands on the tier that their orders give"


def prove_books(*, shop: Shop, now: datetime, seconds: float = float("inf")) -> ProofRun:
    """Proves, writes the run down, and seals the ledger when it is sound. Tiers are counted for `seconds`."""
    return prove(
        programme_id=shop.programme_id, now=now, more=[standings(shop=shop, now=now, seconds=seconds)]
    )


def standings(*, shop: Shop, now: datetime, seconds: float = float("inf")) -> Proof:
    """The proof of the programme's tiers."""
    told = recount(shop=shop, now=now, first=FIRST, seconds=seconds)
    return Proof("X5", STANDINGS, told.checked, told.faults)
