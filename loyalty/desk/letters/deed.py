"""Letters about what staff said of something a member sent. Facts: `activity`, and its `state` by that word."""

from django.utils.translation import gettext

from loyalty.activities.models import Activity
from loyalty.activities.titles import name_of, title_of
from loyalty.desk.letters.told import nothing_more, with_balance
from loyalty.notices.teller import Asked, Values
from loyalty.programmes.live import timeline

told = nothing_more


def values(asked: Asked) -> Values | None:
    """Nothing where staff have changed their mind since, nor where no staff looked."""
    rows = Activity.objects.filter(shop=asked.shop, pk=asked.facts["activity"], state=asked.facts["state"])
    row = rows.first()
    if row is None or row.proof == "verified":
        return None
    grade = gettext("Grade: %(grade)s.") % {"grade": row.grade} if row.grade else ""
    own = {"deed": _title(row), "grade": grade, "reason": row.why}
    return with_balance(asked, own)


def _title(row: Activity) -> str:
    """As the way to earn of its time was called."""
    versions = timeline(programme_id=row.programme_id)
    rules = versions.version(row.terms["version"]) if row.terms else versions.live(row.at)
    alike = [one for one in rules.document.activity_rules if one.activity == row.type] if rules else []
    named = next((one for one in alike if one.how), alike[0] if alike else None)
    return title_of(named) if named else name_of(row.type)
