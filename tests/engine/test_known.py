"""What is kept to be quick is bounded, and never changes an answer."""

from loyalty.engine.known import Known


def test_no_more_is_kept_than_there_is_room_for() -> None:
    known = Known(lambda number: number * 2, 2_000_000)
    assert [known[number] for number in range(1000)] == [number * 2 for number in range(1000)]
    assert len(known) <= 64


def test_what_is_kept_is_not_worked_again() -> None:
    asked: list[str] = []

    def work(text: str) -> int:
        asked.append(text)
        return len(asked)

    known = Known(work, 1)
    assert (known["a"], known["b"], known["a"]) == (1, 2, 1)
    assert asked == ["a", "b"]
