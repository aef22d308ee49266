"""Members' own codes: easy to say and to type, hard to guess.

Seven syllables of 64 make 42 bits besides the merchant's prefix: a guess a second for a year finds one of a million
codes with a chance of one in 140,000, and a found code gives its finder nothing but a friend's welcome.
"""

import re
import secrets
from datetime import datetime

from loyalty.members.models import Member
from loyalty.referrals.models import Code

CONSONANTS = "BDFGHJKLMNPRSTVZ"  # 16; none that sounds like another
VOWELS = "AEIO"
SYLLABLES, FIRST = 7, 4
ANY = re.compile(r"[A-Z0-9]{4,36}", re.ASCII)


def new_code(prefix: str = "") -> str:
    """'TEA-BODIRAKE-LOMATA'."""
    said = ["".join((secrets.choice(CONSONANTS), secrets.choice(VOWELS))) for _ in range(SYLLABLES)]
    parts = [prefix, "".join(said[:FIRST]), "".join(said[FIRST:])]
    return "-".join(filter(None, parts))


def as_kept(typed: str) -> str:
    """However somebody writes it; "" for what can be no code."""
    plain = "".join(one for one in typed[:80].upper() if one not in "- _\t")
    return plain if ANY.fullmatch(plain) else ""


def code_of(*, member: Member, prefix: str, now: datetime) -> str:
    """The member's code, made when it is first asked for; later prefixes do not change it."""
    code = new_code(prefix)
    made, _ = Code.objects.get_or_create(
        member=member,
        defaults={
            "programme_id": member.programme_id,
            "code": code,
            "plain": as_kept(code),
            "made_at": now,
        },
    )
    return made.code


def holder(*, programme_id: int, typed: str) -> Member | None:
    """Whose code it is: a member who is still one of us. Merged accounts answer as the kept one."""
    wanted = as_kept(typed)
    if not wanted:
        return None
    rows = Code.objects.filter(programme_id=programme_id, plain=wanted).select_related("member__kept")
    found = rows.first()
    if found is None:
        return None
    member = found.member.kept or found.member
    return None if member.erased_at is not None else member
