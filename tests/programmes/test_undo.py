"""Undoing changes of the draft."""

from datetime import timedelta
from typing import Any

from loyalty.programmes.models import Draft, DraftState
from loyalty.programmes.publish import drop_draft, publish, save_draft
from loyalty.programmes.undo import KEPT, last_change, undo
from tests.cast import DOCUMENT, NOW, Cast


def save(cast: Cast, name: str, minute: int = 0) -> None:
    save_draft(
        programme_id=cast.programme.pk,
        document=DOCUMENT | {"name": name},
        base=1,
        by="ann",
        now=NOW + timedelta(minutes=minute),
    )


def undone(cast: Cast) -> bool:
    last = last_change(programme_id=cast.programme.pk)
    return last is not None and undo(programme_id=cast.programme.pk, state=last.pk)


def drafted(cast: Cast) -> Any:
    held = Draft.objects.filter(programme=cast.programme).first()
    return held and held.document["name"]


def test_changes_are_undone_one_by_one_back_to_no_draft(cast: Cast) -> None:
    for minute, name in enumerate(("One", "Two", "Three")):
        save(cast, name, minute)
    seen = []
    while undone(cast):
        seen.append(drafted(cast))
    assert seen == ["Two", "One", None]


def test_who_saved_what_comes_back_comes_back_with_it(cast: Cast) -> None:
    save(cast, "One")
    save(cast, "Two", 5)
    assert undone(cast)
    held = Draft.objects.get(programme=cast.programme)
    assert (held.saved_by, held.saved_at, held.base) == ("ann", NOW, 1)


def test_a_draft_that_was_thrown_away_comes_back(cast: Cast) -> None:
    save(cast, "One")
    drop_draft(programme_id=cast.programme.pk, by="ann", now=NOW)
    assert drafted(cast) is None
    assert undone(cast)
    assert drafted(cast) == "One"


def test_only_the_last_twenty_changes_are_kept(cast: Cast) -> None:
    for number in range(KEPT + 5):
        save(cast, f"Draft {number}", number)
    assert DraftState.objects.filter(programme=cast.programme).count() == KEPT
    while undone(cast):
        pass
    assert drafted(cast) == "Draft 4"


def test_a_change_that_is_not_the_last_any_more_is_not_undone(cast: Cast) -> None:
    save(cast, "One")
    seen = last_change(programme_id=cast.programme.pk)
    assert seen is not None
    save(cast, "Two", 1)
    assert not undo(programme_id=cast.programme.pk, state=seen.pk)
    assert drafted(cast) == "Two"


def test_another_programmes_change_is_not_undone(cast: Cast) -> None:
    save(cast, "One")
    seen = last_change(programme_id=cast.programme.pk)
    assert seen is not None
    assert not undo(programme_id=cast.other_shop.programme_id, state=seen.pk)
    assert drafted(cast) == "One"


def test_what_was_published_is_not_undone(cast: Cast) -> None:
    save(cast, "One")
    publish(programme_id=cast.programme.pk, base=1, by="ann", now=NOW)
    assert not undone(cast)
    assert drafted(cast) is None
