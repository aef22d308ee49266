"""Campaigns of the draft: more points for a while."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.campaigns_form import CampaignForm
from loyalty.panel.campaigns_spent import spent
from loyalty.panel.draft_parts import ChangedMeanwhile, about_the_draft, save, working
from loyalty.panel.part_deeds import do
from loyalty.panel.part_page import Sort, edit
from loyalty.panel.show import back, show
from loyalty.panel.stacking import WAYS_TO_STACK, together
from loyalty.panel.ways_words import campaign_card

CAMPAIGNS = Sort(
    key="campaigns",
    form=CampaignForm,
    template="earning_campaign.html",
    listed="campaigns",
    conditions={
        "when": (_("For whom and which orders"), _("Conditions on the order and the member. None: all.")),
        "lines": (_("For which goods"), _("Only goods like these are multiplied. None: the whole order.")),
    },
)


@guarded()
def campaigns(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them, and how they go together."""
    now, currency = working(visitor), visitor.shop.currency
    given = spent(visitor.shop, now.document)
    cards = [
        {"card": campaign_card(now.document, one, currency=currency, spent=given.get(one.id, 0))}
        for one in now.document.campaigns
    ]
    context = about_the_draft(visitor, now) | {"cards": cards, "stacking": together(now.document)}
    return show(request, visitor, "earning_campaigns.html", context)


@guarded(read=Role.STAFF, write=Role.STAFF)
def campaigns_new(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return edit(request, visitor, CAMPAIGNS)


@guarded(read=Role.STAFF, write=Role.STAFF)
def campaigns_one(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return edit(request, visitor, CAMPAIGNS, part_id)


@guarded(write=Role.STAFF)
def campaigns_deed(request: HttpRequest, visitor: Visitor, part_id: str) -> HttpResponse:
    return do(request, visitor, CAMPAIGNS, part_id)


@guarded(write=Role.STAFF)
def campaigns_stacking(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How several multipliers go together."""
    wanted = request.POST.get("stacking", "")
    if request.method != "POST" or wanted not in WAYS_TO_STACK:
        return back("campaigns")
    try:
        save(visitor, seen=request.POST.get("seen", ""), change=lambda found: found | {"stacking": wanted})
    except ChangedMeanwhile:
        return back("campaigns", said="draft_changed")
    return back("campaigns", said="draft_saved")
