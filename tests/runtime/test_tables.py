"""Tables that one operation makes may point at each other, and each is a table afterwards, and gone again."""

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState

from loyalty.common.postgres.tables import Tables


def table(name: str, *, at: str) -> CreateModel:
    key = models.ForeignKey(at, models.CASCADE, related_name="+")
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True)), ("other", key)])


@pytest.mark.django_db
@pytest.mark.parametrize("rendered", [False, True])
def test_two_tables_that_point_at_each_other_are_made_at_once(rendered: bool) -> None:
    made = Tables([table("Hen", at="runtime.Egg"), table("Egg", at="runtime.Hen")])
    before = ProjectState()
    after = before.clone()
    if rendered:
        assert after.apps
    made.state_forwards("runtime", after)
    with connection.schema_editor() as schema:
        made.database_forwards("runtime", schema, before, after)
    with connection.cursor() as cursor:
        pointing = connection.introspection.get_relations(cursor, "runtime_hen")
    assert pointing == {"other_id": ("id", "runtime_egg")}
    assert after.apps.get_model("runtime", "hen")._meta.get_field(
        "other"
    ).related_model is after.apps.get_model("runtime", "egg")
    with connection.schema_editor() as schema:
        made.database_backwards("runtime", schema, after, before)
    assert not {"runtime_hen", "runtime_egg"} & set(connection.introspection.table_names())
