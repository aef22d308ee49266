"""Posting the difference to a target, on a purse. The ledger books the moves, `replay` keeps them in memory."""

from datetime import datetime

import msgspec

from loyalty.engine.decisions import Decision
from loyalty.engine.lots import Moves
from loyalty.engine.purse import Purse


class Standing(msgspec.Struct):
    """What the books hold for one award: points posted, written off, expired unspent; transactions so far."""

    posted: int = 0
    written_off: int = 0
    expired: int = 0
    steps: int = 0


def post_difference(
    purse: Purse, standing: Standing, decision: Decision, *, policy: str, award: int, shop: int, now: datetime
) -> Moves:
    """Brings an award to its target and moves the purse; without a difference nothing moves."""
    delta = decision.points - standing.posted
    if not delta:
        return Moves()
    standing.posted = decision.points
    standing.steps += 1
    if delta > 0:
        return _give(purse, standing, decision, delta, award=award, shop=shop, now=now)
    return _take(purse, standing, -delta, policy=policy, award=award)


def take_back(purse: Purse, standing: Standing, points: int, *, policy: str, award: int) -> Moves:
    """Brings an award down to so many points and moves the purse."""
    less = standing.posted - points
    standing.posted = points
    standing.steps += 1
    return _take(purse, standing, less, policy=policy, award=award)


def _take(purse: Purse, standing: Standing, points: int, *, policy: str, award: int) -> Moves:
    moves, written_off, expired = purse.claw_back(
        points, award=award, policy=policy, expired=standing.expired
    )
    standing.written_off += written_off
    standing.expired -= expired
    return moves


def _give(
    purse: Purse, standing: Standing, decision: Decision, points: int, *, award: int, shop: int, now: datetime
) -> Moves:
    """Points written off for this award before are taken back out of the write-off first."""
    restored = min(points, standing.written_off)
    standing.written_off -= restored
    moves = Moves()
    if points > restored:
        moves = purse.credit(
            points - restored,
            against="issued",
            now=now,
            earned_at=decision.effective_at,
            available_at=decision.available_at,
            expires_at=decision.expires_at,
            shares=decision.shares,
            keeps_until=decision.keeps_until,
            award=award,
            shop=shop,
        )
    moves.leg("issued", -restored)
    moves.leg("writeoff", restored)
    return moves
