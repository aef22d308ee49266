"""What the mail provider tells later: an address that bounced is not written to again, nor is who complained."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from loyalty.notices.leave import COMPLAINT, opt_out
from loyalty.notices.models import Mail
from loyalty.notices.send import suppress

FOR_GOOD = ("bounced", "rejected", "complained", "unsubscribed")
SAID_NO = ("complained", "unsubscribed")


@transaction.atomic
def heard(*, public: str, provider_id: str, what: str, for_now: bool, now: datetime) -> bool:
    """One event about one mail; False when it is none of ours or says nothing. `for_now`: a bounce that may pass."""
    named = Q(public=public) if public else Q(provider_id=provider_id) if provider_id else Q(pk=None)
    mail = Mail.objects.filter(named).select_related("shop", "member__kept").first()
    if mail is None or what not in FOR_GOOD or (for_now and what == "bounced"):
        return False
    if mail.address_hash:
        suppress(programme_id=mail.shop.programme_id, address_hash=mail.address_hash, why=what, now=now)
    if what in SAID_NO:
        opt_out(shop=mail.shop, member=mail.member.kept or mail.member, how=COMPLAINT, now=now)
    return True
