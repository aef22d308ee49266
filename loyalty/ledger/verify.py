"""Proving the books: from the entries alone everything else must follow.

Each proof is one question to PostgreSQL over a whole programme (or all of them) and answers the first faults.
Laws: S1 sums, S2 balances and lots, S3 bounds, S5 origins, A1 awards, D1 redemptions, X1 expiry, L1 roll-forward,
L3 the chain of fingerprints and its seals.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from loyalty.ledger.proofs import PROOFS

FIRST = 10


@dataclass(frozen=True, slots=True)
class Proof:
    """One law, how many rows it was asked of, and the first faults (empty when it holds)."""

    law: str
    what: str
    checked: int
    faults: list[str]


def verify(*, programme_id: int | None = None, first: int = FIRST) -> list[Proof]:
    """Every proof with its `first` faults, over one programme or all; reads only, inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        return [_prove(cursor, *proof, programme_id, first) for proof in PROOFS]


def sound(proofs: list[Proof]) -> bool:
    """Whether every law holds."""
    return not any(proof.faults for proof in proofs)


def as_json(proofs: list[Proof]) -> dict[str, Any]:
    """The answer of `manage.py ledger verify --json`."""
    return {"sound": sound(proofs), "proofs": [asdict(proof) for proof in proofs]}


def _prove(
    cursor: Any, law: str, what: str, count: str, faults: str, programme_id: int | None, first: int
) -> Proof:
    scope = {"programme": programme_id, "first": first}
    cursor.execute(count, scope)
    checked = cursor.fetchone()[0]
    # Told of the limit, the planner would walk through everybody's rows in order, hoping for an early fault.
    found = f"WITH found AS MATERIALIZED ({faults}) SELECT * FROM found LIMIT %(first)s"  # noqa: S608 - texts of ours
    cursor.execute(found, scope)
    return Proof(law, what, checked, [" ".join(map(str, row)) for row in cursor.fetchall()])
