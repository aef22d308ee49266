"""How often somebody may ask the panel: pages, examples while typing, and what keeps a worker busy."""

from django.http import HttpRequest, HttpResponse

from loyalty.common import caller
from loyalty.common.later import later
from loyalty.common.limits import COSTLY, PANEL, PREVIEW, UNPROVEN, Limit, wait

PREVIEWS = ("what_if", "gallery_cost", "simulate_compare", "member_as_of", "why", "letter_preview")
COSTLY_DEEDS = (
    *("read_past", "simulate_play", "preview_launch", "books_prove", "many", "run_deed", "past_deed"),
    *("launch_deed", "resend_all", "retry_errands", "retry_redemptions"),
)


def further(name: str, method: str) -> Limit | None:
    """What holds for a page besides PANEL."""
    if name in PREVIEWS or name.endswith("_example"):
        return PREVIEW
    return COSTLY if name in COSTLY_DEEDS and method == "POST" else None


def too_often(request: HttpRequest, *, staff: int, shop: int) -> HttpResponse | None:
    """None when it may go on, else 429."""
    match = request.resolver_match
    limit = further(str(match.url_name) if match else "", str(request.method))
    seconds = wait(PANEL, staff)
    if limit is not None:
        seconds = max(seconds, wait(limit, staff if limit is PREVIEW else shop))
    return later(request, seconds) if seconds else None


def guessing(request: HttpRequest) -> HttpResponse | None:
    """For session tokens that do not hold."""
    seconds = wait(UNPROVEN, caller.of(request))
    return later(request, seconds) if seconds else None
