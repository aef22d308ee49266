from django.apps import AppConfig


class StorefrontWidgetConfig(AppConfig):
    name = "storefront_widget"
