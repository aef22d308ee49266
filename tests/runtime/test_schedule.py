"""What the scheduler sends, the worker knows."""

from django.conf import settings

from loyalty.celery import app


def test_every_scheduled_task_is_registered() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()


def test_messages_are_json_and_nothing_else() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


def test_every_task_has_a_queue_that_some_worker_works() -> None:
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if name.startswith("loyalty.")]
    queues = {name: app.amqp.router.route({}, name)["queue"].name for name in ours}
    assert set(queues.values()) <= set(settings.QUEUES)
    assert queues["loyalty.inbox.tasks.wake"] == queues["loyalty.inbox.tasks.sweep"] == "inbox"
    assert queues["loyalty.outbox.tasks.wake"] == "outbox"
    assert queues["loyalty.insight.tasks.simulate"] == queues["loyalty.launch.tasks.launch"] == "insight"
    assert queues["loyalty.desk.tasks.prove_books"] == "desk"
