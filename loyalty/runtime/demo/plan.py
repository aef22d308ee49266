"""Where a demo lives: its ports, its folder, its environment."""

import atexit
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO

from django.conf import settings

from loyalty.runtime import ports

READY = "DEMO_IS_PLANNED"  # set once the environment below is in place


class Occupied(Exception):
    """Another demo, or another program on our port; the message says which and what to do."""


@dataclass(frozen=True)
class Plan:
    """`once`: on free ports, in a folder that goes away afterwards."""

    port: int
    devstore_port: int
    var: Path
    once: bool

    @property
    def app(self) -> str:
        return f"http://{ports.HOST}:{self.port}"

    @property
    def store(self) -> str:
        return f"http://{ports.HOST}:{self.devstore_port}"

    def environment(self) -> dict[str, str]:
        """The app's own variables, as they must be when the pretend store is its platform."""
        return {
            READY: "once" if self.once else "serve",
            "LOYALTY_ENV": "development",
            "LOYALTY_VAR_DIR": str(self.var),
            "LOYALTY_APP_URL": self.app,
            "LOYALTY_SHOPIFY_ORIGIN": self.store,
            "LOYALTY_SHOPIFY_APP_BRIDGE_URL": f"{self.store}/cdn/shopifycloud/app-bridge.js",
            "LOYALTY_LOG_LEVEL": "WARNING",
            "PORT": str(self.port),
            "DEVSTORE_PORT": str(self.devstore_port),
        }


def make(*, port: int, devstore_port: int, once: bool) -> Plan:
    """Raises Occupied when a port is taken. A demo that goes on serving starts a new world each time."""
    root = settings.ROOT / "var"
    root.mkdir(exist_ok=True)
    if once:
        return Plan(ports.free(), ports.free(), Path(tempfile.mkdtemp(prefix="demo-", dir=root)), once=True)
    for name, number in (("PORT", port), ("DEVSTORE_PORT", devstore_port)):
        if ports.taken(number):
            raise Occupied(f"port {number} is taken; choose another: `{name}={number + 100} make demo`")
    return Plan(port, devstore_port, root / "demo", once=False)


def enter(plan: Plan) -> NoReturn:
    """Starts this very command again inside the plan's environment: settings are read once, at the start."""
    own = ("LOYALTY_", "DATABASE_URL", "REDIS_URL") if plan.once else ("LOYALTY_",)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    os.execve(sys.executable, [sys.executable, *sys.argv], inherited | plan.environment())  # noqa: S606


def entered(environ: Mapping[str, str]) -> Plan | None:
    """The plan this process was started in; None before `enter`."""
    if READY not in environ:
        return None
    once = environ[READY] == "once"
    return Plan(int(environ["PORT"]), int(environ["DEVSTORE_PORT"]), settings.VAR_DIR, once=once)


def alone(plan: Plan) -> TextIO:
    """Takes the demo's folder for this process and empties it. Raises Occupied when another demo has it."""
    lock = (plan.var.parent / f"{plan.var.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as held:
        raise Occupied("another demo is running in this folder; stop it first") from held
    return lock


def clear(plan: Plan) -> None:
    """Forgets the last demo, but for the secrets that this process has read already."""
    for path in plan.var.iterdir():
        if path.name == "secrets.json":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def leave_in_the_end(plan: Plan) -> None:
    """Must be called before anything starts PostgreSQL: what is registered first is done last."""
    atexit.register(leave, plan)


def leave(plan: Plan) -> None:
    """Takes a one-time demo's folder away."""
    shutil.rmtree(plan.var, ignore_errors=True)
    (plan.var.parent / f"{plan.var.name}.lock").unlink(missing_ok=True)
