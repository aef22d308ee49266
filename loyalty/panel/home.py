"""The first page: how far the set-up is, and how the programme stands."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.panel.access import Visitor, guarded
from loyalty.panel.books import broken_books
from loyalty.panel.chart import chart, weeks
from loyalty.panel.checklist import checklist
from loyalty.panel.figures import figures
from loyalty.panel.redemptions.find import waiting
from loyalty.panel.show import show


@guarded()
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Checklist and key figures."""
    found = figures(shop=visitor.shop, now=timezone.now())
    steps = checklist(shop=visitor.shop)
    context = {
        "broken": broken_books(visitor.shop),
        "rewards_wait": waiting(visitor.shop, now=timezone.now()),
        "steps": steps,
        "next_step": next((step for step in steps if not step.done), None),
        "done": sum(step.done for step in steps),
        "figures": found,
        "chart": chart(found.days) if found.issued or found.reversed else None,
        "weeks": weeks(found.days),
    }
    return show(request, visitor, "home.html", context)
