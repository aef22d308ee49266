"""When points earned today would expire, as the form stands while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import ValidationError

from loyalty.engine.document import Document, parse
from loyalty.panel.access import Visitor, guarded
from loyalty.panel.earning_form import RulesForm, filled
from loyalty.panel.expiry_form import FIELD_OF, read
from loyalty.panel.expiry_words import example
from loyalty.panel.show import show
from loyalty.programmes import publish


@guarded()
def expiry_example(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A few sentences, or that something is still missing."""
    form = RulesForm(request.GET, currency=visitor.shop.currency)
    document = parse(publish.draft(programme_id=visitor.shop.programme_id)[0])
    said = expiry_sentences(form, document, visitor)
    return show(request, visitor, "expiry_example.html", {"expiry_example": said})


def expiry_sentences(form: RulesForm, document: Document, visitor: Visitor) -> list[str]:
    """Empty while the fields make no sense."""
    values = filled(document, currency=visitor.shop.currency)
    if form.is_bound:
        if set(FIELD_OF.values()) & set(form.errors):
            return []
        values |= form.cleaned_data
    try:
        expiry = read(values)
    except ValidationError:
        return []
    return example(expiry, document.points, now=timezone.now(), timezone=visitor.shop.timezone)
