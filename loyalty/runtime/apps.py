from django.apps import AppConfig
from django.conf import settings


class RuntimeConfig(AppConfig):
    name = "loyalty.runtime"

    def ready(self) -> None:
        """The disk broker expects its folders; whoever sends the first message may not be the worker."""
        if str(settings.CELERY_BROKER_URL).startswith("filesystem:"):
            (settings.VAR_DIR / "spool" / "control").mkdir(parents=True, exist_ok=True)
