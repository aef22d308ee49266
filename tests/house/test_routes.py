"""docs/routes.md lists the addresses of the running house, all of them and no others."""

from loyalty.common import limits
from tests.house import routes


def test_every_address_has_its_row() -> None:
    assert routes.missing() == [], "read these proposals, correct them, and put them into docs/routes.md"


def test_no_row_outlives_its_address() -> None:
    assert routes.gone() == []


def test_rows_name_limits_that_exist() -> None:
    known = {limit.name for limit in limits.ALL} | {"none"}
    said = {row.address: row.limit.split(", ") for row in routes.rows().values()}
    assert {address: names for address, names in said.items() if not known.issuperset(names)} == {}
    assert {name for names in said.values() for name in names} >= known - {"unproven"}
