from django.apps import AppConfig

from loyalty.celery import app as celery


class RuntimeConfig(AppConfig):
    name = "loyalty.runtime"
    celery = celery  # whoever sends a task must know which broker it goes to
