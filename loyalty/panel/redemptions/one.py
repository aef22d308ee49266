"""One redemption: what happened to it step by step, what the books and the store say, and what can be done."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk.handing import by_hand
from loyalty.desk.spending import reward_of
from loyalty.engine.document import Document
from loyalty.engine.rewards import CODES
from loyalty.ledger.statement import of_source
from loyalty.outbox.models import Errand
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.members_find import point_names
from loyalty.panel.members_lines import lines_of as book_lines
from loyalty.panel.redemptions.find import PROBLEMS as WHERE
from loyalty.panel.redemptions.find import errand_key
from loyalty.panel.redemptions.listed import lines_of
from loyalty.panel.redemptions.words import PROBLEMS, step_in_words, who
from loyalty.panel.rewards.words import kind_name
from loyalty.panel.show import show
from loyalty.programmes.live import version
from loyalty.rewards.models import Redemption, Step

MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words."""

    row: Step
    title: str
    more: str
    who: str
    order: str


@guarded()
def redemption(request: HttpRequest, visitor: Visitor, public: str) -> HttpResponse:
    return one_page(request, visitor, one_of(visitor, public))


def one_of(visitor: Visitor, public: str) -> Redemption:
    """One of this shop's; another's is a 404 like nobody's."""
    rows = Redemption.objects.filter(shop=visitor.shop).select_related("shop", "spend__member")
    made = rows.filter(public=public).first() if "\0" not in public else None
    if made is None:
        raise Http404
    return made


def one_page(
    request: HttpRequest, visitor: Visitor, made: Redemption, *, why: str = "", unsaid: bool = False
) -> HttpResponse:
    """`unsaid`: it was to be withdrawn without saying why."""
    now, shop = timezone.now(), visitor.shop
    entries = of_source(
        shop_id=shop.pk, member_id=made.spend.member_id, source=f"redeem:{made.spend.key}", now=now
    )
    reward = reward_of(made)
    document = version(programme_id=shop.programme_id, number=made.version).document
    session = next((one for one in reward.sessions if one.id == made.session), None)
    context: dict[str, object] = {
        "made": made,
        "line": lines_of([made], shop)[0],
        "kind": kind_name(made.kind),
        "session": session,
        "has_code": made.kind in CODES and bool(made.external_id),
        "steps": [_told(one, document) for one in made.steps.order_by("pk")[:MOST]],
        "lines": book_lines(entries, point_names(visitor, now), shop),
        "errand": Errand.objects.filter(shop=shop, key=errand_key(made)).first(),
        "problems": _problems(made),
        "may_hand_over": visitor.may_change and by_hand(made),
        "may_withdraw": visitor.may_change and made.state in ("reserved", "issued") and not made.ending,
        "why": why,
        "unsaid": unsaid,
    }
    return show(request, visitor, "members_redemption.html", context, status=422 if unsaid else 200)


def _problems(made: Redemption) -> list[tuple[str, str, str]]:
    """Those that it has, with what to do."""
    rows = Redemption.objects.filter(shop=made.shop, pk=made.pk)
    return [
        (name, str(title), str(text)) for name, title, text in PROBLEMS if rows.filter(WHERE[name]).exists()
    ]


def _told(row: Step, document: Document) -> Told:
    title, more = step_in_words(row.what, row.detail, document)
    return Told(row, title, more, who(row.actor), str(row.detail.get("order") or ""))
