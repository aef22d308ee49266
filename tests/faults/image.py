"""The steps of the Dockerfile, replayed in a folder, and its processes started there as compose.yaml starts them.

No container is made. What this shows: the locked production dependencies suffice, the processes start from what the
image holds, in a production environment, on a PostgreSQL and a Redis, and write nothing beside their var folder.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.conf import settings
from django.db import connection

from loyalty.runtime import ports
from loyalty.runtime.processes import Child
from tests.check import PRODUCTION, ROOT

UV = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
PATIENCE = 180


@dataclass
class Result:
    steps: int = 0
    started: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0


def play(folder: Path) -> Result:
    """Raises CalledProcessError when a step of the build fails."""
    began, result = time.monotonic(), Result()
    app, var = folder / "app", folder / "var"
    app.mkdir(parents=True)
    var.mkdir()
    for kind, rest in _steps((ROOT / "Dockerfile").read_text()):
        _step(kind, rest, app)
        result.steps += 1
    before = _files(app)
    with _redis() as url:
        _run(app, _environment(var, url), result)
    result.wrong += [
        f"was written beside the var folder: {name}" for name in sorted(_files(app) ^ before)[:10]
    ]
    result.seconds = time.monotonic() - began
    return result


def _steps(dockerfile: str) -> Iterator[tuple[str, str]]:
    """What the build stage copies and runs; uv itself is here already."""
    first_stage = dockerfile.replace("\\\n", " ").split("\nFROM")[1]
    for line in first_stage.splitlines():
        kind, _, rest = line.partition(" ")
        if kind in ("COPY", "RUN") and not rest.startswith("pip install"):
            yield kind, rest


def _step(kind: str, rest: str, app: Path) -> None:
    if kind == "COPY":
        *names, to = rest.split()
        for name in names:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, app / to, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            else:
                shutil.copy(ROOT / name, app / to)
        return
    line = re.sub(r"^uv ", f"{UV} ", rest).replace("--no-cache ", "")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LOYALTY_", "DJANGO_"))}
    bare.pop("VIRTUAL_ENV", None)
    subprocess.run(line, shell=True, cwd=app, env=bare, check=True, stdout=subprocess.DEVNULL)  # noqa: S602


def _files(app: Path) -> set[str]:
    return {path.relative_to(app).as_posix() for path in app.rglob("*")}


def _environment(var: Path, redis: str) -> dict[str, str]:
    host, name = connection.get_connection_params()["host"], connection.settings_dict["NAME"]
    return {
        **PRODUCTION,
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={host}",
        "REDIS_URL": redis,
        "LOYALTY_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": "",
    }


def _run(app: Path, env: dict[str, str], result: Result) -> None:
    """Every service's command, as the compose file has it; each must be well before the next starts."""
    python, port = str(app / ".venv" / "bin" / "python"), ports.free()
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    checks = (
        [python, "-m", "loyalty.runtime.knock", f"http://{ports.HOST}:{port}/readyz"],
        [python, "-m", "loyalty.runtime.pulse"],
    )
    for name, service in services.items():
        if "build" not in service:
            continue
        command = [python, "manage.py", *service["command"]]
        if name == "prepare":
            subprocess.run(command, cwd=app, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
        elif not _lives(command + (["--port", str(port)] if name == "web" else []), name, app, env, checks):
            result.wrong.append(f"{name} did not come up")
        result.started.append(name)


def _lives(
    command: list[str], name: str, app: Path, env: dict[str, str], checks: tuple[list[str], ...]
) -> bool:
    """Whether it is well within its time, by the health check that its container has."""
    check = None if name in ("beat", "sweep") else checks[name != "web"]
    with (settings.VAR_DIR / "image.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=app, env={**os.environ, **env}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + (PATIENCE if check else 15)
        while time.monotonic() < deadline and process.poll() is None:
            if (
                check
                and subprocess.run(check, cwd=app, env={**os.environ, **env}, check=False).returncode == 0
            ):
                return True
            time.sleep(0.5)
        return check is None and process.poll() is None
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _redis() -> Iterator[str]:
    port = ports.free()
    server = Child("redis", ("redis-server", "--port", str(port), "--save", "", "--appendonly", "no"),
                   output=settings.VAR_DIR / "redis.log")  # fmt: skip
    server.start()
    try:
        yield f"redis://{ports.HOST}:{port}/0"
    finally:
        server.kill()
