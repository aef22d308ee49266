"""Keys with which the merchant's own programs get in: made, shown once, revoked. For owners only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from loyalty.api import keys
from loyalty.api.models import Key
from loyalty.api.scopes import Scope
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.api_keys_form import KeyForm
from loyalty.panel.show import back, show


@guarded(read=Role.OWNER, write=Role.OWNER)
def api_keys(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A POST makes a key and answers with its token: an address would keep it."""
    if request.method != "POST":
        return _page(request, visitor, KeyForm.fresh())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    made = keys.make(
        shop=visitor.shop,
        name=form.cleaned_data["name"],
        scopes=form.allowed(),
        form=form.cleaned_data["form"],
        by=visitor.staff,
        actor=visitor.actor,
        now=timezone.now(),
    )
    if made is None:
        return back("api_keys", said="key_made_before")
    return _shown_once(request, visitor, *made)


@guarded(write=Role.OWNER)
def revoke_api_key(request: HttpRequest, visitor: Visitor, key_id: int) -> HttpResponse:
    """For good; who needs it again makes a new one."""
    if request.method != "POST":
        return back("api_keys")
    try:
        revoked = keys.revoke(shop=visitor.shop, key_id=key_id, actor=visitor.actor, now=timezone.now())
    except Key.DoesNotExist:
        raise Http404 from None
    return back("api_keys", said="key_revoked" if revoked else "key_revoked_before")


@never_cache
def _shown_once(request: HttpRequest, visitor: Visitor, key: Key, token: str) -> HttpResponse:
    context = {"key": key, "token": token, "address": request.build_absolute_uri("/api/v1/shop")}
    return show(request, visitor, "settings_key_made.html", context)


def _page(request: HttpRequest, visitor: Visitor, form: KeyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": [(row, _may(row)) for row in keys.of_shop(shop=visitor.shop)],
    }
    return show(request, visitor, "settings_keys.html", context, status=status)


def _may(key: Key) -> list[str]:
    """Its scopes in words, in the order in which the form offers them."""
    return [str(one.label) for one in Scope if one in key.scopes]
