"""What the runs share: one database, a pretend platform, children that may be killed, and how a run reports."""

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache

import httpx
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import world
from loyalty.runtime import children, ports, prepare
from loyalty.runtime.processes import Child, Supervisor
from loyalty.shops.models import Shop
from tests.shopify.town import Town


@lru_cache
def shop() -> Shop:
    """One database and shop for the runs of one call."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return world.shop("bench")


def size(name: str, *, quick: int, full: int, short: bool) -> int:
    """How large, unless the environment says otherwise."""
    return int(os.environ.get(name) or (quick if short else full))


def said(name: str, *lines: str, passed: bool, wrong: Sequence[str] = ()) -> bool:
    """Prints a run's report, and the first twenty things that were wrong."""
    print(f"{name} {word(passed)}: " + "\n   ".join(lines), flush=True)
    print("".join(f"   {one[:300]}\n" for one in wrong[:20]), end="", flush=True)
    return passed


def word(passed: bool) -> str:
    return "passed" if passed else "FAILED"


@dataclass(frozen=True, slots=True)
class House:
    """The product at work on one box, with the pretend platform beside it. `port` is the web server's."""

    town: Town
    port: int
    worker: Child


_platform, _house = ExitStack(), ExitStack()


@lru_cache
def platform() -> tuple[Town, int]:
    """One pretend platform for the runs of one call, and the port to which it brings webhooks."""
    shop()
    port = ports.free()
    return _platform.enter_context(_devstore(f"http://{ports.HOST}:{port}")), port


@lru_cache
def server() -> int:
    """The web server's port; it is started when first asked for, until somebody wants to be alone."""
    port = platform()[1]
    web = children.web(host=ports.HOST, port=port, output=settings.VAR_DIR / "faults.log")
    web.env = {**web.env, "LOYALTY_LIMITS": "false"}
    _house.enter_context(Supervisor([web]))
    prepare.wait_until_ready(f"http://{ports.HOST}:{port}", seconds=60)
    return port


@lru_cache
def house() -> House:
    """It and a worker."""
    town = platform()[0]  # whose address the worker is given
    worker = children.worker(output=settings.VAR_DIR / "faults.log")
    _house.enter_context(Supervisor([worker]))
    return House(town, server(), worker)


def alone() -> Shop:
    """Nobody else is at work: the shop."""
    _house.close()
    for started in (house, server):
        started.cache_clear()
    return shop()


def leave() -> None:
    """After the last run."""
    alone()
    _platform.close()
    platform.cache_clear()


@contextmanager
def _devstore(app_url: str) -> Iterator[Town]:
    given = {
        "--port": "0",
        "--app-url": app_url,
        "--app-toml": "shopify.app.toml",
        "--client-id": settings.SHOPIFY_CLIENT_ID,
        "--client-secret": settings.SHOPIFY_CLIENT_SECRET,
    }
    tether = (sys.executable, "-m", "loyalty.runtime.tethered", str(os.getpid()))
    command = [*tether, sys.executable, "-m", "devstore", *(part for pair in given.items() for part in pair)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            address = process.stdout.readline().split()[-1] if process.stdout else ""
            settings.SHOPIFY_ORIGIN = os.environ["LOYALTY_SHOPIFY_ORIGIN"] = address
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
                yield Town(http)
        finally:
            process.terminate()


def forked(deed: Callable[[], object]) -> int:
    """A process of its own that does it and ends with 0, or with 1 and a trace: its number."""
    connection.close()
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        deed()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it was, the child ends here
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(number: int) -> int:
    """How the child ended: its code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
