"""Choosing the panel's language."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.models import Preference


class LanguageForm(forms.Form):
    """One of the languages in settings.LANGUAGES."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


@guarded(write=Role.READER)
def choose_language(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Also serves the sign-in pages: outside the store's admin the choice goes into the cookie too."""
    form = LanguageForm(request.POST)
    response = redirect("panel:settings")
    if form.is_valid():
        language = form.cleaned_data["language"]
        Preference.objects.update_or_create(staff=visitor.staff, defaults={"language": language})
        if not visitor.embedded:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, httponly=True, samesite="Lax")
    return response
