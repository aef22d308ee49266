"""Doors at which review apps tell of reviews: made, shown, closed. For owners only."""

import secrets

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.activities.models import ReviewDoor
from loyalty.activities.review_apps import review_apps, secret_of
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.show import back, show

MOST = 20


class DoorForm(forms.Form):
    """Which app."""

    app = forms.ChoiceField(label=_("Which app tells of reviews"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        found = [(one.id, one.title) for one in review_apps().values()]
        self.fields["app"] = forms.ChoiceField(label=_("Which app tells of reviews"), choices=found)


@guarded(read=Role.OWNER, write=Role.OWNER)
def review_doors(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All that are open; a POST opens another."""
    if request.method != "POST":
        return _page(request, visitor, DoorForm())
    form = DoorForm(request.POST)
    if not form.is_valid() or _open(visitor).count() >= MOST:
        return _page(request, visitor, form, status=422)
    made = ReviewDoor.objects.create(
        shop=visitor.shop,
        app=form.cleaned_data["app"],
        token=secrets.token_urlsafe(32),
        made_by=visitor.actor,
        made_at=timezone.now(),
    )
    record(visitor=visitor, deed="review_door", now=timezone.now(), app=made.app)
    return back("activities_reviews", said="door_opened")


@guarded(write=Role.OWNER)
def close_review_door(request: HttpRequest, visitor: Visitor, door_id: int) -> HttpResponse:
    """From now on nobody is heard there; what was told stays."""
    if request.method != "POST":
        return back("activities_reviews")
    row = ReviewDoor.objects.filter(shop=visitor.shop, pk=door_id).first() if door_id < 2**63 else None
    if row is None:
        raise Http404
    if row.ended_at is None:
        row.ended_at, row.ended_by = timezone.now(), visitor.actor
        row.save(update_fields=["ended_at", "ended_by"])
        record(visitor=visitor, deed="review_door_closed", now=timezone.now(), app=row.app)
    return back("activities_reviews", said="door_closed")


def _open(visitor: Visitor) -> "QuerySet[ReviewDoor]":
    return ReviewDoor.objects.filter(shop=visitor.shop, ended_at=None).order_by("-id")


def _page(request: HttpRequest, visitor: Visitor, form: DoorForm, *, status: int = 200) -> HttpResponse:
    apps = review_apps()
    rows = [
        {
            "row": row,
            "title": apps[row.app].title if row.app in apps else row.app,
            "address": request.build_absolute_uri(f"/hooks/reviews/{row.token}"),
            "secret": secret_of(row.token) if row.app in apps and apps[row.app].signed else "",
        }
        for row in _open(visitor)
    ]
    return show(request, visitor, "activities_reviews.html", {"form": form, "rows": rows}, status=status)
