from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "loyalty.shops"
    verbose_name = "Shops"
