from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "policysite.storefront"
    label = "storefront"
    verbose_name = "Storefront"
