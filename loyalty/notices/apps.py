from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "loyalty.notices"

    def ready(self) -> None:
        import_module("loyalty.notices.provider_events").connect()  # needs the tables' models
