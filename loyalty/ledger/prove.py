"""One run of the proofs, written down: the nightly one, or when somebody asks."""

from datetime import datetime
from time import monotonic_ns

from django.db import transaction

from loyalty.ledger.models import ProofRun
from loyalty.ledger.seal import seal
from loyalty.ledger.verify import as_json, sound, verify


def prove(*, programme_id: int, now: datetime) -> ProofRun:
    """Proves a programme's books, and seals them when they are sound."""
    began = monotonic_ns()
    with transaction.atomic():
        proofs = verify(programme_id=programme_id)
    whole = sound(proofs)
    return ProofRun.objects.create(
        programme_id=programme_id,
        at=now,
        sound=whole,
        proofs=as_json(proofs)["proofs"],
        seal=seal(programme_id=programme_id) if whole else None,
        took_ms=(monotonic_ns() - began) // 1_000_000,
    )
