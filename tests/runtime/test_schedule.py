"""What the scheduler sends, the worker knows."""

from loyalty.celery import app


def test_every_scheduled_task_is_registered() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()


def test_messages_are_json_and_nothing_else() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
