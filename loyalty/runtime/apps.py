from django.apps import AppConfig
from django.conf import settings

from loyalty.celery import app as celery
from loyalty.runtime.pulse import Pulse


class RuntimeConfig(AppConfig):
    name = "loyalty.runtime"
    celery = celery  # whoever sends a task must know which broker it goes to

    def ready(self) -> None:
        """Workers say that they live.

        The disk broker expects its folders; whoever sends the first message may not be the worker."""
        celery.steps["worker"].add(Pulse)
        if str(settings.CELERY_BROKER_URL).startswith("filesystem:"):
            (settings.VAR_DIR / "spool" / "control").mkdir(parents=True, exist_ok=True)
