"""The demo itself, from the first process to the last line."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from loyalty.runtime import children, ports, prepare
from loyalty.runtime.demo import report, week
from loyalty.runtime.demo import shop as merchant
from loyalty.runtime.demo.plan import Plan
from loyalty.runtime.demo.store import Json, Store
from loyalty.runtime.processes import Child, Supervisor
from loyalty.shops.models import Shop

Say = Callable[[str], None]


@dataclass
class Played:
    """A world after its first week."""

    plan: Plan
    running: Supervisor
    store: Store
    shop: Shop
    people: dict[str, Json]
    password: str
    seconds: float


@contextmanager
def world(plan: Plan, *, say: Say) -> Iterator[Played]:
    """Boots everything, plays the week, and stops everything when left."""
    started = time.monotonic()
    logs = plan.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    prepare.words()
    prepare.static_files()
    prepare.database()
    say("PostgreSQL runs and has its tables")
    processes = [
        _devstore(plan),
        children.web(host=ports.HOST, port=plan.port, output=logs / "web.log"),
        children.worker(output=logs / "worker.log"),
    ]
    with Supervisor(processes) as running:
        store = Store(plan.store)
        store.wait_until_up(30)
        prepare.wait_until_ready(plan.app, seconds=60)
        say("app, worker and store answer")
        shop, people, password = _play(store, say)
        yield Played(plan, running, store, shop, people, password, time.monotonic() - started)


def _devstore(plan: Plan) -> Child:
    root, extension = settings.ROOT, _extension()
    command = (
        *(sys.executable, "-m", "devstore", "--host", ports.HOST, "--port", str(plan.devstore_port)),
        *("--app-url", plan.app, "--app-toml", str(root / "shopify.app.toml")),
        *("--client-id", settings.SHOPIFY_CLIENT_ID, "--client-secret", settings.SHOPIFY_CLIENT_SECRET),
        *("--retry-scale", "0.01"),
        *(("--extension", str(extension)) if extension else ()),
    )
    return Child("devstore", command, output=plan.var / "log" / "devstore.log")


def _extension() -> Path | None:
    """The theme app extension's folder, once there is one."""
    found = sorted((settings.ROOT / "extensions").glob("*/blocks"))
    return found[0].parent if found else None


def _play(store: Store, say: Say) -> tuple[Shop, dict[str, Json], str]:
    now = timezone.now()
    landed = store.install()
    shop = Shop.objects.get(domain=store.domain)
    say(f"installed into {shop.domain} over OAuth; it ended at {landed.partition('?')[0]}")
    extension = _extension()
    store.switch_on([path.stem for path in extension.glob("blocks/*.liquid")] if extension else [])
    number = merchant.programme(shop, now=now)
    say(f"programme version {number} is live")
    store.before_a_deed = partial(_catch_up, store, shop)
    people = week.play(store, now=now, say=say)
    _catch_up(store, shop)
    merchant.members_join(shop, people, now=timezone.now(), say=say)
    return shop, people, merchant.people_who_work_here(shop, now=now)


def _catch_up(store: Store, shop: Shop) -> None:
    store.settle()
    report.wait_until_worked(shop, seconds=60)


def addresses(plan: Plan) -> dict[str, str]:
    """What to open, by what it is."""
    return {
        "storefront": f"{plan.store}/",
        "sign in as a shopper": f"{plan.store}/account/login",
        "store admin": f"{plan.store}/admin",
        "app inside the admin": f"{plan.store}/admin/apps/rewards",
        "webhook troubles": f"{plan.store}/admin/webhooks",
        "panel": f"{plan.app}/panel/",
        "operators": f"{plan.app}/staff/",
        "ready?": f"{plan.app}/readyz",
    }


def told(played: Played) -> dict[str, Any]:
    """The whole story as one document."""
    proxy = f"{played.plan.store}/apps/rewards/page"
    return {
        "shop": {"domain": played.shop.domain, "name": played.shop.name, "currency": played.shop.currency},
        "members": report.members(played.shop, played.people),
        "webhooks": report.webhooks(played.shop, played.store),
        "books_are_sound": report.books_are_sound(),
        "urls": report.tried([*addresses(played.plan).values(), proxy]),
        "seconds_to_ready": round(played.seconds, 1),
    }
