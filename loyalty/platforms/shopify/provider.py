"""Where allauth looks for an app's providers."""

from loyalty.platforms.shopify.grant.provider import Provider

provider_classes = [Provider]
