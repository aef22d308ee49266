"""The broker of one box: nobody reads half a message."""

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from loyalty.celery import app
from loyalty.common import spool


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    folders = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    with Connection("filesystem://", transport=spool.Transport, transport_options=folders) as connection:
        yield connection.default_channel


def test_a_message_is_found_when_it_is_whole_and_not_before(
    channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, replace = [], Path.replace

    def slowly(written: Path, target: Path) -> Path:
        with pytest.raises(Empty):
            channel._get("inbox")
        looked.append(written.read_bytes())
        return replace(written, target)

    monkeypatch.setattr(Path, "replace", slowly)
    channel._put("inbox", {"body": "ring"})
    assert looked == [b'{"body": "ring"}']
    with pytest.raises(Empty):
        channel._get("outbox")
    assert channel._get("inbox") == {"body": "ring"}
    with pytest.raises(Empty):
        channel._get("inbox")


def test_one_box_has_this_broker() -> None:
    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, spool.Transport)
