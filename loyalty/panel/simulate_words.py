"""What pasts, runs, their states and figures are called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.insight.models import Job, PastOrders, Simulation
from loyalty.panel.simulate_rules import titled
from loyalty.panel.templatetags.panel import day, number, when

STATES = {
    "waiting": (gettext_lazy("waiting"), ""),
    "running": (gettext_lazy("at work"), ""),
    "stopped": (gettext_lazy("stopped"), "care"),
    "done": (gettext_lazy("done"), "good"),
    "failed": (gettext_lazy("failed"), "bad"),
}

FIGURES = {
    "issued": gettext_lazy("Points issued"),
    "reversed": gettext_lazy("Points reversed"),
    "redeemed": gettext_lazy("Points used"),
    "expired": gettext_lazy("Points expired"),
    "outstanding": gettext_lazy("Points outstanding"),
    "promised": gettext_lazy("Worth of points outstanding"),
    "expected": gettext_lazy("Expected cost"),
    "uplift": gettext_lazy("Break-even: extra sales"),
    "nominal_percent": gettext_lazy("Cost, all points used"),
    "expected_percent": gettext_lazy("Cost after breakage"),
    "uplift_percent": gettext_lazy("Break-even uplift"),
}


def state(job: Job) -> dict[str, object]:
    """Name of the state and the tone of its badge."""
    name, tone = STATES[job.state]
    return {"name": name, "tone": tone}


def past_name(past: PastOrders) -> str:
    orders = _("%(number)s orders") % {"number": number(past.orders)}
    what = past.name if past.how == PastOrders.How.FILE else _("The store")
    return f"{what}, {orders}, {day(past.since)} – {day(past.until)}"


def run_name(run: Simulation) -> str:
    return f"{run.name} ({titled(run.rules)}), {when(run.asked_at)}"


def failure(job: Job) -> str:
    """Why it failed, in the reader's language where it is a sentence of ours."""
    return _(job.failure) if job.failure else ""
