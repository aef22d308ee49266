from django.apps import AppConfig

from loyalty.shops import checks  # noqa: F401 - registers them


class ShopsConfig(AppConfig):
    name = "loyalty.shops"
    verbose_name = "Shops"
