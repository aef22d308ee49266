"""Letters to members: which are sent, how, and what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.notices.kinds import BY_ID, KINDS, Kind
from loyalty.notices.models import Letter, LetterSettings, Mail, Wording
from loyalty.notices.wording import kinds_on, switch
from loyalty.notices.write import settings_of
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.letters_form import LetterSettingsForm
from loyalty.panel.show import back, show
from loyalty.shops.audit import audit

GROUPS = (
    ("points", _("Points")),
    ("rewards", _("Rewards")),
    ("tiers", _("Tiers and memberships")),
    ("friends", _("Friends")),
    ("members", _("Membership")),
)
LATELY = timedelta(days=30)
CHANGED = "letters.settings"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind as the list shows it."""

    kind: Kind
    on: bool
    own: bool
    sent: int


@guarded()
def integrations(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What leaves the house: letters, webhooks, keys."""
    on = kinds_on(shop_id=visitor.shop.pk)
    return show(request, visitor, "integrations.html", {"letters": len(on), "kinds": len(KINDS)})


@guarded(write=Role.OWNER)
def letters(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list; a POST changes how letters are sent."""
    kept = settings_of(visitor.shop)
    if request.method != "POST":
        return _page(request, visitor, LetterSettingsForm(initial=model_to_dict(kept)))
    form = LetterSettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    LetterSettings.objects.update_or_create(shop=visitor.shop, defaults=form.cleaned_data)
    detail = {name: value for name, value in form.cleaned_data.items() if name not in ("footer", "reply_to")}
    audit(shop=visitor.shop, actor=visitor.actor, deed=CHANGED, detail=detail, now=timezone.now())
    return back("letters", said="letters_settings")


@guarded(write=Role.STAFF)
def switch_letter(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """On or off, as the pressed button says."""
    if kind not in BY_ID:
        raise Http404
    if request.method != "POST":
        return back("letters")
    on = request.POST.get("on") == "1"
    switch(shop=visitor.shop, kind=kind, on=on, actor=visitor.actor, now=timezone.now())
    return back("letters", said="letter_on" if on else "letter_off")


def _page(
    request: HttpRequest, visitor: Visitor, form: LetterSettingsForm, *, status: int = 200
) -> HttpResponse:
    found = {line.kind.id: line for line in _lines(visitor)}
    groups = [(title, [found[kind.id] for kind in KINDS if kind.group == group]) for group, title in GROUPS]
    context = {
        "form": form,
        "groups": [(title, rows) for title, rows in groups if rows],
        "figures": _figures(visitor),
        "ready": settings.MAIL_READY,
    }
    return show(request, visitor, "integrations_letters.html", context, status=status)


def _lines(visitor: Visitor) -> Iterator[Line]:
    on = kinds_on(shop_id=visitor.shop.pk)
    own = set(Wording.objects.filter(shop=visitor.shop).values_list("kind", flat=True))
    lately = Letter.objects.filter(
        shop=visitor.shop, made_at__gt=timezone.now() - LATELY, mail__state=Mail.State.DONE
    )
    sent = dict(lately.values_list("kind").annotate(Count("pk")).order_by())
    for kind in KINDS:
        yield Line(kind, kind.id in on, kind.id in own, sent.get(kind.id, 0))


def _figures(visitor: Visitor) -> dict[str, int]:
    mails = Mail.objects.filter(shop=visitor.shop, made_at__gt=timezone.now() - LATELY)
    state = Mail.State
    return mails.aggregate(
        sent=Count("pk", filter=Q(state=state.DONE)),
        waiting=Count("pk", filter=Q(state=state.WAITING, addressless=False)),
        nowhere=Count("pk", filter=Q(addressless=True)),
        dropped=Count("pk", filter=Q(state=state.DROPPED, addressless=False)),
        dead=Count("pk", filter=Q(state=state.DEAD)),
    )
