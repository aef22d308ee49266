"""TCP ports of this box."""

import socket

HOST = "127.0.0.1"


def free(host: str = HOST) -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def taken(port: int, host: str = HOST) -> bool:
    """Whether binding the port would fail."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
