"""The page behind "No more letters", and what mail programs post there by themselves (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loyalty.notices import leave


@csrf_exempt  # the signed link is the permission; a mail program has no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: programs that check links for harm look, too."""
    found = leave.read(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        if "again" in request.POST:
            leave.opt_in(shop=found.shop, member=found.member)
        else:
            leave.opt_out(shop=found.shop, member=found.member, how=leave.LINK, now=timezone.now())
    out = leave.is_out(shop=found.shop, member=found.member)
    answer = render(request, "notices/leave.html", {"shop": found.shop, "out": out})
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
