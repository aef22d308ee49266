"""Under a crowd, lookers are sent away first, actors next, and probes never."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from loyalty.runtime import admission
from loyalty.runtime.admission import ALL, LOOKERS, ROOM, Door, admitted


class Crowd:
    """A house whose answers take until `open`; who asks, each in a thread of their own, and what they were told."""

    def __init__(self) -> None:
        self.open, self.door = threading.Event(), Door()
        self.statuses: list[str] = []
        self.threads: list[threading.Thread] = []
        self.application = admitted(self._answer, door=self.door)

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.open.wait(20)
        start("200 OK", [])
        return ()

    def ask(self, method: str, path: str = "/proxy/data") -> str:
        told: list[str] = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
        list(self.application(environ, lambda status, headers: told.append(status)))
        self.statuses += told
        return told[0]

    def come(self, many: int, method: str) -> None:
        """So many begin to ask; returns when each is inside, waits, or was sent away."""
        for _ in range(many):
            self.threads.append(threading.Thread(target=self.ask, args=(method,)))
            self.threads[-1].start()
        while self.held() + len(self.statuses) < len(self.threads):
            time.sleep(0.001)

    def held(self) -> int:
        return ROOM - self.door._inside._value + self.door.waiting

    def all_leave(self) -> None:
        self.open.set()
        for thread in self.threads:
            thread.join(20)


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    """Nobody loses patience while a test looks."""
    monkeypatch.setattr(admission, "LOOKERS_WAIT", 20.0)
    monkeypatch.setattr(admission, "ALL_WAIT", 20.0)
    made = Crowd()
    yield made
    made.all_leave()


def test_whoever_fits_is_answered(crowd: Crowd) -> None:
    crowd.come(ROOM + LOOKERS, "GET")
    crowd.all_leave()
    assert crowd.statuses == ["200 OK"] * (ROOM + LOOKERS)


def test_a_looker_too_many_is_sent_away_at_once_and_an_actor_still_waits(crowd: Crowd) -> None:
    crowd.come(ROOM + LOOKERS, "GET")
    assert crowd.ask("GET").startswith("503")
    crowd.come(ALL - LOOKERS, "POST")
    assert crowd.statuses == ["503 Service Unavailable"]
    assert crowd.ask("POST").startswith("503")
    crowd.all_leave()
    assert crowd.statuses.count("200 OK") == ROOM + ALL


def test_a_looker_whose_turn_does_not_come_is_sent_away(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.come(ROOM, "GET")
    monkeypatch.setattr(admission, "LOOKERS_WAIT", 0.01)
    assert crowd.ask("GET").startswith("503")
    assert crowd.door.waiting == 0


def test_probes_and_files_are_answered_however_many_ask(crowd: Crowd) -> None:
    crowd.come(ROOM + ALL, "POST")
    crowd.open.set()
    assert crowd.ask("GET", "/healthz") == "200 OK"
    assert crowd.ask("GET", "/static/panel.css") == "200 OK"


def test_room_is_given_back_even_when_an_answer_fails() -> None:
    door = Door(room=1)

    def fails(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            admitted(fails, door=door)({"REQUEST_METHOD": "GET"}, print)
    assert door.enter(most=0, seconds=0)
