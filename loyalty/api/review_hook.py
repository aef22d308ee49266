"""POST /hooks/reviews/<token>: review apps tell of reviews. The token is the shop's; our own format is signed too."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.activities.models import ReviewDoor
from loyalty.activities.review_apps import BadReview, is_signed, read_review, review_apps
from loyalty.desk.reviewing import reviewed

LARGEST = 256 * 1024


# Programs have no cookies: the token says whose door it is, and the signature who knocks.
@csrf_exempt
@require_POST
def review_hook(request: HttpRequest, token: str) -> HttpResponse:
    """200 for what was kept or known, 202 for somebody we do not know, 400 with what is missing, 401, 404."""
    doors = ReviewDoor.objects.select_related("shop").filter(token=token, ended_at=None)
    door = doors.first() if token.isascii() and token.isprintable() else None
    app = review_apps().get(door.app) if door else None
    if door is None or app is None:
        return _said(404, "There is no such door.")
    body = request.body
    if len(body) > LARGEST:
        return _said(413, "A review is smaller than this.")
    if app.signed and not is_signed(token, body, request.headers.get("X-Signature", "")):
        return _said(401, "X-Signature: must be the HMAC-SHA256 of the body, in hex.")
    try:
        review = read_review(app, body)
    except BadReview as bad:
        return _said(400, str(bad))
    if reviewed(door=door, review=review, now=timezone.now()) is None:
        return _said(202, "Nobody we know wrote it; nothing was kept.")
    return _said(200, "It counts once.")


def _said(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
