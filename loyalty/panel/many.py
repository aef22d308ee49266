"""Files of adjustments: upload one, and find those of before."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.adjustments.models import Upload
from loyalty.adjustments.read import BYTES, Unreadable, read
from loyalty.adjustments.store import store
from loyalty.adjustments.words import unreadable
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.show import back, show

LATEST = 25
SAMPLE = "customer,points,reason\n7001,50,Sorry for the late parcel\nann@example.com,-20,Given twice\n"


class FileForm(forms.Form):
    """A file; what is in it is judged by loyalty.adjustments.read."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "UTF-8, at most 10 MB and 100,000 rows. Nothing is posted before you have seen the effect."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def refuse(self, refused: Unreadable) -> None:
        self.add_error("file", unreadable(refused.code, refused.detail))


@guarded(read=Role.STAFF, write=Role.STAFF)
def many(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A POST keeps the rows and leads to their dry run."""
    if request.method != "POST":
        return _page(request, visitor, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, visitor, form, status=422)
    try:
        upload = _kept(visitor, form.cleaned_data["file"])
    except Unreadable as refused:
        form.refuse(refused)
        return _page(request, visitor, form, status=422)
    return back("many_one", upload.pk)


def _kept(visitor: Visitor, file: "UploadedFile[Any]") -> Upload:
    if (file.size or 0) > BYTES:
        raise Unreadable("too_large")
    sheet = read(file.read(), shop=visitor.shop)
    name = "".join(letter for letter in str(file.name or "") if letter.isprintable()) or _("a file")
    return store(shop=visitor.shop, sheet=sheet, name=name, by=visitor.person, now=timezone.now())


def _page(request: HttpRequest, visitor: Visitor, form: FileForm, *, status: int = 200) -> HttpResponse:
    uploads = Upload.objects.filter(shop=visitor.shop).order_by("-id")[:LATEST]
    context: dict[str, Any] = {"form": form, "uploads": uploads, "sample": SAMPLE}
    return show(request, visitor, "members_many.html", context, status=status)


@guarded(read=Role.STAFF)
def sample(_request: HttpRequest, _visitor: Visitor) -> HttpResponse:
    """A file to start from."""
    response = HttpResponse("\ufeff" + SAMPLE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="adjustments.csv"'
    return response
