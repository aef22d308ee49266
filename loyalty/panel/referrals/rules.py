"""The page of the programme on which a merchant says what bringing a friend gives."""

from django.http import HttpRequest, HttpResponse

from loyalty.engine.document import BadDocument
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.parts.draft import Overtaken, Whole, Work, change, frame_of, work_of
from loyalty.panel.parts.tree import tree
from loyalty.panel.referrals.form import ReferralForm
from loyalty.panel.show import back, show


@guarded(write=Role.STAFF)
def referral(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form; a POST saves it in the draft."""
    if request.method != "POST":
        return _page(request, visitor)
    form = ReferralForm(tree(request.POST.dict()), about=work_of(visitor).about)
    if not form.is_valid():
        return _page(request, visitor, form=form, status=422)
    try:
        change(request, visitor, lambda work: _changed(work, form), part="referral")
    except Overtaken as late:
        return _page(request, visitor, form=form, overtaken=late.work, status=409)
    except BadDocument as bad:
        form.refuse_all(bad, at="referral")
        return _page(request, visitor, form=form, status=422)
    return back("referral", said="draft_saved")


def _changed(work: Work, form: ReferralForm) -> Whole:
    rest = {key: part for key, part in work.whole.items() if key != "referral"}
    made = form.part()
    return rest | {"referral": made} if made else rest


def _page(
    request: HttpRequest,
    visitor: Visitor,
    *,
    form: ReferralForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    work = work_of(visitor)
    filled = ReferralForm.filled(work.whole.get("referral") or {}, work.about)
    context = frame_of(visitor, work) | {"form": form or ReferralForm(about=work.about, initial=filled)}
    return show(request, visitor, "earning_referral.html", context | more, status=status)
