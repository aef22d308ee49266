from django.apps import AppConfig


class ShopifyConfig(AppConfig):
    # The label must not be that of allauth's own Shopify provider.
    name = "loyalty.platforms.shopify"
    label = "shopify_platform"
