from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "loyalty.launch"
