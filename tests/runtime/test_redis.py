"""Beyond one box the broker is Redis: the same command, the same worker, REDIS_URL set."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis as redis_lib

from loyalty.runtime import ports
from tests.docs.pages import ROOT


@pytest.fixture
def redis(needs_redis: str) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    port = ports.free()
    server = subprocess.Popen((needs_redis, "--port", str(port), "--save", ""), stdout=subprocess.DEVNULL)
    yield server, f"redis://127.0.0.1:{port}/0"
    server.kill()
    server.wait(10)


def test_web_and_worker_meet_at_redis_and_its_loss_is_said(
    redis: tuple["subprocess.Popen[bytes]", str], tmp_path: Path
) -> None:
    server, url = redis
    port = ports.free()
    env = {k: v for k, v in os.environ.items() if not k.startswith("LOYALTY_")}
    env |= {
        "LOYALTY_VAR_DIR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "loyalty.settings",
        "REDIS_URL": url,
    }
    command = (sys.executable, "manage.py", "serve", "--port", str(port), "--processes", "1")
    served = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout
        assert served.stdout.readline().startswith("ready:")
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").json()["broker"] == "ok"
        _beats_messages_are_sent_and_taken(redis_lib.Redis.from_url(url))
        server.kill()
        server.wait(10)
        lost = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=15)
        assert (lost.status_code, lost.json()["broker"]) == (503, "down: the broker does not answer")
    finally:
        served.terminate()
        served.wait(30)
        if served.stdout:
            served.stdout.close()


def _beats_messages_are_sent_and_taken(client: redis_lib.Redis) -> None:
    """Beat sweeps the inbox every few seconds: the messages pass through Redis and none stays in the queue."""
    deadline = time.monotonic() + 30
    while "cmdstat_lpush" not in client.info("commandstats"):
        assert time.monotonic() < deadline, "nobody sent anything"
        time.sleep(0.2)
    while client.llen("celery"):
        assert time.monotonic() < deadline, "nobody takes what was sent"
        time.sleep(0.2)
