"""`python -m loyalty.runtime.knock URL` answers 0 when the URL answers 200, else 1: for a container's health check."""

import sys
from urllib.error import URLError
from urllib.request import urlopen

SECONDS = 4


def opens(url: str) -> bool:
    try:
        with urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - the container's own address, by its operator
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if opens(sys.argv[1]) else 1)
