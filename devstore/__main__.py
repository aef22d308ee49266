"""python -m devstore: serve the pretend platform until told to stop."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from devstore.app import create_app, create_world
from devstore.config import Config
from devstore.webhooks import Sender


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if isinstance(code, int) and code >= 500:
            super().log_request(code, size)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devstore", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001, help="0 takes a free one")
    parser.add_argument(
        "--app-url", default="http://127.0.0.1:8000", help="where the app under development answers"
    )
    parser.add_argument("--app-toml", type=Path, help="its shopify.app.toml")
    parser.add_argument("--extension", type=Path, help="its theme app extension")
    parser.add_argument("--client-id", default="devstore-client-id")
    parser.add_argument("--client-secret", default="devstore-client-secret")
    parser.add_argument("--state", type=Path, help="SQLite file; without it nothing is kept")
    parser.add_argument(
        "--retry-scale", default="1", help="multiplies the webhook retry delays (they span four hours)"
    )
    return parser.parse_args()


def main() -> int:
    given = read_arguments()
    config = Config(
        app_url=given.app_url.rstrip("/"),
        client_id=given.client_id,
        client_secret=given.client_secret,
        app_toml=given.app_toml,
        extension=given.extension,
        state=given.state,
        retry_scale=given.retry_scale,
    )
    world = create_world(config)
    server = make_server(given.host, given.port, create_app(world), threaded=True, request_handler=Quiet)
    config.port = server.server_port
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    assert isinstance(world.sender, Sender)  # noqa: S101
    world.sender.start()
    sys.stdout.write(f"ready: devstore on http://{given.host}:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
    world.sender.stop()
    world.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
