"""The Celery application: `celery -A loyalty worker -B`."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")

app = Celery("loyalty", task_cls="loyalty.runtime.rounds:Noted")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["loyalty.desk"])  # a room without tables is no Django app


def _often(task: str, seconds: float) -> dict[str, object]:
    """Every so many seconds; while no worker runs, sweeps must not pile up."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "sweep the inbox": _often("loyalty.inbox.tasks.sweep", 5.0),
    "read every store again": {
        "task": "loyalty.desk.tasks.reread_stores",
        "schedule": crontab(hour="3", minute="17"),
    },
    "tell of points that end soon": {
        "task": "loyalty.desk.tasks.tell_of_expiry",
        "schedule": crontab(minute="23"),
    },
    "celebrate birthdays and anniversaries": {
        "task": "loyalty.desk.tasks.celebrate_days",
        "schedule": crontab(minute="1"),
    },
    "forget pictures": {
        "task": "loyalty.desk.tasks.forget_pictures",
        "schedule": crontab(hour="4", minute="11"),
    },
    "forget what members were seen with": {
        "task": "loyalty.desk.tasks.forget_traces",
        "schedule": crontab(minute="53"),
    },
    "prove the books": {"task": "loyalty.desk.tasks.prove_books", "schedule": crontab(hour="2", minute="41")},
    "release ended holds": {"task": "loyalty.desk.tasks.release_holds", "schedule": 60.0},
    "review tiers that are due": {"task": "loyalty.desk.tasks.review_tiers", "schedule": crontab(minute="7")},
    "review everybody after other tiers": _often("loyalty.desk.tasks.review_everybody", 30.0),
    "end rewards and hand over what was given": _often("loyalty.desk.tasks.round_of_rewards", 60.0),
    "hand over automatic rewards": {
        "task": "loyalty.desk.tasks.hand_over_rewards",
        "schedule": crontab(minute="47"),
    },
    "forget old deliveries": _often("loyalty.inbox.tasks.forget", 3600.0),
    "run errands to the stores": _often("loyalty.outbox.tasks.sweep", 5.0),
    "write letters of what happened": _often("loyalty.desk.tasks.listen", 10.0),
    "show themes what members have": _often("loyalty.desk.tasks.show_themes", 10.0),
    "write letters of what lies ahead": {
        "task": "loyalty.desk.tasks.look_ahead",
        "schedule": crontab(minute="29"),
    },
    "send letters": _often("loyalty.notices.tasks.send_letters", 10.0),
    "tell merchants' programs": _often("loyalty.notices.tasks.tell_programs", 5.0),
    "forget old events": _often("loyalty.notices.tasks.forget_posts", 3600.0),
    "sweep pasts and simulations": _often("loyalty.insight.tasks.sweep", 5.0),
    "sweep launches": _often("loyalty.launch.tasks.sweep", 20.0),
    "sweep files of adjustments": _often("loyalty.adjustments.tasks.sweep", 20.0),
    "forget what files of adjustments said": _often("loyalty.adjustments.tasks.forget_texts", 3600.0),
    "forget what the API answered": _often("loyalty.api.tasks.forget_answers", 3600.0),
    "forget pasts": _often("loyalty.insight.tasks.forget_pasts", 3600.0),
}
