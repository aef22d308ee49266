"""What comes after a house that has stopped hears signals as what came before it."""

import signal
import sys
import time
from pathlib import Path

from loyalty.runtime.processes import Child, Supervisor

WAITS = (sys.executable, "-c", "import time; print(flush=True); time.sleep(60)")


def test_who_is_started_after_a_house_has_stopped_ends_when_told(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with Supervisor([]):
        pass
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    said = tmp_path / "said"
    began = time.monotonic()
    with Supervisor([Child("waiting", WAITS, output=said)]):
        while not (said.exists() and said.read_text()):
            time.sleep(0.05)
    assert time.monotonic() - began < 10  # it would be killed after twelve seconds of not listening
