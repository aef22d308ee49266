"""The shop's own keys for networks on which members link accounts: set, changed, removed. For owners only."""

from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.activities.models import LinkedAccount, NetworkKey
from loyalty.activities.networks import networks
from loyalty.activities.oauth import address
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.show import back, show

ABLE = tuple(one for one in networks().values() if one.provider)


class KeyForm(forms.Form):
    """What the network gave the merchant. The secret is never shown again."""

    use_required_attribute = False

    network = forms.ChoiceField(label=_("Network"), choices=[(one.id, one.title) for one in ABLE])
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=200,
        help_text=_("Some networks call it app ID, client key or channel ID."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        help_text=_("Kept encrypted, and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@guarded(read=Role.OWNER, write=Role.OWNER)
def network_keys(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All networks; a POST sets a key, or removes one."""
    if request.method != "POST":
        return _page(request, visitor, KeyForm())
    if request.POST.get("deed") == "remove":
        return _removed(request, visitor)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    said, now = form.cleaned_data, timezone.now()
    NetworkKey.objects.update_or_create(
        shop=visitor.shop,
        network=said["network"],
        defaults={
            "client_id": said["client_id"],
            "secret": said["secret"],
            "set_by": visitor.actor,
            "set_at": now,
        },
    )
    record(visitor=visitor, deed="network_key", now=now, network=said["network"])
    return back("activities_networks", said="network_key_set")


def _removed(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Nobody links an account there any more; what is linked stays."""
    rows = NetworkKey.objects.filter(shop=visitor.shop, network=request.POST.get("network", ""))
    row = rows.first()
    if row is None:
        return back("activities_networks")
    row.delete()
    record(visitor=visitor, deed="network_key_removed", now=timezone.now(), network=row.network)
    return back("activities_networks", said="network_key_removed")


def _page(request: HttpRequest, visitor: Visitor, form: KeyForm, *, status: int = 200) -> HttpResponse:
    keys = {row.network: row for row in NetworkKey.objects.filter(shop=visitor.shop)}
    linked = LinkedAccount.objects.filter(shop=visitor.shop, ended_at=None).values("network")
    counts = dict(linked.annotate(count=Count("pk")).values_list("network", "count"))
    rows: list[dict[str, Any]] = [
        {
            "network": one,
            "key": keys.get(one.id),
            "address": address(one.id),
            "linked": counts.get(one.id, 0),
        }
        for one in ABLE
    ]
    return show(request, visitor, "activities_networks.html", {"form": form, "rows": rows}, status=status)
