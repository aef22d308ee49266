"""Webhooks: addresses of the merchant's programs, what each was told, and what it answered."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from loyalty.notices import endpoints
from loyalty.notices.models import Endpoint, Post
from loyalty.notices.post import again, post_test
from loyalty.notices.topics import TOPICS
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.members import number_in
from loyalty.panel.show import back, show
from loyalty.panel.webhooks_form import WebhookForm

PAGE = 50
State = Post.State


@guarded(write=Role.OWNER)
def webhooks(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list; a POST adds one and answers with its secret: an address would keep it."""
    if request.method != "POST":
        return _page(request, visitor, WebhookForm())
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    asked = {"url": form.cleaned_data["url"], "topics": form.cleaned_data["topics"]}
    try:
        made, secret = endpoints.add(shop=visitor.shop, actor=visitor.actor, now=timezone.now(), **asked)
    except endpoints.TooMany:
        return back("webhooks", said="webhooks_enough")
    return _shown_once(request, visitor, made, secret)


@guarded(write=Role.OWNER)
def webhook_deed(request: HttpRequest, visitor: Visitor, webhook_id: int) -> HttpResponse:
    """Switches it, removes it, makes another secret or sends a test, as the pressed button says."""
    row = _found(visitor, webhook_id)
    if request.method != "POST":
        return back("webhooks")
    told: dict[str, Any] = {
        "shop": visitor.shop,
        "number": row.pk,
        "actor": visitor.actor,
        "now": timezone.now(),
    }
    match request.POST.get("deed"):
        case "secret":
            return _shown_once(request, visitor, *endpoints.turn(**told))
        case "on" | "off" as wanted:
            endpoints.switch(on=wanted == "on", **told)
            return back("webhooks", said=f"webhook_{wanted}")
        case "remove":
            endpoints.remove(**told)
            return back("webhooks", said="webhook_removed")
        case "test":
            post_test(endpoint=row, now=timezone.now())
            return back("webhook_log", row.pk, said="webhook_test")
    raise Http404


@guarded()
def webhook_log(request: HttpRequest, visitor: Visitor, webhook_id: int) -> HttpResponse:
    """What it was told, newest first."""
    row = _found(visitor, webhook_id)
    before = number_in(request.GET.get("before", ""))
    posts = Post.objects.filter(shop=visitor.shop, endpoint=row).order_by("-pk")
    dead = posts.filter(state=State.DEAD).count()
    posts = posts.filter(pk__lt=before) if before is not None else posts
    found = list(posts[: PAGE + 1])
    context = {
        "row": row,
        "posts": found[:PAGE],
        "before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "later": before is not None,
        "dead": dead,
    }
    return show(request, visitor, "integrations_webhook_log.html", context)


@guarded()
def webhook_post(request: HttpRequest, visitor: Visitor, post_id: int) -> HttpResponse:
    """One event: its body, which may carry a code and is not for readers, and every answer."""
    row = _post(visitor, post_id)
    context = {"row": row, "answers": row.answers.order_by("-pk")}
    return show(request, visitor, "integrations_webhook_post.html", context)


@guarded(write=Role.STAFF)
def replay_post(request: HttpRequest, visitor: Visitor, post_id: int) -> HttpResponse:
    """The same event once more."""
    row = _post(visitor, post_id)
    if request.method != "POST":
        return back("webhook_post", row.pk)
    sent = again(shop=visitor.shop, posts=[row.pk], now=timezone.now())
    return back("webhook_post", row.pk, said="post_again" if sent else "post_waits")


@guarded(write=Role.STAFF)
def replay_posts(request: HttpRequest, visitor: Visitor, webhook_id: int) -> HttpResponse:
    """Everything that was given up."""
    row = _found(visitor, webhook_id)
    if request.method == "POST":
        dead = Post.objects.filter(shop=visitor.shop, endpoint=row, state=State.DEAD)
        again(shop=visitor.shop, posts=list(dead.values_list("pk", flat=True)), now=timezone.now())
        return back("webhook_log", row.pk, said="post_again")
    return back("webhook_log", row.pk)


@never_cache
def _shown_once(request: HttpRequest, visitor: Visitor, row: Endpoint, secret: str) -> HttpResponse:
    return show(request, visitor, "integrations_webhook_made.html", {"row": row, "secret": secret})


def _page(request: HttpRequest, visitor: Visitor, form: WebhookForm, *, status: int = 200) -> HttpResponse:
    titles = {topic.id: topic.title for topic in TOPICS}
    rows = endpoints.of_shop(shop=visitor.shop).annotate(
        waiting=Count("posts", filter=Q(posts__state=State.WAITING)),
        dead=Count("posts", filter=Q(posts__state=State.DEAD)),
    )
    context = {
        "form": form,
        "rows": [(row, [titles[one] for one in row.topics if one in titles]) for row in rows],
        "broken": [row for row in rows if row.off_at and row.failing_since],
    }
    return show(request, visitor, "integrations_webhooks.html", context, status=status)


def _found(visitor: Visitor, number: int) -> Endpoint:
    row = endpoints.of_shop(shop=visitor.shop).filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Http404
    return row


def _post(visitor: Visitor, number: int) -> Post:
    rows = Post.objects.filter(shop=visitor.shop, endpoint__gone_at=None).select_related("endpoint")
    row = rows.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Http404
    return row
