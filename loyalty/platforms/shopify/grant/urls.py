"""Where allauth looks for a provider's own doors; ours stand in loyalty/platforms/shopify/urls.py."""
