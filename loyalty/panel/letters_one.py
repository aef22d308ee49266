"""One kind of letter: its words in each language, with the letter beside them."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from loyalty.notices.handover import NotTaken, Refused
from loyalty.notices.kinds import BY_ID, Kind
from loyalty.notices.languages import LANGUAGES
from loyalty.notices.sample import sample, send_sample
from loyalty.notices.wording import BadText, Text, checked, own_again, reword, text_of
from loyalty.notices.write import settings_of
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.letters_form import TONGUES, LetterForm, SampleForm
from loyalty.panel.show import show
from loyalty.shops.audit import audit
from loyalty.shops.models import Audit

SAMPLE, SAMPLES_A_DAY = "letters.sample", 20


@guarded(write=Role.STAFF)
def letter(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The words of one language; a POST keeps them, goes back to ours, or sends a sample, as the button says."""
    found, language = _kind(kind), _language(request)
    kept = text_of(shop=visitor.shop, kind=kind, language=language)
    if request.method != "POST":
        form = LetterForm(initial={"subject": kept.subject, "body": kept.body})
        return _page(request, visitor, found, language, form, kept)
    deed = request.POST.get("deed", "keep")
    if deed == "ours":
        own_again(shop=visitor.shop, kind=kind, language=language, actor=visitor.actor, now=timezone.now())
        return _back(kind, language, "letter_ours")
    if deed == "sample":
        return _sample(request, visitor, found, language, kept)
    return _keep(request, visitor, found, language, kept)


@guarded(write=Role.STAFF)
def letter_preview(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    """The letter as it would look with the words that stand in the form just now."""
    found, language = _kind(kind), _language(request)
    try:
        text = checked(found, request.POST.get("subject", ""), request.POST.get("body", ""))
    except BadText as bad:
        return render(request, "panel/integrations_letter_preview.html", {"bad": str(bad)})
    told = _preview(visitor, found, language, text)
    return render(request, "panel/integrations_letter_preview.html", told)


def _keep(request: HttpRequest, visitor: Visitor, kind: Kind, language: str, kept: Text) -> HttpResponse:
    form = LetterForm(request.POST)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("subject", "body")}
        try:
            reword(
                shop=visitor.shop,
                kind=kind.id,
                language=language,
                actor=visitor.actor,
                now=timezone.now(),
                **words,
            )
            return _back(kind.id, language, "letter_kept")
        except BadText as bad:
            form.add_error(bad.field, str(bad))
    return _page(request, visitor, kind, language, form, kept, status=422)


def _sample(request: HttpRequest, visitor: Visitor, kind: Kind, language: str, kept: Text) -> HttpResponse:
    """The kept words, to one address; a few a day, for this is no way to write to strangers."""
    form, now = SampleForm(request.POST), timezone.now()
    if not form.is_valid():
        words = LetterForm(initial={"subject": kept.subject, "body": kept.body})
        return _page(request, visitor, kind, language, words, kept, asked=form, status=422)
    sent = Audit.objects.filter(shop=visitor.shop, deed=SAMPLE, at__gt=now - timedelta(days=1)).count()
    if sent >= SAMPLES_A_DAY:
        return _back(kind.id, language, "samples_enough")
    audit(shop=visitor.shop, actor=visitor.actor, deed=SAMPLE, detail={"kind": kind.id}, now=now)
    how = settings_of(visitor.shop)
    try:
        send_sample(
            shop=visitor.shop,
            kind=kind.id,
            text=kept,
            language=language,
            how=how,
            to=form.cleaned_data["to"],
            now=now,
        )
    except (NotTaken, Refused):
        return _back(kind.id, language, "sample_not_taken")
    return _back(kind.id, language, "sample_sent")


def _page(
    request: HttpRequest,
    visitor: Visitor,
    kind: Kind,
    language: str,
    form: LetterForm,
    kept: Text,
    *,
    asked: SampleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = visitor.staff.user
    context: dict[str, object] = {
        "kind": kind,
        "language": language,
        "tongues": TONGUES,
        "form": form,
        "own": kept.own,
        "asked": asked or SampleForm(initial={"to": user.email if user else ""}),
        "placeholders": [f"{{{{ {name} }}}}" for name in kind.placeholders],
        **_preview(visitor, kind, language, kept),
    }
    return show(request, visitor, "integrations_letter.html", context, status=status)


def _preview(visitor: Visitor, kind: Kind, language: str, text: Text) -> dict[str, object]:
    how = settings_of(visitor.shop)
    one, frame = sample(
        shop=visitor.shop, kind=kind.id, text=text, language=language, how=how, now=timezone.now()
    )
    with translation.override(language):
        return {"parts": [one], "frame": frame, "subject": one.subject, "several": False}


def _kind(kind: str) -> Kind:
    if kind not in BY_ID:
        raise Http404
    return BY_ID[kind]


def _language(request: HttpRequest) -> str:
    """Which is being written; that of the panel unless the address says another."""
    asked = request.GET.get("language", "")
    here = translation.get_language() or ""
    return next((one for one in (asked, here) if one in LANGUAGES), "en")


def _back(kind: str, language: str, said: str) -> HttpResponse:
    url = reverse("panel:letter", args=[kind])
    return redirect(f"{url}?language={language}&said={said}")
