"""docs/api.md: its calls work as they stand, and it names every scope."""

import os
import re
import shutil
import subprocess

import pytest
from pytest_django.live_server_helper import LiveServer

from loyalty.api.scopes import Scope
from tests.api.program import a_key, public
from tests.cast import Cast
from tests.docs.pages import page


def test_every_scope_is_named_and_none_is_invented() -> None:
    assert set(re.findall(r"\| `((?:read|write)_\w+)` \|", page("docs/api.md"))) == set(Scope.values)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
@pytest.mark.django_db(transaction=True)
def test_the_calls_work_as_they_stand(live_server: LiveServer) -> None:
    cast = Cast()
    calls = re.findall(r"^    (curl .+)$", page("docs/api.md"), re.MULTILINE)
    values = {"APP": live_server.url, "KEY": a_key(cast.shop)[1], "MEMBER": public(cast.loyal)}
    told = [
        subprocess.run(
            ("sh", "-c", call), env=os.environ | values, capture_output=True, check=True, text=True
        ).stdout
        for call in calls
    ]
    assert len(told) == 2
    assert values["MEMBER"] in told[0]
    assert '"state":"posted"' in told[1]
