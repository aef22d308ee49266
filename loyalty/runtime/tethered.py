"""Runs a command that must not outlive the process that started it: `python -m loyalty.runtime.tethered CMD…`."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it died before we asked to be told
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the whole point is to become that command


if __name__ == "__main__":
    main()
