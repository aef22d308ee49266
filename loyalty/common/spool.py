"""The broker of one box, a folder: kombu's own, but a message appears there whole or not at all.

Kombu writes a message where it will be looked for. A worker that looked meanwhile read half of one, and ended.
"""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Puts messages as files into one folder and takes them from there."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        written = folder / f".{name}"  # nobody takes names that begin with a dot
        try:
            written.write_bytes(str_to_bytes(dumps(payload)))
            written.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name!r} to {folder}") from error


class Transport(filesystem.Transport):
    """As the setting names it."""

    Channel = Channel
