"""Worker processes that drain the test database for real, side by side or killed again and again.

python -m tests.inbox.crowd DATABASE SOCKET_FOLDER side-by-side 4
python -m tests.inbox.crowd DATABASE SOCKET_FOLDER killed 12
"""

import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from unittest.mock import patch

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
settings.PLATFORMS = {"shopify": "tests.inbox.pretend.Pretend"}
settings.DATABASES["default"] |= {"NAME": sys.argv[1], "HOST": sys.argv[2], "OPTIONS": {}}
django.setup()

from django.utils import timezone  # noqa: E402

from loyalty.engine.facts import Fact, OrderTold  # noqa: E402
from loyalty.inbox import drain  # noqa: E402
from loyalty.inbox.claim import ready_shops  # noqa: E402
from loyalty.shops.models import Audit, Shop  # noqa: E402

BATCH = 20
HEARD = os.pipe()
os.set_blocking(HEARD[1], False)


def work(*, shop: Shop, told: Sequence[tuple[int, Fact]], now: datetime) -> dict[int, str]:
    """One statement per fact, and a dot that tells the parent how far it is."""
    for _, fact in told:
        assert isinstance(fact, OrderTold)
        Audit.objects.create(shop=shop, at=now, actor=str(os.getpid()), deed=fact.order)
        os.write(HEARD[1], b".")
    return {}


patch.multiple(drain, work=work, BATCH=BATCH).start()


def started() -> int:
    """Pid of a child that drains until nothing is left."""
    pid = os.fork()
    if pid == 0:
        while ready_shops(now=timezone.now()):
            drain.drain()
            time.sleep(0.01)
        os._exit(0)
    return pid


def side_by_side(number: int) -> None:
    """All drain at once; fails when one of them does."""
    statuses = [os.waitpid(pid, 0)[1] for pid in [started() for _ in range(number)]]
    assert statuses == [0] * number, statuses


def killed(times: int) -> None:
    """One after the other, each killed somewhere after a few facts: within a batch or between two."""
    dice = random.Random(7)
    for _ in range(times):
        pid = started()
        for _ in range(dice.randint(1, 3 * BATCH)):
            os.read(HEARD[0], 1)
        time.sleep(dice.uniform(0, 0.005))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


{"side-by-side": side_by_side, "killed": killed}[sys.argv[3]](int(sys.argv[4]))
