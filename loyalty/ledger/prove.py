"""One run of the proofs, written down: the nightly one, or when somebody asks."""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic_ns

from django.db import transaction

from loyalty.ledger.close_days import close_days
from loyalty.ledger.proven import ProofRun
from loyalty.ledger.seal import seal
from loyalty.ledger.verify import Proof, as_json, sound, verify


def prove(*, programme_id: int, now: datetime, more: Sequence[Proof] = ()) -> ProofRun:
    """Proves a programme's books, and seals them when they are sound; `more` was proven of what follows from them."""
    began = monotonic_ns()
    with transaction.atomic():
        proofs = verify(programme_id=programme_id)
    sealed = seal(programme_id=programme_id) if sound(proofs) else None
    if sealed is not None:
        close_days(programme_id=programme_id, settled=sealed.until)
    return ProofRun.objects.create(
        programme_id=programme_id,
        at=now,
        sound=sound([*proofs, *more]),
        proofs=as_json([*proofs, *more])["proofs"],
        seal=sealed,
        took_ms=(monotonic_ns() - began) // 1_000_000,
    )
